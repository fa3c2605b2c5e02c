"""The dialogues of `view_dialogues`, which the browser's client plays too.  Their README has the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from clients_stage import HUBBUB, Stage

from hubbub.clients import commands
from hubbub.clients.view import Alerted, Buffer, Message, Told

FOLDER = Path(__file__).with_name("view_dialogues")
_BETWEEN = re.compile(r"\{(\w+)\}|\*")


class Player:
    """Plays one dialogue."""

    def __init__(self) -> None:
        self.stage = Stage()
        self._kept = {"ctcp": "\x01"}
        self._started = False
        self._caps, self._isupport = HUBBUB, "CASEMAPPING=ascii PREFIX=(ov)@+"
        self._alerts: list[str] = []
        self._told: list[str] = []

    def play(self, text: str) -> None:
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if not line.strip() or line.startswith(("#", "    ")):
                continue
            inner: list[str] = []
            for following in lines[number + 1 :]:
                if not following.startswith("    "):
                    break
                inner.append(following[4:])
            try:
                self._step(line, inner)
            except AssertionError as error:
                raise AssertionError(f"line {number + 1}: {line}\n{error}") from error

    def _step(self, line: str, inner: list[str]) -> None:
        stage = self.stage
        verb, _, rest = line.partition(" ")
        name, _, words = rest.partition(":")
        words = words.strip()
        match verb:
            case "|":
                self._header(rest)
            case "connects":
                self._connect()
                self._welcome()
            case "resumes":
                self._connect()
                self._hear(":hub RESUME SUCCESS alice")
                self._welcome()
            case "enters":
                stage.enter_lobby(*rest.partition(" with ")[2].split())
            case "<":
                self._hear(self._filled(rest))
            case "page":
                self._hear(f":hub BATCH +1 chathistory {rest}")
                for each in map(self._filled, inner):
                    self._hear(f"@batch=1;{each[1:]}" if each.startswith("@") else f"@batch=1 {each}")
                self._hear(":hub BATCH -1")
            case ">":
                self._expect(rest)
            case "waits":
                self._keep(stage.wait(float(rest)))
            case "loses":
                stage.link.closed(None, stage.now)
                stage.settle()
                self._keep(stage.wait(3))
            case _ if verb in _DEEDS:
                self._do(_DEEDS[verb](self, name, words, rest))
            case _:
                self._look(verb, name, words, rest)

    def _types(self, name: str, words: str, _: str) -> Callable[[], object]:
        buffer, text = self.stage.view.buffer(name.removeprefix("in ")), words.replace("\\n", "\n")
        return lambda: commands.enter(self.stage.chat, buffer, text)

    def _older(self, name: str, _: str, __: str) -> Callable[[], object]:
        return lambda: self.stage.chat.load_older(self.stage.buffer(name))

    def _looks(self, _: str, __: str, where: str) -> Callable[[], object]:
        return lambda: self.stage.view.look_at(None if where == "at nothing" else self.stage.buffer(where[3:]))

    def _retries(self, name: str, words: str, _: str) -> Callable[[], object]:
        buffer = self.stage.buffer(name)
        row = next(row for row in buffer.messages if row.text == words)
        return lambda: self.stage.chat.retry(buffer, row)

    def _look(self, verb: str, name: str, words: str, rest: str) -> None:
        """What a person sees."""
        view = self.stage.view
        if verb in {"alerts:", "told:", "nick:"}:
            seen = {"alerts:": self._alerts, "told:": self._told, "nick:": [view.nick]}[verb]
            found = " | ".join(seen)
            seen.clear()
            assert found == rest
            return
        buffer = self.stage.buffer(name)
        looks: dict[str, Callable[[Buffer], str]] = {
            "shows": lambda buffer: " | ".join(map(_shown, buffer.messages)),
            "counts": lambda buffer: (
                f"{buffer.unread} unread, {buffer.mentions} mention{'' if buffer.mentions == 1 else 's'}"
            ),
            "members": lambda buffer: " ".join(f"{member.prefix[:1]}{member.nick}" for member in buffer.members()),
            "typing": lambda buffer: " ".join(buffer.typing),
            "topic": lambda buffer: buffer.topic,
        }
        assert verb in looks, "not a step"
        assert looks[verb](buffer) == words

    def _header(self, text: str) -> None:
        key, _, value = text.partition("=")
        if key.strip() == "caps":
            self._caps = value.strip()
        elif key.strip() == "isupport":
            self._isupport = value.strip()
        else:
            pytest.skip(f"not in this client yet: {text.removeprefix('web only: ')}")

    def _connect(self) -> None:
        stage = self.stage
        if not self._started:
            stage.link.start(stage.now)
        self._started = True
        stage.settle()
        stage.link.opened(stage.now)
        stage.settle()
        if self._caps:
            before = len(stage.sent)
            self._hear(f":hub CAP * LS :{self._caps}")
            for line in stage.sent[before:]:
                if line.startswith("CAP REQ "):
                    self._hear(f":hub CAP * ACK :{line.removeprefix('CAP REQ ').removeprefix(':')}")

    def _welcome(self) -> None:
        self._hear(":hub 001 alice :Welcome")
        self._hear(f":hub 005 alice {self._isupport} :are supported")
        self._hear(":hub 422 alice :No message of the day")
        self._hear(":hub PONG hub hubbub-ready")

    def _hear(self, line: str) -> None:
        self._keep(self.stage.hear(line))

    def _do(self, step: Callable[[], object]) -> None:
        self._keep(self.stage.do(step))

    def _keep(self, changes: list[object] | object) -> None:
        assert isinstance(changes, list)
        self._alerts += [change.message.text for change in changes if isinstance(change, Alerted)]
        self._told += [change.sentence for change in changes if isinstance(change, Told)]

    def _expect(self, wanted: str) -> None:
        sent = self.stage.sent
        if wanted == "...":
            # What was asked before counts as seen; what comes from now on does not.
            sent.clear()
            return
        if wanted == "nothing":
            assert sent == []
            return
        assert sent, "the client sent nothing"
        got, names, pattern, place = sent.pop(0), list[str](), "", 0
        for hole in _BETWEEN.finditer(wanted):
            pattern += re.escape(wanted[place : hole.start()])
            name = hole[1]
            if name in self._kept:
                pattern += re.escape(self._kept[name])
            elif name is not None:
                names.append(name)
                pattern += "([^ ;]+)"
            else:
                pattern += ".*"
            place = hole.end()
        found = re.fullmatch(pattern + re.escape(wanted[place:]), got)
        assert found, f"the client sent {got}"
        self._kept.update(zip(names, found.groups(), strict=True))

    def _filled(self, line: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: self._kept[name[1]], line)


_DEEDS = {"type": Player._types, "older": Player._older, "looks": Player._looks, "retries": Player._retries}
"""What a person does."""


def _shown(row: Message) -> str:
    text = row.text.replace("\n", "⏎")
    said = {"event": f"-- {text}", "action": f"* {row.nick} {text}"}.get(row.kind, f"{row.nick}: {text}")
    reply = f" (to {row.reply_to})" if row.reply_to else ""
    return f"{said}{reply}{'' if row.state == 'confirmed' else f' ({row.state})'}"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_dialogue(path: Path) -> None:
    Player().play(path.read_text("utf-8"))
