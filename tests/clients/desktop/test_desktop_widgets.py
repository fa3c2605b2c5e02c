"""The parts alone, on a real screen: the field, and the conversation's window onto its messages."""

import itertools
import os
import random
import tkinter as tk
from collections.abc import Iterable, Iterator

import pytest
from desktop_stage import Screen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubbub.clients.desktop import emoji
from hubbub.clients.desktop.conversation import WINDOW, Conversation
from hubbub.clients.desktop.field import Field
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.palette import LIGHT
from hubbub.clients.desktop.style import Style
from hubbub.clients.view import Message

SHARED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def root(screen: Screen) -> Iterator[tk.Tk]:
    os.environ["DISPLAY"] = screen.name
    found = tk.Tk(className="hubbub")
    errors: list[BaseException] = []
    found.report_callback_exception = lambda _kind, error, _trace: errors.append(error)
    found.geometry("700x500")
    yield found
    found.update()
    found.destroy()
    assert not errors


@pytest.fixture
def look(root: tk.Tk) -> Look:
    made = Look(root, LIGHT)
    Style(made)
    return made


@pytest.fixture
def field(root: tk.Tk, look: Look) -> Field:
    made = Field(root, look, multiline=True)
    made.pack(fill="both", expand=True)
    root.update()
    return made


TYPED = ["Grüße", "你好", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪🇫🇷", "❤️", "a😀b", "1️⃣", "🏳️‍🌈!", "😀 👩"]


@pytest.mark.parametrize("text", TYPED)
def test_what_is_typed_letter_by_letter_is_what_is_there(field: Field, text: str) -> None:
    for character in text:
        field.insert_text(character)
    assert field.value == text
    pictures = [name for _kind, name, _index in field.dump("1.0", "end", image=True)]
    if emoji.picture("😀", 16) is not None:
        assert [field.look.emoji_text(name) for name in pictures] == [
            p for p, is_emoji in emoji.split(text) if is_emoji
        ]


@SHARED
@given(
    st.lists(st.tuples(st.integers(0, 30), st.text(alphabet="aé你😀👍🏽🇩🇪❤\ufe0f\u200d \n", max_size=6)), max_size=6)
)
def test_a_field_is_a_string_with_a_cursor(field: Field, edits: list[tuple[int, str]]) -> None:
    field.set("")
    text = ""
    for place, piece in edits:
        # Only between what a person sees as characters: within a sequence there is no place for a cursor.
        cuts = [0, *itertools.accumulate(len(p) for s, e in emoji.split(text) for p in ([s] if e else s))]
        cut = cuts[place % len(cuts)]
        field.cursor = cut
        assert field.cursor == cut
        field.replace_span(cut, cut, piece)
        text = text[:cut] + piece + text[cut:]
        assert field.value == text


def test_undo_knows_pictures(field: Field) -> None:
    field.insert_text("hello ")
    field.settle()
    field.insert_text("👍🏽")
    field.settle()
    field.event_generate("<<Undo>>")
    assert field.value == "hello "
    field.event_generate("<<Redo>>")
    assert field.value == "hello 👍🏽"


def test_another_zoom_keeps_what_was_typed(field: Field, look: Look) -> None:
    field.set("two 🍕\nlines")
    field.cursor = 5
    look.change(zoom=2.0, dark=True)
    assert field.value == "two 🍕\nlines"
    assert field.cursor == 5


class Known:
    """A growing list of messages, and a conversation that is told of each change."""

    def __init__(self, root: tk.Tk, look: Look, count: int) -> None:
        self._keys = itertools.count(1)
        self.messages: list[Message] = []
        self.conversation = Conversation(root, look, moved=lambda: None, want_older=lambda: None)
        self.conversation.pack(fill="both", expand=True)
        root.update()
        self.messages = [self.new(n * 40.0) for n in range(count)]
        self.conversation.open(lambda: self.messages, None)
        root.update()

    def new(self, at: float) -> Message:
        key = next(self._keys)
        kinds = ["message"] * 5 + ["action", "event"]
        kind = kinds[key % 7]
        texts = ["hello", "a `b` **c** 😀", "see https://example.org/x", "```\ncode\n```", "@ada and #dev", "é\nü"]
        return Message(
            key,
            1_790_000_000.0 + at,
            kind,  # type: ignore[arg-type]
            ["ada", "bob"][key // 3 % 2],
            texts[key % 6],
            event="join" if kind == "event" else "",
        )

    def painted(self) -> list[tuple[str, str, str]]:
        """The Text's content and tags, with the names of pictures as the pictures themselves."""
        text = self.conversation.text
        dump = text.dump("1.0", "end-1c", text=True, image=True)
        return _merged(
            (kind, value if kind == "text" else value.partition("#")[0], " ".join(sorted(text.tag_names(index))))
            for kind, value, index in dump
        )


def _merged(dump: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Neighbouring pieces of text with the same tags as one: where lines cut them does not matter."""
    found: list[tuple[str, str, str]] = []
    for kind, value, tags in dump:
        if kind == "text" and found and found[-1][0] == "text" and found[-1][2] == tags:
            found[-1] = ("text", found[-1][1] + value, tags)
        else:
            found.append((kind, value, tags))
    return found


@pytest.mark.parametrize("seed", range(12))
def test_following_changes_comes_to_the_same_as_painting_anew(root: tk.Tk, look: Look, seed: int) -> None:
    chance = random.Random(seed)
    known = Known(root, look, 12)
    conversation = known.conversation
    for _ in range(40):
        what = chance.choice(["add", "add", "burst", "between", "older", "remove", "change", "unread", "trim"])
        last = known.messages[-1].time - 1_790_000_000.0 if known.messages else 0.0
        if what in {"add", "burst"}:
            new = [known.new(last + chance.choice([10, 400, 50_000])) for _ in range(1 if what == "add" else 5)]
            known.messages += new
            conversation.added(new, None)
        elif what == "between" and known.messages:
            place = chance.randrange(len(known.messages))
            before = known.messages[place]
            made = known.new(before.time - 1_790_000_000.0)
            known.messages.insert(place, made)
            conversation.added([made], before.key)
        elif what == "older" and known.messages:
            first = known.messages[0]
            block = [known.new(first.time - 1_790_000_000.0 - 100 * n) for n in range(3, 0, -1)]
            known.messages[:0] = block
            conversation.added(block, first.key)
        elif what == "remove" and known.messages:
            gone = known.messages.pop(chance.randrange(len(known.messages)))
            conversation.removed([gone.key])
        elif what == "trim" and len(known.messages) > 6:
            keys = [message.key for message in known.messages[:3]]
            del known.messages[:3]
            conversation.removed(keys)
        elif what == "change" and known.messages:
            message = chance.choice(known.messages)
            message.state, message.reason = chance.choice([("pending", ""), ("failed", "gone"), ("confirmed", "")])  # type: ignore[assignment]
            message.text += "!"
            conversation.changed(message)
        elif what == "unread" and known.messages:
            conversation.set_first_unread(chance.choice([None, chance.choice(known.messages).key]))
        root.update_idletasks()
        shown = [message.key for message in conversation.messages]
        # A window onto the end of all there is: older ones come when somebody scrolls to them.
        assert shown == [message.key for message in known.messages][len(known.messages) - len(shown) :]
    incremental = known.painted()
    conversation._repaint(list(conversation.messages))
    assert known.painted() == incremental


def test_the_window_stays_small_and_gives_back_what_it_let_go(root: tk.Tk, look: Look) -> None:
    known = Known(root, look, 3000)
    conversation = known.conversation
    for _ in range(60):
        new = [known.new(200_000.0 + n) for n in range(20)]
        known.messages += new
        conversation.added(new, None)
        assert len(conversation.messages) <= WINDOW + 100
    root.update()
    tags = len(conversation.text.tag_names())
    for _ in range(60):
        new = [known.new(300_000.0 + n) for n in range(20)]
        known.messages += new
        conversation.added(new, None)
    assert len(conversation.text.tag_names()) < tags * 1.3
    for _ in range(400):
        if conversation.messages[0] is known.messages[0]:
            break
        conversation.scroll(-2000, "pixels")
        root.update()
    assert conversation.messages[0] is known.messages[0]
    assert not conversation.following
    conversation.to_latest()
    assert conversation.messages[-1] is known.messages[-1]
    assert conversation.following


def test_reading_old_messages_is_not_disturbed_by_new_ones(root: tk.Tk, look: Look) -> None:
    known = Known(root, look, 200)
    conversation = known.conversation
    conversation.scroll(-1500, "pixels")
    root.update()
    reading = conversation.message_at(200, 200)
    assert reading is not None
    assert not conversation.following
    for _ in range(5):
        new = [known.new(100_000.0)]
        known.messages += new
        conversation.added(new, None)
        first = known.messages[0]
        older = [known.new(-500.0)]
        known.messages[:0] = older
        conversation.added(older, first.key)
        root.update()
    assert conversation.message_at(200, 200) is reading


def test_the_bottom_stays_the_bottom_when_the_window_changes_its_width(root: tk.Tk, look: Look) -> None:
    known = Known(root, look, 100)
    for geometry in ("420x500", "900x300"):
        root.geometry(geometry)
        for _ in range(5):
            root.update()
        assert known.conversation.text.yview()[1] == 1.0
        assert known.conversation.following
