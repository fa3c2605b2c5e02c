"""Modes, ranks, bans, kicks."""

from __future__ import annotations

from hubbub.hub import masks
from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, modes, replies, requests
from hubbub.model.modes import Change
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse

from .channels import closed_if_empty
from .outcome import Outcome, Steps, Told, refused


def channel_modes(hub: Hub, who: Session, ask: requests.ChannelModes, now: Moment) -> Outcome:
    channel = hub.channel(ask.channel)
    hub.require(who, "see", channel)
    member = who.user is not None and who.user in channel.members
    if not ask.changes:
        return [replies.ModesAre(channel.name, channel.modes_from_none(show_key=member), channel.created)]
    told: list[Told] = []
    done: list[Change] = []
    identities: list[str] = []
    lists_shown: set[str] = set()
    draft = channel.draft()
    for change in ask.changes:
        try:
            if change.letter in modes.LISTS and not change.argument:
                if change.letter not in lists_shown:
                    lists_shown.add(change.letter)
                    entries = tuple(channel.lists[change.letter].values())
                    told.append(replies.ListIs(channel.name, change.letter, entries))
                continue
            if change.letter not in modes.BY_LETTER:
                raise Refuse("unknown_mode", change.letter)
            hub.require(who, "moderate", channel)
            effective = _try(hub, draft, change, now, identities)
        except Refuse as refusal:
            reply = refused(refusal)
            if reply not in told:
                told.append(reply)
        else:
            if effective is not None:
                done.append(effective)
    if done:
        told.append(
            events.ModesSet(
                now.new_id(), now.time, who.registered_user.source, channel.conversation, tuple(done), tuple(identities)
            )
        )
    return told


def _try(hub: Hub, draft: Channel, change: Change, now: Moment, identities: list[str]) -> Change | None:
    """Make the change in ``draft``, as it will take effect after those before it; None where nothing would change.

    Raises Refuse.
    """
    kind = modes.BY_LETTER[change.letter].kind
    if kind == "rank":
        return _rank_change(hub, draft, change, identities)
    if kind == "flag":
        effective = None if (change.letter in draft.flags) is change.add else change
    elif kind == "list":
        effective = _list_change(hub, draft, change)
    elif change.letter == "k":
        effective = _key_change(hub, draft, change)
    else:
        effective = _limit_change(draft, change)
    if effective is not None:
        draft.change(effective, "", now.time)
    return effective


def _rank_change(hub: Hub, draft: Channel, change: Change, identities: list[str]) -> Change | None:
    if not change.argument:
        raise Refuse("too_few_parameters", "MODE", text=f"mode {change.letter} needs a nickname")
    user = hub.user(change.argument)
    if user not in draft.members:
        raise Refuse("not_in_channel", user.nick, draft.name)
    if (change.letter in draft.members[user]) is change.add:
        return None
    draft.promote(user, change)
    identities.append(user.identity)
    return Change(change.add, change.letter, user.nick)


def _list_change(hub: Hub, draft: Channel, change: Change) -> Change | None:
    mask = masks.completed(change.argument)
    if len(mask.encode()) > masks.MASK_LENGTH:
        raise Refuse("unknown_mode", change.letter, text=f"a mask has at most {masks.MASK_LENGTH} bytes")
    if mask.startswith(":") or " " in mask or not mask.isprintable():
        raise Refuse("unknown_mode", change.letter, text="a mask holds no space, and does not begin with a colon")
    entries = draft.lists[change.letter]
    held = next((entry for entry in entries if hub.fold(entry) == hub.fold(mask)), None)
    if (held is not None) is change.add:
        return None
    if change.add and len(entries) >= hub.limits.list_entries:
        raise Refuse("list_full", draft.name, mask)
    return Change(change.add, change.letter, held or mask)


def _key_change(hub: Hub, draft: Channel, change: Change) -> Change | None:
    if not change.add:
        return Change(False, "k", "*") if draft.key else None
    key = clipped(change.argument, hub.limits.key_length)
    if not key:
        raise Refuse("too_few_parameters", "MODE", text="mode k needs a key")
    if any(character in " ,:" or not character.isprintable() for character in key):
        raise Refuse("unknown_mode", "k", text="a key holds no space, comma or colon")
    return None if key == draft.key else Change(True, "k", key)


def _limit_change(draft: Channel, change: Change) -> Change | None:
    if not change.add:
        return Change(False, "l") if draft.limit else None
    if not (change.argument.isascii() and change.argument.isdigit()) or int(change.argument[:9]) == 0:
        raise Refuse("too_few_parameters", "MODE", text="mode l needs a number of members, at least 1")
    limit = str(int(change.argument[:9]))
    return None if limit == str(draft.limit) else Change(True, "l", limit)


def user_modes(hub: Hub, who: Session, ask: requests.UserModes, now: Moment) -> Outcome:
    user = who.registered_user
    if hub.user(ask.nick) is not user:
        raise Refuse("not_your_modes")
    if not ask.changes:
        return [replies.UserModesAre("".join(sorted(user.modes)))]
    told: list[Told] = []
    done: list[Change] = []
    draft = set(user.modes)
    for change in ask.changes:
        if change.letter not in modes.USER_MODES:
            unknown = replies.Refused("unknown_user_mode")
            if unknown not in told:
                told.append(unknown)
        elif change.letter == "o" and change.add:
            continue  # https://modern.ircdocs.horse/#oper-user-mode: only OPER gives it
        elif (change.letter in draft) is not change.add:
            (draft.add if change.add else draft.discard)(change.letter)
            done.append(Change(change.add, change.letter))
    if done:
        told.append(events.UserModesSet(now.new_id(), now.time, user.source, tuple(done)))
    return told


def kick(hub: Hub, who: Session, ask: requests.Kick, now: Moment) -> Steps:
    channel = hub.channel(ask.channel or hub.talking_in(who))
    hub.require(who, "moderate", channel)
    source = who.registered_user.source
    reason = clipped(ask.reason, hub.limits.kick_length) or source.nick
    for nick in ask.nicks[: hub.limits.targets]:
        try:
            kicked = hub.user(nick)
            if kicked not in channel.members:
                raise Refuse("not_in_channel", kicked.nick, channel.name)
        except Refuse as refusal:
            yield refused(refusal)
        else:
            yield events.Kicked(now.new_id(), now.time, source, channel.conversation, kicked.source, reason)
            for session in kicked.sessions.values():
                if session.talking == channel.conversation.key:
                    session.talking = next(iter(kicked.channels), "")
    yield from closed_if_empty(hub, (channel.conversation,), now)
