"""The tutorial's window, unchanged, among raw sockets: on the tutorial's server and in hubbub's lobby.

xdotool types and clicks as a person does. What the window shows is asked with Tk's `send`, by which one Tk program
evaluates a script in another on the same display. The asking program is a process of its own: Xlib ends any
process whose display goes away.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from contract_peers import PATIENCE, ROOT, Server, settle, settled, token


def need(*programs: str) -> None:
    """Skip where a program is missing; in CI that is an error."""
    missing = [program for program in programs if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must have {', '.join(missing)}")
    if missing:
        pytest.skip(f"no {', '.join(missing)} on this machine")


def until(happens: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, f"in vain waited for {what}"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen of our own."""
    need("Xvfb", "xdotool")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        try:
            assert screen.stdout
            yield f":{screen.stdout.readline().strip()}"
        finally:
            screen.terminate()


ASKING = """
import json, sys, tkinter
root = tkinter.Tk(className="Asking")
root.withdraw()
for line in sys.stdin:
    try:
        answer = str(root.tk.call("send", "tk", json.loads(line)))
    except tkinter.TclError as error:
        answer = "" if "no application named" in str(error) else f"failed: {error}"
    print(json.dumps(answer), flush=True)
"""


class Window:
    """The running client: typed into by keys, read by Tk's `send`."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}
        self._asking = subprocess.Popen(
            [sys.executable, "-c", ASKING],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, script: str) -> str:
        """Evaluate Tcl in the client; empty where no client runs."""
        assert self._asking.stdin
        assert self._asking.stdout
        self._asking.stdin.write(json.dumps(script) + "\n")
        self._asking.stdin.flush()
        answer: str = json.loads(self._asking.stdout.readline())
        return answer

    @property
    def shown(self) -> str:
        return self.ask(".!text get 1.0 end")

    def xdotool(self, *arguments: str) -> str:
        command = ["xdotool", *arguments]
        done = subprocess.run(
            command, env=self._environment, timeout=PATIENCE, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def focus(self) -> None:
        """Wait for the window, and give it the keyboard as a window manager would."""
        until(lambda: self.ask("winfo viewable .") == "1", "the window")
        until(self._focused, "the keyboard's focus in the entry")

    def _focused(self) -> bool:
        if self.ask("focus -displayof .") == ".!frame.!entry":
            return True
        # To the widget that the client itself has chosen. A window just shown may miss it: ask again.
        self.ask("focus -force [focus -lastfor .]")
        return False

    def click(self, widget: str) -> None:
        x, y, width, height = (
            int(self.ask(f"winfo {what} {widget}")) for what in ("rootx", "rooty", "width", "height")
        )
        self.xdotool("mousemove", str(x + width // 2), str(y + height // 2), "click", "1")

    def close(self) -> None:
        self._asking.communicate()


@pytest.fixture
def window(server: Server, display: str) -> Iterator[Window]:
    command = [sys.executable, str(ROOT / "examples/tutorial/client.py"), f"{server.host}:{server.port}"]
    with subprocess.Popen(command, env={**os.environ, "DISPLAY": display}) as client:
        opened = Window(display)
        try:
            opened.focus()
            yield opened
        finally:
            opened.close()
            client.terminate()


def test_what_is_typed_is_heard_and_what_is_said_is_shown(server: Server, window: Window) -> None:
    raw, another = settled(server, 2)
    typed, clicked = token("typed"), token("clicked")
    window.xdotool("type", typed)
    window.xdotool("key", "Return")
    raw.hear(typed)
    another.hear(typed)
    window.xdotool("type", f"{clicked} über")
    until(lambda: window.ask(".!frame.!entry get") == f"{clicked} über", "the typed text")
    window.click(".!frame.!button")
    raw.hear(f"{clicked} über")
    until(lambda: f"me: {typed}\nme: {clicked} über\n" in window.shown, "the own words")
    assert window.ask(".!frame.!entry get") == ""

    line, chunk = token("line"), token("chunk")
    raw.say(f"{line} Grüße\n")
    until(lambda: f"{line} Grüße\n" in window.shown, "a line")
    another.say(chunk)
    until(lambda: f"{chunk}\n" in window.shown, "a chunk")
    assert "\n\n" not in window.shown.rstrip("\n")
    assert typed not in window.shown.replace(f"me: {typed}", "")


def test_a_window_that_closes_leaves_the_others_talking(server: Server, window: Window) -> None:
    raw, another = settled(server, 2)
    window.ask("after 1 {destroy .}")
    until(lambda: window.ask("winfo viewable .") == "", "the window's end")
    settle(server, raw, another)
    hello = token("hello")
    raw.say(f"{hello}\n")
    another.hear(hello)
