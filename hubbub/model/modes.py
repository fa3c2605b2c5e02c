"""The modes of channels and users: one table each; everything that knows a letter reads it here.

Kinds A to D are those of the CHANMODES token, https://modern.ircdocs.horse/#chanmodes-parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Kind = Literal["list", "always", "when-set", "flag", "rank"]

CHANGES = 20
"""Changes with a parameter that one MODE carries out: https://modern.ircdocs.horse/#modes-parameter."""


class ChannelMode(msgspec.Struct, frozen=True):
    """A channel mode: its letter, one word for it, and when it takes an argument.

    ``list`` (type A) always, and without one it is shown; ``always`` (B) set and unset; ``when-set`` (C); ``flag``
    (D) never; ``rank`` names a member.
    """

    letter: str
    word: str
    kind: Kind


class Change(msgspec.Struct, frozen=True, gc=False):
    """One step of a mode change: set or unset ``letter``, with its argument ("" where it takes none)."""

    add: bool
    letter: str
    argument: str = ""


class Rank(msgspec.Struct, frozen=True):
    """What a member may be in a channel: mode letter, the prefix before the nick, and a word for people."""

    letter: str
    prefix: str
    word: str


RANKS = (
    Rank("q", "~", "founder"),
    Rank("a", "&", "admin"),
    Rank("o", "@", "operator"),
    Rank("h", "%", "half-operator"),
    Rank("v", "+", "voice"),
)
"""From the highest down: https://modern.ircdocs.horse/#channel-membership-prefixes."""

CHANNEL_MODES = (
    ChannelMode("b", "ban", "list"),
    ChannelMode("e", "ban exception", "list"),
    ChannelMode("I", "invite exception", "list"),
    ChannelMode("k", "key", "always"),
    ChannelMode("f", "forward", "when-set"),
    ChannelMode("l", "limit", "when-set"),
    ChannelMode("C", "no-ctcp", "flag"),
    ChannelMode("E", "roleplay", "flag"),
    ChannelMode("M", "registered-speak", "flag"),
    ChannelMode("R", "registered-join", "flag"),
    ChannelMode("U", "operators-hear-first", "flag"),
    ChannelMode("i", "invite-only", "flag"),
    ChannelMode("m", "moderated", "flag"),
    ChannelMode("n", "no-external", "flag"),
    ChannelMode("p", "private", "flag"),
    ChannelMode("s", "secret", "flag"),
    ChannelMode("t", "topic-by-operators", "flag"),
    ChannelMode("u", "auditorium", "flag"),
    *(ChannelMode(rank.letter, rank.word, "rank") for rank in RANKS),
)
BY_LETTER = {mode.letter: mode for mode in CHANNEL_MODES}
FLAGS = frozenset(mode.letter for mode in CHANNEL_MODES if mode.kind == "flag")
LISTS = frozenset(mode.letter for mode in CHANNEL_MODES if mode.kind == "list")

ACCOUNT_BAN, MUTE = "a", "m"
EXTENDED_BANS = "".join(sorted((ACCOUNT_BAN, MUTE)))
"""What may stand before the colon of an entry in a list; see `hubbub.hub.extbans`."""

FORWARD = "f"

OPERATOR = "o"
"""The user mode of server operators."""

BOT = "B"
"""The user mode of programs: the token BOT, the flag in WHO."""

SECURE = "Z"
"""The user mode of whose connections are all encrypted; it follows from them, and nobody sets it."""

REGISTERED_ONLY = "R"
NO_CTCP = "T"

USER_MODES = {
    BOT: "bot",
    REGISTERED_ONLY: "messages only from accounts",
    NO_CTCP: "no CTCP",
    SECURE: "encrypted",
    "i": "invisible",
    "o": "server operator",
    "w": "wallops",
}

GIVEN = frozenset({"o", SECURE})
MAY_BE_GIVEN_UP = frozenset({"o"})
"""User modes that nobody sets for themselves, and those of them that may be laid down."""

CHOSEN = "".join(sorted(USER_MODES.keys() - GIVEN))
"""The letters of user modes that everybody sets as they like."""

PREFIX_OF = {rank.letter: rank.prefix for rank in RANKS}
ORDER_OF = {rank.letter: order for order, rank in enumerate(RANKS)}
_LETTER_OF = {rank.prefix: rank.letter for rank in RANKS}
LOWEST = RANKS[-1].letter


def letters(kind: Kind) -> str:
    """The letters of one kind, sorted."""
    return "".join(sorted(mode.letter for mode in CHANNEL_MODES if mode.kind == kind))


def takes_argument(letter: str, add: bool) -> bool:
    """Whether this letter reads the next argument in a MODE command; unknown letters do not."""
    mode = BY_LETTER.get(letter)
    return mode is not None and (mode.kind in {"list", "always", "rank"} or (mode.kind == "when-set" and add))


def read_changes(words: tuple[str, ...]) -> tuple[Change, ...]:
    """``("+ov-k", "alice", "bob", "*")`` to changes, in the order written.

    A letter whose argument is missing gets ""; the command decides what that means.
    """
    changes: list[Change] = []
    arguments = list(words[1:])
    add = True
    for letter in words[0] if words else "":
        if letter in "+-":
            add = letter == "+"
        else:
            argument = arguments.pop(0) if arguments and takes_argument(letter, add) else ""
            changes.append(Change(add, letter, argument))
    return tuple(changes)


def show_changes(changes: tuple[Change, ...]) -> tuple[str, ...]:
    """Changes to the words of a MODE line: the inverse of `read_changes` for changes that took effect."""
    signs: list[str] = []
    arguments: list[str] = []
    last: bool | None = None
    for change in changes:
        if change.add is not last:
            signs.append("+" if change.add else "-")
            last = change.add
        signs.append(change.letter)
        if change.argument:
            arguments.append(change.argument)
    return ("".join(signs), *arguments)


def highest(ranks: Iterable[str]) -> str:
    """The letter of the highest of these ranks, "" where there is none."""
    return min(ranks, key=ORDER_OF.__getitem__, default="")


def reaches(ranks: Iterable[str], rank: str) -> bool:
    """Whether somebody with these ranks has at least ``rank``."""
    return any(ORDER_OF[letter] <= ORDER_OF[rank] for letter in ranks)


def split_prefixes(target: str) -> tuple[str, str]:
    """``@+#dev`` to (``v``, ``#dev``): the lowest rank that a message with this target is for, "" for all.

    https://modern.ircdocs.horse/#statusmsg-parameter
    """
    if target[:1] not in _LETTER_OF:  # nearly always, and asked for each message
        return "", target
    name = target.lstrip("".join(_LETTER_OF))
    letters = (_LETTER_OF[prefix] for prefix in target[: len(target) - len(name)])
    return max(letters, key=ORDER_OF.__getitem__, default=""), name


def prefixes(ranks: frozenset[str], every: bool) -> str:
    """A member's prefixes, the highest alone unless ``every`` (capability multi-prefix)."""
    held = [rank.prefix for rank in RANKS if rank.letter in ranks]
    return "".join(held if every else held[:1])
