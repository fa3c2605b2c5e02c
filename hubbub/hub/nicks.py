"""Who is here, by nickname: found by the folded nick, and by what looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model.looks import Looks

if TYPE_CHECKING:
    from .user import User


class Nicks(dict[str, "User"]):
    """Folded nick to user; set when the user has the nick, deleted under the key it was set with."""

    def __init__(self) -> None:
        super().__init__()
        self._looks = Looks()
        self._shown: dict[str, str] = {}

    def __setitem__(self, folded: str, user: User) -> None:
        if folded in self:
            del self[folded]
        super().__setitem__(folded, user)
        self._shown[folded] = user.nick
        self._looks.add(user.nick)

    def __delitem__(self, folded: str) -> None:
        super().__delitem__(folded)
        self._looks.remove(self._shown.pop(folded))

    def alike(self, nick: str) -> tuple[str, ...]:
        """Nicks of people here that may be taken for this one."""
        return self._looks.alike(nick)
