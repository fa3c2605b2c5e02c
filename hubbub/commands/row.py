"""What the table of commands says of each."""

from __future__ import annotations

from typing import Literal

import msgspec

from hubbub.model.requests import Request

from .outcome import Command

Asker = Literal["anyone", "visitor", "user"]
"""``anyone``: also before registration; ``visitor``: users, and plain clients that only listen; ``user``: a plain
client becomes a guest by asking, so that nothing that waits for an effect may be theirs; an IRC client must have
registered."""


class Row(msgspec.Struct, frozen=True):
    """``irc`` and ``plain``: how it is typed by either, "" where it is not; ``summary``: one sentence of help.

    ``early``: the capability with which an IRC client may ask it before it has registered, "" for none.
    A row that can be typed has all the help there is on it: a command without help does not exist.
    """

    run: Command
    asker: Asker
    irc: str = ""
    plain: str = ""
    summary: str = ""
    early: str = ""


Rows = dict[type[Request], Row]
"""By the request that is carried out."""
