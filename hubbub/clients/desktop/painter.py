"""Painting messages into a Text: tags, embedded pictures, and what can be clicked.

Avatars are two pictures, on the line of the name and on the first line of the message, aligned to bottom and top:
they meet, whatever else is on the lines. Rules and the rounded ends of code blocks are stretched pictures
that ``resize`` keeps as wide as the Text.
"""

import tkinter as tk
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from PIL import Image

from hubbub.clients.colours import nick_colour
from hubbub.clients.desktop import drawing, emoji, rows
from hubbub.clients.desktop import tags as tagging
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.tags import CAP, INDENT, MARGIN, RIGHT
from hubbub.clients.markup import Span, spans
from hubbub.clients.view import Message


class Action(NamedTuple):
    """What a click does. ``kind``: "url", "nick", "channel", "retry" or "discard"."""

    kind: str
    value: str
    key: int


class Painter:
    """``nicks()``: the folded names that are mentions here; ``fold``: how names are compared; ``own()``: our name."""

    def __init__(self, text: tk.Text, look: Look) -> None:
        self._text = text
        self._look = look
        self.nicks: Callable[[], Collection[str]] = tuple
        self.own: Callable[[], str] = str
        self.fold: Callable[[str], str] = str.casefold
        self._rules: dict[tuple[str, str], tk.PhotoImage] = {}
        self._actions: dict[str, Action] = {}
        self._action_tags: dict[int, list[str]] = {}
        self._colours: set[str] = set()
        self._width = 1
        self._pending: list[object] = []
        self._key = 0
        self._emoji_height = 0
        self._slices = (18, 18)
        text.mark_set("here", "1.0")

    def restyle(self) -> None:
        self._rules.clear()
        self._colours.clear()
        line = self._look.fonts["body"].metrics("linespace")
        self._slices = (max(line, self._look.px(19)), max(line, self._look.px(19)))
        self._emoji_height = line
        tagging.configure(self._text, self._look)

    def forget(self, messages: Iterable[Message]) -> None:
        """Lets go of what belonged to messages that were deleted from the Text."""
        tags = []
        for message in messages:
            tags.append(f"m{message.key}")
            tags += self._action_tags.pop(message.key, ())
        for tag in tags:
            self._actions.pop(tag, None)
        if tags:
            self._text.tag_delete(*tags)

    def action_at(self, index: str) -> tuple[str, Action] | None:
        """The clickable thing at an index: its tag and what it does."""
        for tag in self._text.tag_names(index):
            if tag in self._actions:
                return tag, self._actions[tag]
        return None

    def actions(self, key: int) -> list[Action]:
        """What can be clicked in a message, in order."""
        return [self._actions[tag] for tag in self._action_tags.get(key, ())]

    # Messages.

    def paint(self, index: str, messages: Sequence[tuple[Message, rows.Shape]]) -> None:
        """Inserts messages, in order, at ``index``."""
        self._text.mark_set("here", index)
        today = date.today()
        for message, shape in messages:
            self._key = message.key
            if message.key in self._action_tags:
                stale = self._action_tags.pop(message.key)
                self._text.tag_delete(*stale)
                for tag in stale:
                    del self._actions[tag]
            self._separators(shape, today)
            if message.kind == "event":
                self._event(message, shape)
            else:
                self._spoken(message, shape)
        self._flush()

    def _separators(self, shape: rows.Shape, today: date) -> None:
        if shape.lead == "line":
            self._write("\n", "pad")  # in a small font: it must not make the line above higher
        if shape.day is not None:
            self._rule(rows.day_name(shape.day, today), "day")
        if shape.unread:
            self._rule("New messages", "unread")

    def _rule(self, label: str, tag: str) -> None:
        rule = self._stretched("rule", label, tag)
        self._image(rule, tag, align="center")
        self._write(f"\u00a0\u00a0\u00a0{label}\u00a0\u00a0\u00a0", tag)
        self._image(rule, tag, align="center")
        self._write("\n", tag)

    def _event(self, message: Message, shape: rows.Shape) -> None:
        tags = ["event"] + (["motd"] if message.event == "motd" else ["error"] if message.event == "error" else [])
        if shape.lead == "dot":
            self._write(" · ", *tags)
        self._spans(message, tags)

    def _spoken(self, message: Message, shape: rows.Shape) -> None:
        tags: list[str] = []
        colour = self._nick_tag(message.nick)
        if shape.head:
            upper, lower = self._look.avatar_slices(message.nick, *self._slices)
            self._image(upper, "head", *tags, align="bottom")
            self._write("\t", "head", *tags)
            self._prose(message.nick, "head", "name", colour, *tags, self._action("nick", message.nick))
            self._write(f"\u00a0 {rows.clock(message.time)}", "head", "time", *tags)
            if message.kind == "notice":
                self._write(" · notice", "head", "time", *tags)
            self._write("\n", "head", *tags)
            tags.append("first")
            self._image(lower, *tags, align="top")
            self._write("\t", *tags)
        else:
            tags.append("more")
        if message.kind == "action":
            self._prose(message.nick, *tags, "name", colour, self._action("nick", message.nick))
            self._write(" ", *tags)
            tags.append("action")
        if message.state != "confirmed":
            tags.append("pending")
        self._spans(message, tags)
        if message.state == "failed":
            self._failure(message)

    def _failure(self, message: Message) -> None:
        reason = (message.reason or "it could not be sent").rstrip(".")
        self._write(f"\nNot sent: {reason}.\u2002", "more", "failed")
        self._write("Retry", "more", "button", self._action("retry", ""))
        self._write("\u2002", "more", "failed")
        self._write("Discard", "more", "button", self._action("discard", ""))

    def _spans(self, message: Message, tags: list[str]) -> None:
        after_block = False
        found = spans(message.text, self.nicks() if message.kind != "event" else (), self.fold)
        for span, following in zip(found, [*found[1:], None], strict=True):
            if span.kind == "block":
                self._block(span.text, tags)
                after_block = True
                continue
            text = span.text.rstrip("\n ") if following and following.kind == "block" else span.text
            if after_block:
                self._next_line(tags)
                text = text.lstrip("\n ")
                after_block = False
            extra = self._span_tags(span)
            if "code" in extra or "own" in extra:
                self._padded(text, *tags, *extra)
                continue
            for number, line in enumerate(text.split("\n")):
                if number:
                    self._next_line(tags)
                self._prose(line, *tags, *extra)

    def _padded(self, text: str, *tags: str) -> None:
        self._write("\u00a0\u00a0", *tags, "pad")
        self._prose(text, *tags)
        self._write("\u00a0\u00a0", *tags, "pad")

    def _next_line(self, tags: list[str]) -> None:
        """Lines after a message's first have no avatar at their side."""
        self._write("\n", *tags)
        if "first" in tags:
            tags[tags.index("first")] = "more"

    def _span_tags(self, span: Span) -> list[str]:
        faces = {(True, False): ["bold"], (False, True): ["italic"], (True, True): ["bold-italic"]}
        tags = faces.get((span.bold, span.italic), [])
        tags += ["underline"] if span.underline else []
        tags += ["strike"] if span.strike else []
        match span.kind:
            case "code":
                tags.append("code")
            case "link":
                tags += ["link", self._action("url", span.url)]
            case "channel":
                tags += ["link", self._action("channel", span.text)]
            case "mention" if self.fold(span.text.lstrip("@")) == self.fold(self.own()):
                tags.append("own")
            case "mention":
                tags += ["nick", self._action("nick", span.text.lstrip("@"))]
        return tags

    def _block(self, code: str, tags: list[str]) -> None:
        self._next_line(tags)
        self._cap("top")
        for line in code.strip("\n").split("\n"):
            self._write("\u00a0", "block")
            self._prose(line, "block")
            self._write("\n", "block")
        self._cap("bottom")

    def _cap(self, edge: str) -> None:
        """The rounded end of a code block."""
        tags = ("cap", "capgap") if edge == "top" else ("cap",)
        align = "bottom" if edge == "top" else "top"
        for side in ("left", "middle", "right"):
            middle = side == "middle"
            self._image(self._stretched("cap", "", "cap") if middle else self._corner(edge, side), *tags, align=align)
        if edge == "top":
            self._write("\n", *tags)

    def _prose(self, text: str, *tags: str) -> None:
        for piece, is_emoji in emoji.split(text):
            picture = self._look.emoji(piece, self._emoji_height) if is_emoji else None
            if picture is not None:
                self._image(picture, *tags, align="center", padx=1)
            else:
                self._write(emoji.plain(piece) if is_emoji else piece, *tags)

    def _nick_tag(self, nick: str) -> str:
        colour = nick_colour(nick, dark=self._look.palette.dark)
        tag = f"nick{colour}"
        if tag not in self._colours:
            self._colours.add(tag)
            self._text.tag_configure(tag, foreground=colour)
            self._text.tag_lower(tag, "link")
        return tag

    def _action(self, kind: str, value: str) -> str:
        tags = self._action_tags.setdefault(self._key, [])
        tag = f"a{self._key}.{len(tags)}"
        tags.append(tag)
        self._actions[tag] = Action(kind, value, self._key)
        return tag

    # Into the Text: plain pieces are collected and inserted in one call.

    def _write(self, piece: str, *tags: str) -> None:
        self._pending += (piece, (f"m{self._key}", *tags))

    def _flush(self) -> None:
        if self._pending:
            self._text.insert("here", *self._pending)  # type: ignore[arg-type]
            self._pending.clear()

    def _image(self, image: object, *tags: str, align: str, padx: int = 0) -> None:
        self._flush()
        self._text.image_create("here", image=image, align=align, padx=padx)  # type: ignore[arg-type]
        for tag in self._text.tag_names("here-1c"):  # a picture takes on what both its neighbours have
            self._text.tag_remove(tag, "here-1c")
        for tag in (f"m{self._key}", *tags):
            self._text.tag_add(tag, "here-1c")

    # Pictures as wide as the Text.

    def resize(self, width: int) -> None:
        if width != self._width:
            self._width = width
            for (kind, label), picture in self._rules.items():
                self._stretch(picture, kind, label)

    def _stretched(self, kind: str, label: str, tag: str) -> tk.PhotoImage:
        picture = self._rules.get((f"{kind} {tag}", label))
        if picture is None:
            height = self._look.px(1) if kind == "rule" else self._look.px(CAP)
            picture = tk.PhotoImage(master=self._text, width=1, height=height)
            self._rules[f"{kind} {tag}", label] = picture
            self._stretch(picture, f"{kind} {tag}", label)
        return picture

    def _stretch(self, picture: tk.PhotoImage, kind: str, label: str) -> None:
        look = self._look
        if kind.startswith("rule"):
            label_width = look.fonts["tiny-bold"].measure(f"\u00a0\u00a0\u00a0{label}\u00a0\u00a0\u00a0")
            width = (self._width - look.px(MARGIN + RIGHT) - label_width) // 2 - 1
            colour = look.palette.alert if kind.endswith("unread") else look.palette.line
        else:
            width = self._width - look.px(INDENT + RIGHT) - 2 * look.px(CAP)
            colour = look.palette.code_ground
        width = max(1, width)
        picture.configure(width=width)
        picture.put(colour, to=(0, 0, width, picture.height()))

    def _corner(self, edge: str, side: str) -> object:
        size = self._look.px(CAP)
        colour = self._look.palette.code_ground

        def draw() -> Image.Image:
            whole = drawing.pill(2 * size, 2 * size, size, colour)
            x, y = (0 if side == "left" else size), (0 if edge == "top" else size)
            return whole.crop((x, y, x + size, y + size))

        return self._look.picture(("corner", edge, side, size, colour), draw)
