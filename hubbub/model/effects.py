"""What a command must wait for: it yields one of these and is sent the answer."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from .events import Event


class Effect(msgspec.Struct, frozen=True):
    """Carried out outside the hub, off the event loop where it may take long.

    ``failed``: code and subject of the refusal where it could not be carried out.
    """

    failed: ClassVar[tuple[str, tuple[str, ...]]] = ("history_failed", ("*", "MESSAGE_ERROR"))


class Point(msgspec.Struct, frozen=True):
    """A place in a conversation's history: a message's id, or a time in nanoseconds; exactly one is given."""

    id: str = ""
    time: int | None = None


class ReadPage(Effect, frozen=True):
    """Read at most ``limit`` events of a conversation.  The answer: `Page`.

    ``latest``: the last ones, after ``after`` if given; ``before`` / ``after``: those nearest to the point,
    without it; ``around``: half before, the point's own, half after; ``between``: those after ``after`` and before
    ``before``, from the end that ``newest_first`` says; points named the other way round mean the same span, newest
    first.  ``texts_only``: messages alone, not joins and such.
    """

    conversation: str
    way: Literal["latest", "before", "after", "around", "between"]
    limit: int
    before: Point | None = None
    after: Point | None = None
    newest_first: bool = False
    texts_only: bool = True


class Page(msgspec.Struct, frozen=True):
    """Events in log order, oldest first.  ``known``: False where a point named an id the conversation has not."""

    events: tuple[Event, ...]
    known: bool = True


class FindTargets(Effect, frozen=True):
    """Which of these conversations have their latest message between two times, and its time.

    The answer: `Targets`.  ``after`` and ``before`` in nanoseconds, both exclusive.  Direct conversations of
    ``identity`` are found by the store; channels are those named.
    """

    identity: str
    channels: tuple[str, ...]
    after: int
    before: int
    limit: int
    newest_first: bool = False


class Targets(msgspec.Struct, frozen=True):
    """(conversation key, time of its latest message), in order of that time."""

    found: tuple[tuple[str, int], ...]


class Search(Effect, frozen=True):
    """Look for messages in these conversations, and with an ``identity`` in all direct ones of theirs.

    The answer: `Found`.

    ``text``: words, each the beginning of one in the message; ``author``: who said it, by the nick of that time, "" for
    anybody; ``after`` and ``before``: nanoseconds, both inclusive.  At most ``limit``, the newest, or with
    ``oldest_first`` the oldest.
    """

    conversations: tuple[str, ...]
    limit: int
    text: str = ""
    identity: str = ""
    author: str = ""
    after: int | None = None
    before: int | None = None
    oldest_first: bool = False


class Found(msgspec.Struct, frozen=True):
    """Messages in log order, each with the key that its conversation has now."""

    messages: tuple[tuple[str, Event], ...]


class FindMessage(Effect, frozen=True):
    """Look for what was said under this ``id``: `FoundMessage`, or None where it is not in the conversation (any more).

    ``identity`` and ``reaction``: whose reaction to it is asked for, and which; "" for none.  ``hidden``: also where
    it is in no history, since it was for some ranks alone.
    """

    conversation: str
    id: str
    identity: str = ""
    reaction: str = ""
    hidden: bool = False


class FoundMessage(msgspec.Struct, frozen=True):
    """``event``: what was said; ``reacted``: whether it has that reaction by them."""

    event: Event
    reacted: bool = False


class FindRetry(Effect, frozen=True):
    """Look for a message with its sender's id ``cid`` since ``since`` (nanoseconds): `state.RecentMessage` or None."""

    conversation: str
    cid: str
    since: int


class PasswordEffect(Effect, frozen=True):
    """Takes long on purpose, and more so where somebody tries many."""

    failed = ("login_failed", ())

    password: str

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"


class DeriveCredentials(PasswordEffect, frozen=True):
    """Make what a password can be checked against.  The answer: `account.Credentials`."""


class CheckPassword(PasswordEffect, frozen=True):
    """Whether the password is the one that ``verifier`` was made of; "": of no account, which takes as long to say."""

    verifier: str


class Rehash(Effect, frozen=True):
    """Read the configuration again.  The answer: `Rehashed`."""


class Rehashed(msgspec.Struct, frozen=True):
    """Keys whose new values hold from now on, and those whose hold after a restart; or why nothing was taken up."""

    changed: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    problem: str = ""
