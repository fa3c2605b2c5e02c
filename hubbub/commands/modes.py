"""MODE: of channels, kind by kind, and of users."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from hubbub.hub import extbans, masks
from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.permissions import rules_over
from hubbub.hub.session import Session
from hubbub.model import events, modes, replies, requests
from hubbub.model.modes import Change
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Outcome, Told, refused

LISTS_OF_OPERATORS = frozenset("eI")
"""Who is excepted is shown to operators alone, as by Ergo and Libera's server; who is banned, to all who see the
channel."""

_MOST_DIGITS = 9
_PRIVACY = frozenset("ps")


class Draft(msgspec.Struct):
    """A mode command under way: ``channel`` as it will be after the changes so far, which are ``done``.

    ``before``: as it was, by which is decided who may: ``-o+i alice`` is one command of one operator.
    ``identities``: of the members that rank changes named, in order.
    """

    hub: Hub
    who: Session
    before: Channel
    channel: Channel
    time: int
    done: list[Change] = []
    identities: list[str] = []

    def carry_out(self, change: Change) -> None:
        self.channel.change(change, "", self.time)
        self.done.append(change)


def channel_modes(hub: Hub, who: Session, ask: requests.ChannelModes, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#mode-message"""
    channel = hub.channel(ask.channel or hub.talking_in(who))
    hub.require(who, "see", channel)
    if not ask.changes:
        member = who.user is not None and who.user in channel.members
        return [replies.ModesAre(channel.name, channel.modes_from_none(show_key=member), channel.created)]
    told: list[Told] = []
    shown: set[str] = set()
    draft = Draft(hub, who, channel, channel.draft(), now.time)
    for change in _as_many_as_promised(ask.changes):
        try:
            if change.letter in modes.LISTS and not change.argument:
                _show_list(draft, change.letter, shown, told)
            else:
                _change(draft, change)
        except Refuse as refusal:
            reply = refused(refusal)
            if reply not in told:
                told.append(reply)
    if draft.done:
        told.append(
            events.ModesSet(
                now.new_id(),
                now.time,
                who.registered_user.source,
                channel.conversation,
                tuple(draft.done),
                tuple(draft.identities),
            )
        )
    return told


def _as_many_as_promised(changes: Iterable[Change]) -> Iterator[Change]:
    """https://modern.ircdocs.horse/#modes-parameter: of the changes with a parameter the first so many, and all others;
    as with Libera's server nothing is said of the rest."""
    left = modes.CHANGES
    for change in changes:
        if change.argument:
            if not left:
                continue
            left -= 1
        yield change


def _show_list(draft: Draft, letter: str, shown: set[str], told: list[Told]) -> None:
    if letter in shown:
        return
    channel = draft.before
    if letter in LISTS_OF_OPERATORS:
        draft.hub.require(draft.who, "moderate", channel)
    shown.add(letter)
    told.append(replies.ListIs(channel.name, letter, tuple(channel.lists[letter].values())))


def _change(draft: Draft, change: Change) -> None:
    """Make the change in the draft, as it will take effect after those before it, if it changes anything."""
    mode = modes.BY_LETTER.get(change.letter)
    if mode is None:
        raise Refuse("unknown_mode", change.letter)
    if mode.kind == "rank":
        _rank(draft, change)
    else:
        draft.hub.require(draft.who, "moderate", draft.before)
        _CHANGES.get(change.letter, _flag if mode.kind == "flag" else _list)(draft, change)


def _bad(draft: Draft, change: Change, why: str) -> Refuse:
    """https://modern.ircdocs.horse/#errinvalidmodeparam-696; a key may be a secret, so it is never repeated."""
    argument = change.argument if change.argument and change.letter != "k" else "*"
    return Refuse("bad_mode_parameter", draft.channel.name, change.letter, argument, text=why)


def _rank(draft: Draft, change: Change) -> None:
    hub, who, channel = draft.hub, draft.who, draft.channel
    if not change.argument:
        hub.require(who, "kick", draft.before)
        raise _bad(draft, change, f"mode {change.letter} needs a nickname")
    user = hub.nicks.get(hub.fold(change.argument))
    if user is None or user is not who.user or change.add or user not in channel.members:
        # RFC 2812 section 3.1.5: nobody is kept from lowering themselves.
        hub.require(who, "kick", draft.before)
        if not rules_over(who, draft.before, change.letter):
            raise Refuse("outranked", channel.name)
    if user is None:
        raise Refuse("no_such_nick", change.argument)
    if user not in channel.members:
        raise Refuse("not_in_channel", user.nick, channel.name)
    if (change.letter in channel.members[user]) is not change.add:
        channel.promote(user, change)
        draft.identities.append(user.identity)
        draft.done.append(Change(change.add, change.letter, user.nick))


def _flag(draft: Draft, change: Change) -> None:
    letter, flags = change.letter, draft.channel.flags
    if (letter in flags) is change.add:
        return
    if change.add and letter in _PRIVACY:
        # RFC 2811 section 4.2.6: a channel is not both; secret, the stronger, takes the place of private.
        if letter == "p" and "s" in flags:
            return
        if "p" in flags:
            draft.carry_out(Change(False, "p"))
    draft.carry_out(Change(change.add, letter))


def _list(draft: Draft, change: Change) -> None:
    hub, lists = draft.hub, draft.channel.lists
    try:
        entry = extbans.completed(change.argument, change.letter)
        if len(entry.encode("utf-8", "replace")) > masks.MASK_LENGTH:
            raise ValueError(f"a mask has at most {masks.MASK_LENGTH} bytes")
    except ValueError as error:
        raise _bad(draft, change, str(error)) from None
    held = next((one for one in lists[change.letter] if hub.fold(one) == hub.fold(entry)), None)
    if (held is not None) is change.add:
        return
    if change.add and sum(map(len, lists.values())) >= hub.limits.list_entries:
        raise Refuse("list_full", draft.channel.name, change.letter)
    draft.carry_out(Change(change.add, change.letter, held or entry))


def _key(draft: Draft, change: Change) -> None:
    """https://modern.ircdocs.horse/#key-channel-mode; whatever key is named, the one there is is taken away."""
    channel, key = draft.channel, change.argument
    if not change.add:
        if channel.key:
            draft.carry_out(Change(False, "k", "*"))
        return
    if not key:
        raise _bad(draft, change, "mode k needs a key")
    if len(key.encode("utf-8", "replace")) > draft.hub.limits.key_length:
        raise _bad(draft, change, f"a key has at most {draft.hub.limits.key_length} bytes")
    if any(character in " ,:" or not character.isprintable() for character in key):
        raise _bad(draft, change, "a key holds no space, comma or colon")
    if key != channel.key:
        draft.carry_out(Change(True, "k", key))


def _limit(draft: Draft, change: Change) -> None:
    channel, number = draft.channel, change.argument
    if not change.add:
        if channel.limit:
            draft.carry_out(Change(False, "l"))
        return
    if not (number.isascii() and number.isdigit()) or int(number[:_MOST_DIGITS]) == 0:
        raise _bad(draft, change, "mode l needs a number of members, at least 1")
    limit = int(number[:_MOST_DIGITS])
    if limit != channel.limit:
        draft.carry_out(Change(True, "l", str(limit)))


def _forward(draft: Draft, change: Change) -> None:
    """Who sends people to a channel must be an operator there too, as with Ergo and Libera's server."""
    hub, channel = draft.hub, draft.channel
    if not change.add:
        if channel.forward:
            draft.carry_out(Change(False, "f"))
        return
    target = hub.channels.get(hub.fold(change.argument))
    if target is None or not hub.sees(draft.who, target):
        raise _bad(draft, change, "mode f needs the name of a channel that there is")
    if target.conversation.key == channel.conversation.key:
        raise _bad(draft, change, "a channel cannot forward to itself")
    try:
        hub.require(draft.who, "moderate", target)
    except Refuse as refusal:  # who is not even in it is told the same
        raise Refuse("not_channel_operator", target.name) from refusal
    if target.name != channel.forward:
        draft.carry_out(Change(True, "f", target.name))


_CHANGES: dict[str, Callable[[Draft, Change], None]] = {"k": _key, "l": _limit, "f": _forward}
"""Letters with rules of their own; all others go by their kind."""
