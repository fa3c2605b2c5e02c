"""What is kept of an account's user from one connection to the next, and over restarts."""

from __future__ import annotations

import msgspec


class Presence(msgspec.Struct, frozen=True):
    """``seen``: when the last session of the account's user ended (nanoseconds since 1970), 0 while there is one.

    ``here``: whether the user stays without a session; only then is there more.  ``modes``: letters, sorted, without
    a server operator's, who has to prove that again; ``channels``: keys, sorted, each with the letters of the ranks.
    """

    account: str
    seen: int
    here: bool = False
    nick: str = ""
    user: str = ""
    host: str = ""
    real_name: str = ""
    modes: str = ""
    away: str = ""
    signon: int = 0
    channels: tuple[tuple[str, str], ...] = ()
