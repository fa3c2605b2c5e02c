"""What Copy puts on the clipboard, read from a Text's dump: pictures are not in ``get()``. Pure."""

from collections.abc import Callable, Iterable, Mapping

from hubbub.clients.desktop import rows
from hubbub.clients.view import Message

# Painted around a message, not said: avatars' tabs, times, separators, paddings, buttons.
_CHROME = frozenset({"head", "time", "day", "unread", "pad", "failed", "button", "cap"})


def copied(
    dump: Iterable[tuple[str, str, str]],
    open_tags: Iterable[str],
    messages: Mapping[int, Message],
    emoji_text: Callable[[str], str],
) -> str:
    """``dump``: (kind, value, index) of the selection, tags included; ``open_tags``: those on its first character.

    Within one message: exactly the selected words. Over several: one line each, ``[09:12] ada: hello``.
    """
    active = set(open_tags)
    found: dict[int, list[str]] = {}
    for kind, value, _index in dump:
        if kind == "tagon":
            active.add(value)
        elif kind == "tagoff":
            active.discard(value)
        elif kind in {"text", "image"} and not active & _CHROME:
            key = _message_key(active)
            if key is not None:
                piece = value if kind == "text" else emoji_text(value)
                found.setdefault(key, []).append(piece.replace("\t", "") if "first" in active else piece)
    texts = {key: "".join(pieces).replace("\u00a0", " ") for key, pieces in found.items()}
    if len(texts) == 1:
        return next(iter(texts.values()))
    return "\n".join(_line(messages[key], text) for key, text in texts.items() if key in messages)


def whole(message: Message) -> str:
    """A message as its line in a copy of several."""
    return _line(message, message.text)


def _line(message: Message, text: str) -> str:
    time = rows.clock(message.time)
    text = text.strip("\n ")
    if message.kind == "event":
        return f"[{time}] -- {text.removeprefix('· ')}"
    if message.kind == "action":
        return f"[{time}] * {message.nick} {text.removeprefix(message.nick + ' ')}"
    return f"[{time}] {message.nick}: {text}"


def _message_key(tags: Iterable[str]) -> int | None:
    return next((int(tag[1:]) for tag in tags if tag[0] == "m" and tag[1:].isdecimal()), None)
