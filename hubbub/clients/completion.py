"""What Tab puts in: nicks, channels, commands, emoji."""

from __future__ import annotations

import msgspec

from hubbub.clients.commands import COMMANDS
from hubbub.clients.emoji import EMOJI
from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.view import View

MOST = 50


class Candidate(msgspec.Struct, frozen=True):
    """``insert`` replaces what is completed; ``label`` and ``detail`` are for a list."""

    insert: str
    label: str
    detail: str = ""


class Completion(msgspec.Struct, frozen=True):
    """``text[start:end]`` may become any of ``candidates``, the likeliest first."""

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()


def complete(view: View, buffer: Buffer, text: str, cursor: int) -> Completion:
    """What the word that ends at ``cursor`` may become."""
    cursor = min(max(cursor, 0), len(text))
    start = cursor
    while start and not text[start - 1].isspace():
        start -= 1
    word = text[start:cursor]
    if not word:
        return Completion(start, cursor)
    if word.startswith("/") and start == 0:
        found = _commands(word[1:])
    elif view.features.is_channel(word):
        found = _channels(view, word)
    elif word.startswith(":"):
        found = _emoji(word[1:].rstrip(":"))
    else:
        found = _nicks(view, buffer, word, ": " if start == 0 else " ")
    return Completion(start, cursor, tuple(found[:MOST]))


def _commands(word: str) -> list[Candidate]:
    return [
        Candidate(f"/{command.name} ", f"/{command.name} {command.usage}".rstrip(), command.help)
        for command in COMMANDS.values()
        if command.name.startswith(word.lower())
    ]


def _channels(view: View, word: str) -> list[Candidate]:
    wanted = view.fold(word)
    channels = (buffer for buffer in view.buffers if buffer.kind == "channel")
    return [
        Candidate(f"{channel.name} ", channel.name, channel.topic)
        for channel in channels
        if view.fold(channel.name).startswith(wanted)
    ]


def _emoji(word: str) -> list[Candidate]:
    wanted = word.lower()
    if not wanted:
        return []
    names = sorted((not name.startswith(wanted), name) for name in EMOJI if wanted in name)
    return [Candidate(f"{EMOJI[name]} ", f"{EMOJI[name]} :{name}:") for _, name in names]


def _nicks(view: View, buffer: Buffer, word: str, after: str) -> list[Candidate]:
    """People of this conversation; who spoke last comes first."""
    at = "@" if word.startswith("@") else ""
    wanted = view.fold(word.removeprefix("@"))
    names = {view.fold(member.nick): member.nick for member in buffer.roster.values()}
    if buffer.kind == "direct":
        names[view.fold(buffer.name)] = buffer.name
    names.pop(view.fold(view.nick), None)
    spoke = {view.fold(row.nick): place for place, row in enumerate(buffer.messages) if row.kind != "event"}
    found = sorted(
        (name for folded, name in names.items() if folded.startswith(wanted)),
        key=lambda name: (-spoke.get(view.fold(name), -1), name.casefold()),
    )
    return [Candidate(f"{at}{name}{' ' if at else after}", f"{at}{name}") for name in found]
