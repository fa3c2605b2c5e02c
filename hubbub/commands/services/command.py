"""What the tables of services say of each command, and what all commands need."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Literal, TypeAlias

import msgspec

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model.account import Account
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.replies import Note

from ..outcome import Steps

Words: TypeAlias = tuple[str, ...]

Asker = Literal["anyone", "user", "owner", "operator"]
"""``anyone``: also who only listens; ``user``: who has a name; ``owner``: who is logged in; ``operator``: of the
server."""

WHO: dict[Asker, str] = {
    "anyone": "everybody",
    "user": "everybody with a name",
    "owner": "who is logged in",
    "operator": "server operators",
}

MOST_LISTED = 100
"""Lines of a list; a mask finds the rest."""


class ServiceCommand(msgspec.Struct, frozen=True):
    """``usage``: the forms it is typed in, without its service; ``summary``: one sentence of help; ``more``: the rest.

    ``fewest`` and ``most``: words behind its name, where all that is left is in the last one if it takes a ``rest``.
    """

    run: Callable[[Hub, Session, Words, Moment], Steps]
    usage: tuple[str, ...]
    summary: str
    more: str
    fewest: int = 0
    most: int = 0
    asker: Asker = "user"
    rest: bool = False


Table: TypeAlias = dict[str, ServiceCommand]
"""By name, in the order of HELP."""


def note(*lines: str) -> Note:
    """What the service answers; whoever answers knows which one it is."""
    return Note("\n".join(lines))


def usage(*forms: str) -> Refuse:
    """The words were not what the command takes."""
    return Refuse("too_few_parameters", "*", text=f"usage: {' | '.join(forms)}")


def account_of(hub: Hub, who: Session) -> Account:
    """The account that is logged in to.  Raises Refuse."""
    account = hub.account_of(who)
    if account is None:
        raise Refuse("not_logged_in", "*", "NOT_LOGGED_IN", text="you are not logged in: IDENTIFY says who you are")
    return account


def require_code(hub: Hub, given: str, what: str, form: str, *about: str) -> None:
    """Raises Refuse until the code is given that this refusal tells: what cannot be undone is asked for twice."""
    code = hub.code(*about)
    if given != code:
        raise Refuse("confirm", "*", "CONFIRM", text=f"{what}; to confirm, say: {form} {code}")


def date(time: int) -> str:
    """Nanoseconds since 1970 for people."""
    return datetime.fromtimestamp(time // 10**9, UTC).strftime("%Y-%m-%d %H:%M UTC")


def listing(rows: Iterable[str], nothing: str) -> Note:
    """At most so many rows, and a sentence where there are none, or more."""
    found = list(rows)
    if len(found) > MOST_LISTED:
        found[MOST_LISTED:] = [f"and {len(found) - MOST_LISTED} more: name a mask"]
    return note(*(found or [nothing]))
