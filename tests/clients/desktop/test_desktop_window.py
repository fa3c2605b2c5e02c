"""The window, typed into as a person does, against the real server, among people without a window."""

import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
import time
import tkinter as tk
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest
from clients_world import ROOT, HubbubServer, free_port, ngircd, ngircd_is_here
from desktop_stage import PATIENCE, Desk, Screen, shown_text

OpenDesk = Callable[..., Desk]
OpenRaw = Callable[[int], socket.socket]
TEXT = "Grüße, 你好 👍🏽 — ça va?"


def hear(peer: socket.socket, text: str) -> str:
    """Reads until ``text`` was heard."""
    heard = b""
    while text.encode() not in heard:
        chunk = peer.recv(4096)
        assert chunk, heard
        heard += chunk
    return heard.decode()


def listening(raw: OpenRaw, port: int, desk: Desk) -> socket.socket:
    """A plain socket that is in the lobby for certain."""
    peer = raw(port)
    peer.sendall(b"carol: here\n")
    desk.until(lambda: desk.shows("here"), "carol")
    return peer


def test_typed_and_sent_by_return_and_by_click_and_answered(server: HubbubServer, desk: OpenDesk, raw: OpenRaw) -> None:
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    assert ada.root.title() == "#lobby — hubbub"
    carol = listening(raw, server.port, ada)
    ada.type(TEXT)
    ada.press("Return")
    hear(carol, f"ada: {TEXT}")
    ada.until(lambda: [m for m in ada.messages if m.text == TEXT and m.state == "confirmed"], "the echo")
    assert ada.controller.layout.composer.draft == ""
    ada.type("by click")
    ada.click(ada.controller.layout.composer.button)
    hear(carol, "ada: by click")
    carol.sendall("né à 京都 🎉\n".encode())
    ada.until(lambda: ada.shows("né à 京都 🎉"), "the answer")
    bob = desk(f"127.0.0.1:{server.port}", "--nick", "bob")
    bob.come_in()
    bob.until(lambda: bob.shows("né à 京都 🎉") and bob.shows(TEXT), "history in a second window")
    bob.type("hello ada")
    bob.press("Return")
    bob.until(lambda: ada.shows("hello ada"), "the second window's words in the first")
    assert shown_text(ada.controller).count("hello ada") == 1


@pytest.mark.parametrize("farewell", ["terminated", "window taken away", "screen taken away"])
@pytest.mark.parametrize("asked", [False, True], ids=["named", "asked"])
def test_the_program_itself(
    server: HubbubServer, screen: Screen, raw: OpenRaw, preferences: Path, farewell: str, asked: bool
) -> None:
    environment = {**os.environ, "DISPLAY": screen.name}
    if asked:
        preferences.write_text(f'{{"nick": "ada", "address": "127.0.0.1:{server.port}"}}')
    arguments = [] if asked else [f"127.0.0.1:{server.port}", "--nick", "ada"]

    def xdotool(*words: str) -> str:
        return subprocess.run(
            ["xdotool", *words], env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        ).stdout

    def window(title: str) -> str:
        deadline = time.monotonic() + PATIENCE
        while not (found := xdotool("search", "--onlyvisible", "--name", title).split()):
            assert time.monotonic() < deadline, title
            time.sleep(0.02)
        return found[-1]

    watcher = raw(server.port)
    watcher.sendall(b"NICK eve\r\nUSER eve 0 * :eve\r\nJOIN #lobby\r\n")
    hear(watcher, " 366 ")
    with contextlib.ExitStack() as stack:
        program = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "client.py", *arguments], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
            )
        )
        stack.callback(program.kill)
        if asked:
            opening = window("^hubbub$")
            deadline = time.monotonic() + PATIENCE
            while xdotool("getwindowfocus").strip() != opening:  # it takes the keyboard by itself
                assert time.monotonic() < deadline
                time.sleep(0.02)
            xdotool("key", "Return")
        hear(watcher, "ada!")
        chat = window("#lobby.*hubbub")
        xdotool("type", "--delay", "12", "from the program")
        xdotool("key", "Return")
        hear(watcher, "PRIVMSG #lobby :from the program")
        if farewell == "terminated":
            program.send_signal(signal.SIGTERM)
        else:
            xdotool("windowclose" if farewell.startswith("window") else "windowkill", chat)
        hear(watcher, "QUIT")
        assert program.stderr is not None
        said = program.stderr.read()
    if not farewell.startswith("screen"):  # Xlib has the last word there
        assert said == ""
        assert program.returncode == 0


def test_a_restart_loses_nothing(server: HubbubServer, desk: OpenDesk, raw: OpenRaw) -> None:
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    ada.type("before")
    ada.press("Return")
    ada.until(lambda: [m for m in ada.messages if m.text == "before" and m.state == "confirmed"], "the echo")
    ada.type("a draft")
    server.kill()
    banner = ada.controller.layout.banner
    ada.until(lambda: banner.sentence, "a sentence")
    assert str(server.port) in banner.sentence or "connection" in banner.sentence.lower()
    ada.press("Return")
    ada.until(lambda: [m for m in ada.messages if m.text == "a draft" and m.state == "pending"], "the pending one")
    ada.type("still here")
    server.start()
    ada.controller.reconnect()
    ada.until(lambda: [m for m in ada.messages if m.text == "a draft" and m.state == "confirmed"], "the second echo")
    ada.until(lambda: not banner.is_open, "peace")
    assert ada.controller.layout.composer.draft == "still here"
    texts = [message.text for message in ada.messages if message.kind == "message"]
    assert texts == ["before", "a draft"]
    peer = listening(raw, server.port, ada)
    ada.press("Return")
    hear(peer, "ada: still here")


def test_nobody_there_is_said_in_one_sentence_and_tried_again(desk: OpenDesk) -> None:
    port = free_port()
    ada = desk(f"127.0.0.1:{port}", "--nick", "ada")
    banner = ada.controller.layout.banner
    ada.until(lambda: "Trying again" in banner.sentence, "the sentence")
    assert str(port) in banner.sentence
    ada.focus()
    ada.type("usable all the same")


def test_who_types_before_there_is_a_connection_types_into_the_channel(
    server: HubbubServer, desk: OpenDesk, raw: OpenRaw
) -> None:
    server.stop()
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    assert "#lobby" in ada.root.title()
    ada.until(lambda: "Trying again" in ada.controller.layout.banner.sentence, "the sentence")
    ada.focus()
    ada.type("early words")
    ada.press("Return")
    ada.until(lambda: [m for m in ada.messages if m.text == "early words" and m.state == "pending"], "the pending one")
    ada.type("a draft")
    server.start()
    ada.come_in()
    ada.until(lambda: [m for m in ada.messages if m.text == "early words" and m.state == "confirmed"], "the echo")
    assert ada.controller.layout.composer.draft == "a draft"
    ada.controller.replace(ada.controller.settings)  # as after the opening question came again
    assert ada.controller.layout.composer.draft == "a draft"
    ada.come_in()
    ada.until(lambda: ada.shows("early words"), "history")
    peer = listening(raw, server.port, ada)
    ada.press("Return")
    hear(peer, "ada: a draft")


def test_a_name_in_use_is_told_and_another_taken(server: HubbubServer, desk: OpenDesk) -> None:
    first = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    first.come_in()
    second = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    second.come_in()
    second.until(lambda: "ada" in second.controller.layout.banner.sentence, "a sentence")
    assert second.controller.view.nick != "ada"
    assert first.controller.view.nick == "ada"


def test_without_a_name_one_friendly_question(server: HubbubServer, desk: OpenDesk, preferences: Path) -> None:
    shy = desk()
    welcome = shy.app.welcome
    assert welcome is not None
    shy.focus()
    welcome.nick.focus_set()
    shy.press("Return")
    shy.until(lambda: "name" in str(welcome._error.cget("text")), "what is missing")
    shy.xdotool("type", "--delay", "12", "grace")
    shy.press("Tab")
    welcome.address.set("no such:address:at all")
    shy.press("Return")
    shy.until(lambda: "address" in str(welcome._error.cget("text")).lower(), "what is wrong")
    welcome.address.set(f"127.0.0.1:{server.port}")
    shy.press("Return")
    shy.until(lambda: shy.app.welcome is None, "the answer taken")
    shy.come_in()
    assert shy.controller.view.nick == "grace"
    shy.app.window.remember()
    assert "grace" in preferences.read_text()


def test_habits_of_the_hands(
    server: HubbubServer, desk: OpenDesk, raw: OpenRaw, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    carol = listening(raw, server.port, ada)
    layout = ada.controller.layout
    composer = layout.composer

    ada.xdotool("type", "--delay", "12", "ca")
    ada.press("Tab")
    ada.until(lambda: composer.draft == "carol: ", "completion by Tab")
    ada.press("ctrl+a", "BackSpace")
    ada.xdotool("type", "--delay", "12", "hi @ca")
    ada.until(lambda: composer.popup.is_open, "the list")
    ada.press("Return")
    ada.until(lambda: composer.draft == "hi @carol " and not composer.popup.is_open, "a choice by Return")
    ada.press("shift+Return")
    ada.type("second line")
    assert composer.draft == "hi @carol \nsecond line"
    ada.press("Return")
    hear(carol, "second line")

    ada.press("Up")
    ada.until(lambda: composer.draft == "hi @carol \nsecond line", "what was sent before")
    ada.press("Down")
    ada.until(lambda: composer.draft == "", "an empty field again")

    ada.type("/join #dev")
    ada.press("Return")
    ada.until(lambda: ada.root.title() == "#dev — hubbub", "the joined channel")
    ada.type("a draft here")
    ada.press("alt+Down")
    ada.until(lambda: "#lobby" in ada.root.title(), "the other channel")
    assert composer.draft == ""
    ada.press("ctrl+Prior")
    ada.until(lambda: "#dev" in ada.root.title(), "and back")
    assert composer.draft == "a draft here"

    carol.sendall(b"wake up, ada\n")
    ada.until(lambda: ada.root.title().startswith("(1) "), "the count in the title")
    ada.press("alt+a")
    ada.until(lambda: ada.root.title() == "#lobby — hubbub", "the next unread")

    ada.press("ctrl+k")
    ada.until(lambda: layout.switcher.is_open, "the switcher")
    ada.xdotool("type", "--delay", "12", "dev")
    ada.until(lambda: layout.switcher.field.value == "dev", "its field")
    ada.press("Return")
    ada.until(lambda: "#dev" in ada.root.title(), "the chosen channel")
    ada.press("ctrl+k")
    ada.until(lambda: layout.switcher.is_open, "the switcher")
    ada.press("Escape")
    ada.until(lambda: not layout.switcher.is_open, "it closed")

    ada.press("alt+Down", "ctrl+f")
    ada.until(lambda: ada.root.focus_get() is layout.finder.field, "the search field")
    ada.xdotool("type", "--delay", "12", "wake")
    ada.until(lambda: layout.conversation.text.tag_ranges("foundnow"), "what was found")
    ada.press("Escape")
    ada.until(lambda: ada.root.focus_get() is composer.field, "the composer")

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    carol.sendall(b"look at https://example.org/a_(b).\n")
    ada.until(lambda: ada.shows("example.org"), "the link")
    text = layout.conversation.text
    box = text.bbox(text.tag_ranges("link")[0])
    assert box
    place = (str(text.winfo_rootx() + box[0] + 20), str(text.winfo_rooty() + box[1] + 8))
    ada.xdotool("mousemove", *place)
    ada.until(lambda: str(text.cget("cursor")) == "hand2", "the hand")
    ada.xdotool("click", "1")
    ada.until(lambda: opened, "the browser")
    assert opened == ["https://example.org/a_(b)"]
    text.focus_set()
    ada.press("Up", "Return")
    ada.until(lambda: len(opened) == 2, "the link by keyboard")
    ada.press("ctrl+c")
    ada.until(lambda: "carol: look at" in ada.root.clipboard_get(), "a copied message")
    ada.xdotool("type", "x")
    ada.until(lambda: composer.draft == "x", "typing goes to the composer")


def test_history_comes_when_one_scrolls_up(server: HubbubServer, desk: OpenDesk, raw: OpenRaw) -> None:
    first = desk(f"127.0.0.1:{server.port}", "--nick", "first")
    first.come_in()
    carol = listening(raw, server.port, first)
    carol.sendall("".join(f"line {n:04}\n" for n in range(400)).encode())
    first.until(lambda: first.shows("line 0399"), "all lines")
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    ada.until(lambda: ada.shows("line 0399"), "the latest")
    assert not ada.shows("line 0001")
    latest = ada.controller.layout.latest

    def scrolled_to_the_top() -> bool:
        ada.press("Prior", "Prior", "Prior")
        return any(m.text == "line 0000" for m in ada.controller.messages())

    ada.until(scrolled_to_the_top, "the first line")
    ada.until(lambda: latest.is_open, "the way back")
    carol.sendall(b"one more\n")
    ada.until(lambda: any(m.text == "one more" for m in ada.controller.messages()), "a new one")
    numbers = [m.text for m in ada.controller.messages() if m.text.startswith("line")]
    assert numbers == [f"line {n:04}" for n in range(400)]
    assert not ada.controller.layout.conversation.following
    ada.press("End")
    ada.until(lambda: ada.shows("one more") and not latest.is_open, "the latest again")


def test_what_failed_can_be_tried_again_or_thrown_away(server: HubbubServer, desk: OpenDesk) -> None:
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    ada.controller.open_direct("nobody")
    ada.type("are you there")
    ada.press("Return")
    ada.until(lambda: [m for m in ada.messages if m.state == "failed"], "the failure")
    assert ada.shows("Not sent: ")
    text = ada.controller.layout.conversation.text
    conversation = ada.controller.layout.conversation
    failed = next(m for m in ada.messages if m.state == "failed")
    assert [a.kind for a in conversation.painter.actions(failed.key) if a.kind != "nick"] == ["retry", "discard"]
    ranges = text.tag_ranges("button")
    box = text.bbox(ranges[2])  # the second button
    assert box
    ada.xdotool("mousemove", str(text.winfo_rootx() + box[0] + 4), str(text.winfo_rooty() + box[1] + 4), "click", "1")
    ada.until(lambda: failed not in ada.messages, "its end")


def test_another_size_and_theme_while_it_runs(server: HubbubServer, desk: OpenDesk) -> None:
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    ada.type("a draft 🍕")
    before = ada.controller.layout.composer.winfo_height()
    ada.press("ctrl+plus", "ctrl+plus")
    ada.until(lambda: ada.controller.layout.composer.winfo_height() > before, "more room")
    ada.app.window.set_theme("dark")
    ada.root.update()
    assert ada.controller.layout.composer.draft == "a draft 🍕"
    ada.press("F1")
    ada.until(lambda: ada.controller.layout.help.is_open, "the shortcuts")
    ada.press("Escape", "F10")
    ada.until(lambda: ada.controller.layout.menu.is_open and not ada.controller.layout.help.is_open, "the menu")
    ada.press("Escape", "ctrl+m", "ctrl+0")
    ada.until(lambda: not ada.app.window.right.winfo_ismapped(), "no members")


def has_focus(desk: Desk, widget: tk.Misc) -> bool:
    return desk.root.focus_get() is widget


def test_everything_without_a_mouse(server: HubbubServer, desk: OpenDesk) -> None:
    ada = desk(f"127.0.0.1:{server.port}", "--nick", "ada")
    ada.come_in()
    layout = ada.controller.layout
    for pane in (
        layout.conversation.text,
        layout.members,
        layout.sidebar.list,
        layout.finder.field,
        layout.composer.field,
    ):
        ada.press("F6")
        ada.until(functools.partial(has_focus, ada, pane), str(pane))
    ada.press("F6", "F6", "F6")
    ada.press("Down", "Return")
    ada.until(lambda: ada.controller.current is ada.controller.view.server, "another conversation")


@pytest.mark.skipif(not ngircd_is_here(), reason="ngircd is not installed")
def test_on_a_foreign_server(desk: OpenDesk, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        port = stack.enter_context(ngircd(tmp_path))
        ada, bob = (desk(f"127.0.0.1:{port}", "--nick", nick, "--channel", "#abroad") for nick in ("ada", "bob"))
        ada.come_in()
        bob.come_in()
        assert bob.root.title() == "#abroad — hubbub"
        bob.type("hello from abroad")
        bob.press("Return")
        bob.until(lambda: ada.shows("hello from abroad"), "the words in the other window")
        bob.until(lambda: [m for m in bob.messages if m.own and m.state == "confirmed"], "the confirmation")
