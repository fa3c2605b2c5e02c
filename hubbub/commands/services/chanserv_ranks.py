"""ChanServ: who is what in a channel, now and for good."""

from __future__ import annotations

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.permissions import RULES_OVER
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model.modes import BY_LETTER, ORDER_OF, Change, highest
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.registration import FOUNDER, ROLES
from hubbub.model.services import CHANSERV

from .. import moderation, owning, registrations, standing
from ..channels import closed_if_empty
from ..outcome import Steps
from .chanserv import name_of, registration_of
from .command import ServiceCommand as Command
from .command import Table, Words, listing, note, usage

_AMODE = ("AMODE <#channel>", "AMODE <#channel> +<a|o|h|v> <account>", "AMODE <#channel> -<a|o|h|v> <account>")
_CLEAR = ("CLEAR <#channel> users", "CLEAR <#channel> access")


def _rules_over(who: Session, channel: Channel, rank: str) -> bool:
    """Whether the rank for good of who asks is above this one."""
    user = who.registered_user
    return user.is_operator or rank in RULES_OVER[channel.standing(user)]


def _member(hub: Hub, who: Session, channel: Channel, words: Words) -> User:
    user = hub.user(words[0]) if words else who.registered_user
    if user not in channel.members:
        raise Refuse("not_in_channel", user.nick, channel.name)
    return user


def _op(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    """One's own rank for good; another's is operator, by whoever may make operators."""
    channel = hub.channel(words[0])
    hub.require(who, "manage", channel)
    user = _member(hub, who, channel, words[1:])
    letter = (channel.standing(user) or "o") if user is who.user else "o"
    if user is not who.user and not _rules_over(who, channel, letter):
        raise Refuse("outranked", channel.name)
    if letter in channel.ranks(user):
        raise Refuse("already_so", "*", "ALREADY_SO", text=f"{user.nick} is that already in {channel.name}")
    yield standing.changed(hub, channel, user, (Change(True, letter, user.nick),), now)
    yield note(f"{user.nick} is {BY_LETTER[letter].word} of {channel.name}")


def _deop(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    channel = hub.channel(words[0])
    hub.require(who, "manage", channel)
    user = _member(hub, who, channel, words[1:])
    ranks = channel.ranks(user)
    if user is not who.user and not _rules_over(who, channel, highest(ranks)):
        raise Refuse("outranked", channel.name)
    if not ranks:
        raise Refuse("already_so", "*", "ALREADY_SO", text=f"{user.nick} has no rank in {channel.name}")
    changes = tuple(Change(False, letter, user.nick) for letter in sorted(ranks, key=ORDER_OF.__getitem__))
    yield standing.changed(hub, channel, user, changes, now)
    yield note(f"{user.nick} has no rank in {channel.name} any more")


def _amode(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    channel = hub.channel(words[0])
    hub.require(who, "manage", channel)
    registration = registration_of(channel)
    if len(words) == 1:
        rows = [(registration.founder, FOUNDER), *registration.ranked()]
        yield listing((f"{name_of(hub, account)} +{rank} ({BY_LETTER[rank].word})" for account, rank in rows), "")
        return
    if len(words) != 3 or len(words[1]) != 2 or words[1][0] not in "+-":
        raise usage(*_AMODE)
    sign, letter, account = words[1][0], words[1][1], owning.existing(hub, words[2])
    if letter not in ROLES:
        raise Refuse("unknown_mode", letter, text=f"a role is one of {', '.join(ROLES)}; TRANSFER changes the founder")
    old = registration.rank_of(account.id)
    if old == FOUNDER:
        raise Refuse("outranked", channel.name, text=f"{account.name} is the founder of {channel.name}")
    if not _rules_over(who, channel, letter) or (old and not _rules_over(who, channel, old)):
        raise Refuse("outranked", channel.name)
    if (old == letter) is (sign == "+"):
        has = "has that role already" if sign == "+" else "has no such role"
        raise Refuse("already_so", "*", "ALREADY_SO", text=f"{account.name} {has} in {channel.name}")
    if sign == "+" and not old and len(registration.roles) >= hub.limits.list_entries:
        raise Refuse("list_full", channel.name, letter)
    after = registration.with_role(account.id, letter if sign == "+" else "")
    yield from registrations.become(hub, channel, after, who.registered_user.nick, now)
    is_now = f"is {BY_LETTER[letter].word} for good" if sign == "+" else "has no role any more"
    yield note(f"{account.name} {is_now} in {channel.name}")


def _clear(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    channel = hub.channel(words[0])
    hub.require(who, "own", channel)
    user = who.registered_user
    match words[1].lower():
        case "users":
            others = [member for member in channel.members if member is not user]
            for member in others:
                yield from moderation.removed(hub, channel, member, CHANSERV.source(hub.server.name), user.nick, now)
            yield from closed_if_empty(hub, (channel.conversation,), now)
            yield note(f"{len(others)} removed from {channel.name}")
        case "access":
            registration = registration_of(channel)
            for account, _rank in registration.roles:
                registration = registration.with_role(account, "")
            yield from registrations.become(hub, channel, registration, user.nick, now)
            for member in tuple(channel.members):
                ranks = channel.ranks(member) - {channel.standing(member)}
                changes = tuple(
                    Change(False, letter, member.nick) for letter in sorted(ranks, key=ORDER_OF.__getitem__)
                )
                if changes:
                    yield standing.changed(hub, channel, member, changes, now)
            yield note(f"nobody but its founder is anything in {channel.name}")
        case _:
            raise usage(*_CLEAR)


def _how_to_ban(hub: Hub, who: Session, words: Words, _now: Moment) -> Steps:
    channel = hub.channel(words[0])
    hub.require(who, "moderate", channel)
    source = hub.user(words[1]).source
    mask = f"a:{source.account}" if source.account else f"*!*@{source.host}"
    yield note(
        f"to keep {source.nick} out: /mode {channel.name} +b {mask}",
        f"to let them stay and be silent: /mode {channel.name} +b m:{mask}",
    )


COMMANDS: Table = {
    "OP": Command(
        _op,
        ("OP <#channel> [nick]",),
        "makes you what you are there for good, or somebody else an operator",
        "For whoever has a role of operator or more there.",
        fewest=1,
        most=2,
    ),
    "DEOP": Command(
        _deop,
        ("DEOP <#channel> [nick]",),
        "takes your ranks there, or those of somebody below you",
        "Until they are given again: a role (AMODE) comes back with the next JOIN.",
        fewest=1,
        most=2,
    ),
    "AMODE": Command(
        _amode,
        _AMODE,
        "lists and changes what accounts are in a channel for good",
        "They have that rank whenever they are there and logged in; who is half-operator or more comes in whatever"
        " keeps others out. Whoever may give the rank may give the role.",
        fewest=1,
        most=3,
    ),
    "CLEAR": Command(
        _clear,
        _CLEAR,
        "removes everybody from your channel, or takes all ranks and roles but yours",
        "For the founder.",
        fewest=2,
        most=2,
    ),
    "HOWTOBAN": Command(
        _how_to_ban,
        ("HOWTOBAN <#channel> <nick>",),
        "tells which ban would fit somebody",
        "Of an account where they are logged in, else of their host. It changes nothing.",
        fewest=2,
        most=2,
    ),
}
"""For whoever has a rank."""
