"""ChanServ for server operators: which channels there are, and which there shall not be."""

from __future__ import annotations

from hubbub.hub import masks
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, names
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.services import CHANSERV

from .. import moderation, owning, registrations
from ..channels import closed_if_empty
from ..outcome import Steps
from .chanserv import name_of
from .command import ServiceCommand as Command
from .command import Table, Words, date, listing, note, require_code, usage

_PURGE = ("PURGE ADD <#channel> [code] [reason]", "PURGE DEL <#channel>", "PURGE LIST")


def _list(hub: Hub, _who: Session, words: Words, _now: Moment) -> Steps:
    mask = words[0] if words else "*"
    found = sorted(
        f"{channel.name}: founder {name_of(hub, channel.registration.founder)}"
        for channel in hub.channels.values()
        if channel.registration is not None and masks.matches(mask, channel.name, hub.server.casemapping)
    )
    yield listing(found, f"no registered channel matches {mask}")


def _purge(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    match words[0].upper(), words[1:]:
        case "LIST", ():
            rows = (f"{one.channel.name}: {one.reason} ({one.by}, {date(one.time)})" for one in hub.purges.values())
            yield listing(sorted(rows), "no channel is purged")
        case "ADD", (name, *more):
            yield from _purged(hub, who, name, " ".join(more), now)
        case "DEL", (name,):
            purge = hub.purges.get(hub.fold(name))
            if purge is None:
                raise Refuse("no_such_channel", name, text=f"{name} is not purged")
            owning.require_storing(hub)
            yield events.Unpurged(now.new_id(), now.time, purge.channel, who.registered_user.nick)
            yield note(f"{purge.channel.name} may be joined again")
        case _:
            raise usage(*_PURGE)


def _purged(hub: Hub, who: Session, name: str, more: str, now: Moment) -> Steps:
    """Everybody is removed, it belongs to nobody, and it ends; what was said there stays in the log."""
    if not names.valid_channel(name, hub.limits.channel_length, hub.server.casemapping):
        raise Refuse("bad_channel", name)
    conversation = hub.conversation(name)
    if conversation.key in hub.kept:
        raise Refuse(
            "not_yours", "*", "NOT_YOURS", text=f"{name} is kept by the server's configuration (channels.autojoin)"
        )
    code, _, reason = more.partition(" ")
    what = f"everybody is removed from {name}, and nobody may be in it"
    require_code(hub, code, what, f"/msg ChanServ PURGE ADD {name}", "purge", conversation.key)
    owning.require_storing(hub)
    by = who.registered_user.nick
    reason = names.clipped(reason, hub.limits.kick_length)
    yield events.Purged(now.new_id(), now.time, conversation, reason, by)
    channel = hub.channels.get(conversation.key)
    if channel is not None:
        for member in tuple(channel.members):
            source = CHANSERV.source(hub.server.name)
            yield from moderation.removed(hub, channel, member, source, reason or "closed by the operators", now)
        if channel.registration is not None:
            yield from registrations.become(hub, channel, None, by, now)
        else:
            yield from closed_if_empty(hub, (conversation,), now)
    yield note(f"nobody may be in {name} any more")


COMMANDS: Table = {
    "LIST": Command(
        _list,
        ("LIST [mask]",),
        "lists the channels that belong to somebody",
        "Those whose names match.",
        most=1,
        asker="operator",
    ),
    "PURGE": Command(
        _purge,
        _PURGE,
        "closes a channel for everybody, and opens it again",
        "You are told a code that confirms it. Everybody is removed, and it belongs to nobody; what was said there"
        " stays in the log.",
        fewest=1,
        most=3,
        asker="operator",
        rest=True,
    ),
}
"""For server operators alone."""
