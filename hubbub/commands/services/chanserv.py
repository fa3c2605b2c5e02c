"""ChanServ: channels that belong to somebody."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model.account import Account
from hubbub.model.limits import CHANNELS_PER_ACCOUNT
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.registration import Registration

from .. import owning, registrations
from ..outcome import Steps
from .command import ServiceCommand as Command
from .command import Table, Words, account_of, date, listing, note, require_code, usage

_TRANSFER = ("TRANSFER <#channel> <account>", "TRANSFER ACCEPT <#channel>", "TRANSFER CANCEL <#channel>")


def registration_of(channel: Channel) -> Registration:
    """Whose the channel is.  Raises Refuse where it is nobody's."""
    if channel.registration is None:
        raise Refuse("not_yours", "*", "NOT_YOURS", text=f"{channel.name} is not registered")
    return channel.registration


def name_of(hub: Hub, account_id: str) -> str:
    """The name of an account."""
    account = hub.accounts.get(account_id)
    return account.name if account is not None else "nobody"


def _register(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    channel = hub.channel(words[0])
    hub.require(who, "see", channel)
    if channel.registration is not None:
        raise Refuse("not_yours", "*", "NOT_YOURS", text=f"{channel.name} is registered already")
    hub.require(who, "register", channel)
    account = account_of(hub, who)
    require_room(hub, who, account)
    user = who.registered_user
    yield note(f"{channel.name} is registered, and you are its founder")
    yield from registrations.become(hub, channel, Registration(account.id, now.time), user.nick, now)


def require_room(hub: Hub, who: Session, account: Account) -> None:
    """Raises Refuse where the account has as many channels as one may have; not for server operators."""
    if len(registrations.founded_by(hub, account)) >= CHANNELS_PER_ACCOUNT and not who.registered_user.is_operator:
        text = f"{account.name} has {CHANNELS_PER_ACCOUNT} channels already, as many as an account may have"
        raise Refuse("not_yours", "*", "NOT_YOURS", text=text)


def _unregister(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    name, *code = words
    channel = hub.channel(name)
    hub.require(who, "own", channel)
    registration = registration_of(channel)
    what = f"{channel.name} will be nobody's, and end when it is empty; what was said there stays"
    form = f"/msg ChanServ UNREGISTER {channel.name}"
    require_code(hub, "".join(code), what, form, "channel", channel.conversation.key, str(registration.time))
    yield note(f"{channel.name} is not registered any more")
    yield from registrations.become(hub, channel, None, who.registered_user.nick, now)


def _transfer(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    match words[0].upper(), words[1:]:
        case "ACCEPT", (name,):
            yield from _accept(hub, who, hub.channel(name), now)
        case "CANCEL", (name,):
            channel = hub.channel(name)
            hub.require(who, "own", channel)
            after = replace(registration_of(channel), heir="")
            yield from registrations.become(hub, channel, after, who.registered_user.nick, now)
            yield note(f"{channel.name} is offered to nobody any more")
        case _, (name,) if words[0].startswith("#"):
            yield from _offer(hub, who, hub.channel(words[0]), owning.existing(hub, name), now)
        case _:
            raise usage(*_TRANSFER)


def _offer(hub: Hub, who: Session, channel: Channel, heir: Account, now: Moment) -> Steps:
    """As in Ergo: nobody is given a channel who does not want it, but by a server operator."""
    hub.require(who, "own", channel)
    registration = registration_of(channel)
    user = who.registered_user
    if heir.id == registration.founder:
        raise Refuse("not_yours", "*", "NOT_YOURS", text=f"{channel.name} belongs to {heir.name} already")
    if user.is_operator and user.identity != registration.founder:
        yield from registrations.become(hub, channel, registration.given_to(heir.id), user.nick, now)
        yield note(f"{channel.name} belongs to {heir.name} now")
        return
    yield from registrations.become(hub, channel, replace(registration, heir=heir.id), user.nick, now)
    yield note(f"{heir.name} may have {channel.name} now: /msg ChanServ TRANSFER ACCEPT {channel.name}")


def _accept(hub: Hub, who: Session, channel: Channel, now: Moment) -> Steps:
    account = account_of(hub, who)
    registration = channel.registration
    if registration is None or registration.heir != account.id:
        hub.require(who, "see", channel)
        raise Refuse("not_yours", "*", "NOT_YOURS", text="no such channel was offered to you")
    owning.require_storing(hub)
    require_room(hub, who, account)
    after = registration.given_to(account.id)
    yield from registrations.become(hub, channel, after, who.registered_user.nick, now)
    yield note(f"{channel.name} belongs to you now")


def _info(hub: Hub, who: Session, words: Words, _now: Moment) -> Steps:
    if not words:
        channels = registrations.founded_by(hub, account_of(hub, who))
        yield listing((_line(hub, channel) for channel in channels), "no channel belongs to you")
        return
    purge = hub.purges.get(hub.fold(words[0]))
    if purge is not None and who.user is not None and who.user.is_operator:
        yield note(f"{purge.channel.name} was purged by {purge.by} at {date(purge.time)}: {purge.reason}")
        return
    channel = hub.channel(words[0])
    hub.require(who, "see", channel)
    registration_of(channel)
    yield note(_line(hub, channel))


def _line(hub: Hub, channel: Channel) -> str:
    registration = registration_of(channel)
    founder, heir = name_of(hub, registration.founder), registration.heir
    offered = f", offered to {name_of(hub, heir)}" if heir else ""
    return f"{channel.name}: founder {founder}, registered {date(registration.time)}{offered}"


COMMANDS: Table = {
    "REGISTER": Command(
        _register,
        ("REGISTER <#channel>",),
        "makes a channel yours, which you are an operator of",
        "It stays when everybody has left, with its topic, its modes and its lists; whoever joins then is no operator,"
        " but you are its founder whenever you are there and logged in.",
        fewest=1,
        most=1,
    ),
    "UNREGISTER": Command(
        _unregister,
        ("UNREGISTER <#channel> [code]",),
        "gives a channel up",
        "You are told a code that confirms it. What was said there stays.",
        fewest=1,
        most=2,
    ),
    "TRANSFER": Command(
        _transfer,
        _TRANSFER,
        "offers your channel to another account",
        "It is theirs once they ACCEPT, and until then you may CANCEL. A server operator gives it to them at once.",
        fewest=2,
        most=2,
    ),
    "INFO": Command(
        _info,
        ("INFO [#channel]",),
        "tells whose a channel is",
        "Without a channel's name: which are yours.",
        most=1,
        asker="anyone",
    ),
}
"""For everybody."""
