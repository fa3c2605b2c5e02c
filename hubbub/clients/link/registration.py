"""The way in: capabilities, nick, password, SASL, and resuming an earlier session.

Sources: https://modern.ircdocs.horse/#connection-registration, IRCv3 capability-negotiation 302 and SASL 3.1.
``hubbub/resume``: ``RESUME token`` before ``CAP END``; the answer is ``RESUME SUCCESS nick`` or
``FAIL RESUME INVALID_TOKEN``.  A nick in use says nothing while that answer is outstanding: our own old session
may be holding it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable

from hubbub.clients.link.events import NickTaken
from hubbub.clients.link.reasons import Reason
from hubbub.clients.link.settings import Settings
from hubbub.clients.view import errors
from hubbub.wire.irc import message as irc

RESUME = "hubbub/resume"
WANTED = (
    "account-notify",
    "account-tag",
    "away-notify",
    "batch",
    "cap-notify",
    "chghost",
    "draft/chathistory",
    "draft/read-marker",
    "echo-message",
    "extended-join",
    RESUME,
    "invite-notify",
    "labeled-response",
    "message-tags",
    "multi-prefix",
    "server-time",
    "setname",
    "standard-replies",
    "userhost-in-names",
)
_NEEDS = {"labeled-response": "batch", "draft/chathistory": "batch", RESUME: "message-tags"}
_REQUEST_BYTES = 400
_SASL_CHUNK = 400
MOST_NICKS = 20
"""Names that are tried before a person must choose."""

_NICK_TAKEN = frozenset({"433", "436", "437"})
_SASL_REFUSED = frozenset({"902", "904", "905", "906", "908"})


def wanted_of(offered: Iterable[str]) -> list[str]:
    """Of the capabilities that a server offers, those to request: sorted, and none without what it needs."""
    names = set(offered)
    return [name for name in WANTED if name in names and _NEEDS.get(name, name) in names]


class Registration:
    """One registration: lines in, lines out, until 001 or a failure.

    ``token``: of the session to resume, "" for none.  ``nick``: what is asked for now.  ``taken``: that the first
    name could not be had, to be told at 001.  ``failure``: why there is no way in.
    """

    def __init__(self, settings: Settings, nick: str, token: str) -> None:
        self.nick = nick
        self.caps: set[str] = set()
        self.offered: dict[str, str] = {}
        self.resumed = False
        self.taken: NickTaken | None = None
        self.failure: Reason | None = None
        self.outgoing: list[irc.Message] = []
        self._settings = settings
        self._base = nick
        self._token = token
        self._resuming = bool(token)
        self._refused: irc.Message | None = None
        self._requests = 0
        self._attempts = 0
        self._shortened = 0
        self._negotiated = False

    def begin(self) -> None:
        """The connection is open."""
        self._send("CAP", "LS", "302")
        if self._settings.password:
            self._send("PASS", self._settings.password)
        self._send("NICK", self.nick)
        self._send("USER", _username(self._settings.nick), "0", "*", self._settings.realname or self._settings.nick)

    def receive(self, line: irc.Message) -> None:
        """A line from the server before 001."""
        command = line.command
        if command == "CAP":
            self._cap(line)
        elif command == "AUTHENTICATE":
            self._authenticate(line.param(0))
        elif command == "903" or (command == "907" and not self._negotiated):
            self._end()
        elif command in _SASL_REFUSED:
            if command != "908":
                # Its own words: it may be the password, a suspended account, or too many guesses lately.
                why = f": {line.params[-1]}" if len(line.params) > 1 else ""
                self.failure = Reason(f"The server does not accept this account and password{why}", lasting=True)
        elif command == "RESUME" and line.param(0).upper() == "SUCCESS":
            self.resumed, self._resuming, self._refused = True, False, None
            self.nick = line.param(1, self.nick)
        elif command == "FAIL" and line.param(0).upper() == "RESUME":
            self._not_resuming()
        elif command in _NICK_TAKEN or command == "432":
            self._refused = line
            if not self._resuming:
                self._another_nick()
        elif command in {"464", "465"}:
            self.failure = Reason(errors.sentence(line), lasting=True)
        elif command in {"421", "451"} and line.param(1).upper() == "CAP":
            self._not_resuming()

    def change_caps(self, line: irc.Message) -> bool:
        """CAP lines after registration (NEW, DEL, and answers to them); whether the capabilities changed."""
        before = set(self.caps)
        words = line.params[-1].split() if len(line.params) > 2 else []
        kind = line.param(1).upper()
        if kind == "NEW":
            request = wanted_of({*self.caps, *(word.partition("=")[0] for word in words)})
            new = [name for name in request if name not in self.caps and name != RESUME]
            if new:
                self._send("CAP", "REQ", " ".join(new))
        elif kind == "DEL":
            self.caps.difference_update(words)
        elif kind == "ACK":
            self._acknowledged(words)
        return self.caps != before

    def _cap(self, line: irc.Message) -> None:
        kind = line.param(1).upper()
        words = line.params[-1].split() if len(line.params) > 2 else []
        if kind == "LS":
            self.offered.update((name, value) for name, _, value in (word.partition("=") for word in words))
            if line.param(2) != "*" or len(line.params) < 4:
                self._request()
        elif kind in {"ACK", "NAK"} and not self._negotiated:
            if kind == "ACK":
                self._acknowledged(words)
            elif len(words) > 1:
                # Refused together: ask for each alone, so that one of them does not cost the others.
                self._requests += len(words)
                for word in words:
                    self._send("CAP", "REQ", word)
            self._requests -= 1
            if self._requests <= 0:
                self._requested()

    def _request(self) -> None:
        names = wanted_of(self.offered)
        if "sasl" in self.offered and self._settings.account:
            names.append("sasl")
        groups: list[str] = []
        for name in names:
            if groups and len(groups[-1]) + len(name) < _REQUEST_BYTES:
                groups[-1] += f" {name}"
            else:
                groups.append(name)
        self._requests = len(groups)
        for group in groups:
            self._send("CAP", "REQ", group)
        if not groups:
            self._requested()

    def _acknowledged(self, words: list[str]) -> None:
        for word in words:
            if word.startswith("-"):
                self.caps.discard(word[1:])
            else:
                self.caps.add(word.lstrip("~="))

    def _requested(self) -> None:
        if self._negotiated:
            return
        if self._token and RESUME in self.caps:
            self._send("RESUME", self._token)
        else:
            self._not_resuming()
        if "sasl" in self.caps:
            self._send("AUTHENTICATE", "PLAIN")
        elif self._settings.account:
            self.failure = Reason("This server has no accounts to log in to", lasting=True)
        else:
            self._end()

    def _authenticate(self, word: str) -> None:
        if word != "+" or self._negotiated:
            return
        account, password = self._settings.account, self._settings.account_password
        secret = base64.b64encode(f"\0{account}\0{password}".encode()).decode()
        chunks = [secret[start : start + _SASL_CHUNK] for start in range(0, len(secret), _SASL_CHUNK)]
        if len(chunks[-1]) == _SASL_CHUNK:
            chunks.append("+")
        for chunk in chunks:
            self._send("AUTHENTICATE", chunk)

    def _end(self) -> None:
        if not self._negotiated:
            self._negotiated = True
            self._send("CAP", "END")

    def _not_resuming(self) -> None:
        self._resuming, self._token = False, ""
        if self._refused is not None:
            self._another_nick()

    def _another_nick(self) -> None:
        """The name cannot be had: choose another one, and say so."""
        line, self._refused = self._refused, None
        if line is None:
            return
        sentence = errors.sentence(line)
        self._attempts += 1
        if (line.command == "432" and self._attempts == 1) or self._attempts > MOST_NICKS:
            self.failure = Reason(sentence, lasting=True)
            return
        if line.command == "432":
            self._shortened += 1
        wanted = self.nick
        base = self._base[: max(1, len(self._base) - self._shortened)]
        self.nick = f"{base}{self._attempts + 1}"
        first = self.taken or NickTaken(wanted, self.nick, sentence)
        self.taken = NickTaken(first.wanted, self.nick, first.sentence)
        self._send("NICK", self.nick)

    def _send(self, command: str, *params: str) -> None:
        self.outgoing.append(irc.Message(command, params))


def _username(nick: str) -> str:
    """A user name that every server takes, from the nick."""
    letters = "".join(character for character in nick if character.isascii() and character.isalnum())
    return letters[:9].lower() or "hubbub"
