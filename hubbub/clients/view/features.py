"""What the server announced in its 005 lines (ISUPPORT): names, prefixes, limits.

Source: https://modern.ircdocs.horse/#rplisupport-parameters.  A value that makes no sense leaves the default.
"""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.model.names import Casemapping, fold

# Until the server says otherwise, those of RFC 1459.
_DEFAULT_PREFIX = "(ov)@+"
_DEFAULT_CHANMODES = "b,k,l,imnpst"


class Features:
    """ISUPPORT tokens, and what clients want to know from them."""

    def __init__(self) -> None:
        self.tokens: dict[str, str] = {}
        self.casemapping: Casemapping = "rfc1459"
        self.chantypes = "#&"
        self.ranks: dict[str, str] = {}
        self.prefixes = ""
        self._kinds: dict[str, str] = {}
        self._read_prefix(_DEFAULT_PREFIX)
        self._read_chanmodes(_DEFAULT_CHANMODES)

    def learn(self, tokens: Iterable[str]) -> None:
        """Take over the tokens of one 005 line; ``-TOKEN`` takes one back."""
        for token in tokens:
            name, _, value = token.partition("=")
            if name.startswith("-"):
                self.tokens.pop(name[1:], None)
                continue
            self.tokens[name] = value
            if name == "CASEMAPPING":
                self.casemapping = "ascii" if value.lower() in {"ascii", "precis", "utf-8"} else "rfc1459"
            elif name == "CHANTYPES":
                self.chantypes = value
            elif name == "PREFIX":
                self._read_prefix(value)
            elif name == "CHANMODES":
                self._read_chanmodes(value)

    def fold(self, name: str) -> str:
        """The form of ``name`` that is equal for all its spellings on this server."""
        return fold(name, self.casemapping)

    def is_channel(self, name: str) -> bool:
        return bool(name) and name[0] in self.chantypes

    def is_server(self, name: str) -> bool:
        """Whether a source or target names a server rather than a person: nicks hold no dot, ``*`` is nobody."""
        return not name or name == "*" or name[0] == "$" or ("." in name and "!" not in name)

    def channel_of(self, target: str) -> str:
        """A message's target without the rank in front: ``@#dev`` (to the operators of #dev) to ``#dev``."""
        bare = target.lstrip(self.prefixes + self.tokens.get("STATUSMSG", ""))
        if bare != target and self.is_channel(bare) and not self.is_channel(target):
            return bare
        return target

    def rank(self, prefix: str) -> int:
        """Where a member with ``prefix`` stands: 0 for the highest rank, larger for lower ones."""
        place = self.prefixes.find(prefix[:1]) if prefix else -1
        return place if place >= 0 else len(self.prefixes)

    def takes_argument(self, letter: str, add: bool) -> bool:
        """Whether a channel mode reads the next word of a MODE line."""
        kind = self._kinds.get(letter, "D")
        return letter in self.ranks or kind in "AB" or (kind == "C" and add)

    def is_list(self, letter: str) -> bool:
        return self._kinds.get(letter) == "A"

    @property
    def network(self) -> str:
        return self.tokens.get("NETWORK", "")

    @property
    def history_limit(self) -> int:
        """Messages in a page of history at most; 100 where the server names no (sane) number."""
        value = self.tokens.get("CHATHISTORY", "")
        number = int(value) if value.isdecimal() and len(value) < 8 else 0
        return min(number, 100) or 100

    @property
    def history_by_id(self) -> bool:
        """Whether pages can be asked for by msgid (else by time)."""
        return "msgid" in self.tokens.get("MSGREFTYPES", "msgid").split(",")

    @property
    def line_bytes(self) -> int:
        """The longest line without tags, CR LF included."""
        value = self.tokens.get("LINELEN", "")
        number = int(value) if value.isdecimal() and len(value) < 8 else 0
        return max(number, 512)

    def _read_prefix(self, value: str) -> None:
        letters, closed, prefixes = value.removeprefix("(").partition(")")
        if value and (not closed or len(letters) != len(prefixes)):
            return
        self.ranks = dict(zip(letters, prefixes, strict=False))
        self.prefixes = prefixes

    def _read_chanmodes(self, value: str) -> None:
        for kind, letters in zip("ABCD", value.split(","), strict=False):
            self._kinds.update(dict.fromkeys(letters, kind))
