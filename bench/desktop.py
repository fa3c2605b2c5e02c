"""The window under a flood: 10,000 messages at 1,000 a second, while somebody types.

Prints how long a key takes from the X server to the drawn letter, how memory grows, how fast a channel is switched,
and how soon after its start the program is usable. Needs Xvfb, xdotool and libXtst (which xdotool brings).

    python -m bench.desktop [--messages 10000] [--rate 1000]
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

from hubbub.clients.desktop import options
from hubbub.clients.desktop.app import App

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0

# Presses one key every 100 ms through XTEST and prints when it did, on the clock that all processes share.
TYPIST = """
import ctypes, sys, time
x, test = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
x.XOpenDisplay.restype = ctypes.c_void_p
x.XOpenDisplay.argtypes = [ctypes.c_char_p]
x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
x.XFlush.argtypes = [ctypes.c_void_p]
test.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int, ctypes.c_ulong]
display = x.XOpenDisplay(None)
code = x.XKeysymToKeycode(display, ord("a"))
until = time.monotonic() + float(sys.argv[1])
while time.monotonic() < until:
    print(time.monotonic(), flush=True)
    for down in (1, 0):
        test.XTestFakeKeyEvent(display, code, down, 0)
        x.XFlush(display)
    time.sleep(0.1)
"""

# Ten people say things in #lobby, together at a rate.
CROWD = """
import socket, sys, time
port, count, rate = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
texts = ["plain words, about as long as most", "with `code` and **bold**", "see https://example.org/a/page"]
texts.append("🍕 and 👍🏽 yes")
crowd = []
for n in range(10):
    peer = socket.create_connection(("127.0.0.1", port))
    peer.sendall(f"NICK crowd{n}\\r\\nUSER c 0 * :c\\r\\nJOIN #lobby\\r\\n".encode())
    crowd.append(peer)
time.sleep(1)
print("go", flush=True)
begun = time.monotonic()
sent = 0
while sent < count:
    due = min(count, int((time.monotonic() - begun) * rate))
    for number in range(sent, due):
        crowd[number // 3 % 10].sendall(f"PRIVMSG #lobby :{number} {texts[number % 4]}\\r\\n".encode())
    sent = due
    for peer in crowd:
        peer.setblocking(False)
        try:
            while peer.recv(1 << 20):
                pass
        except BlockingIOError:
            pass
        peer.setblocking(True)
    time.sleep(0.005)
print("done", flush=True)
sys.stdin.readline()
"""


def memory() -> float:
    """MiB that this process has resident."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def until(root: tk.Tk, true: Callable[[], object], what: str) -> None:
    """Keeps the window alive as its main loop does."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        root.update()
        time.sleep(0.0005)


class Bench:
    """A screen and a server, for the time of the bench."""

    def __init__(self, folder: str) -> None:
        reading, writing = os.pipe()
        self.screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            os.environ["DISPLAY"] = f":{answer.readline().strip()}"
        os.environ["HUBBUB_DESKTOP_PREFERENCES"] = str(Path(folder) / "desktop.json")
        command = [sys.executable, "-m", "hubbub", "serve", "--port", "0", "--data", str(Path(folder) / "data")]
        self.server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.server.stdout is not None
        self.port = int(self.server.stdout.readline().split()[-1].rpartition(":")[2])

    def close(self) -> None:
        for process in (self.server, self.screen):
            process.terminate()
            process.wait(20)

    def start_of_the_program(self) -> tuple[float, float]:
        """Seconds until the window is there, and until the first word typed into it is heard by somebody."""
        peer = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        command = [sys.executable, "client.py", f"127.0.0.1:{self.port}", "--nick", "early"]
        begun = time.monotonic()
        with subprocess.Popen(command, cwd=ROOT) as program:
            found = ""
            while not found:
                search = ["xdotool", "search", "--onlyvisible", "--name", "#lobby"]
                found = subprocess.run(search, capture_output=True, text=True, check=False).stdout.strip()
            seen = time.monotonic() - begun
            subprocess.run(["xdotool", "windowfocus", found.split()[-1], "type", "--delay", "1", "early"], check=True)
            subprocess.run(["xdotool", "key", "Return"], check=True)
            heard = b""
            while b"early: early" not in heard:
                heard += peer.recv(4096)
            talked = time.monotonic() - begun
            program.terminate()
        peer.close()
        return seen, talked

    def flood(self, count: int, rate: float) -> None:
        """Prints what typing was like meanwhile."""
        root = tk.Tk(className="hubbub")
        app = App(root, options.parse([f"127.0.0.1:{self.port}", "--nick", "typist"], "bench"), None)
        chat = app.controller
        assert chat is not None
        until(root, lambda: chat.current and chat.current.joined, "joining")
        chat.layout.composer.field.focus_force()
        drawn: list[float] = []
        inner = chat.layout.composer._edited

        def edited(text: str) -> None:
            inner(text)
            root.after_idle(lambda: drawn.append(time.monotonic()))  # after the redrawing that waits already

        chat.layout.composer._edited = edited
        pressed = self._type(root, 5.0)
        report("typing, nothing else going on", pressed, drawn)
        drawn.clear()
        arguments = [str(self.port), str(count), str(rate)]
        crowd = subprocess.Popen(
            [sys.executable, "-c", CROWD, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert crowd.stdout is not None
        assert crowd.stdin is not None
        os.set_blocking(crowd.stdout.fileno(), False)
        until(root, lambda: "go" in (crowd.stdout.readline() or ""), "the crowd")  # type: ignore[union-attr]
        begun, start = time.monotonic(), memory()
        pressed = self._type(root, count / rate)
        last = f"{count - 1} "
        until(
            root, lambda: any(m.text.startswith(last) for m in chat.layout.conversation.messages[-3:]), "the last one"
        )
        took = time.monotonic() - begun
        report(f"typing, {count} messages at {rate:.0f}/s", pressed, drawn)
        grown = f"{start:.0f} MiB before, {memory():.0f} MiB after"
        print(f"{'all shown after':<42}{took:8.2f} s\n{'memory':<42}{grown}")
        held = f"{len(chat.layout.conversation.messages)} in the Text, {len(chat.messages())} in the view"
        print(f"{'messages kept':<42}{held}")
        begun = time.monotonic()
        for _ in range(20):
            chat.following()
            root.update()
        print(f"{'switching the conversation':<42}{(time.monotonic() - begun) / 20 * 1000:8.1f} ms")
        crowd.stdin.close()
        crowd.wait(20)
        crowd.stdout.close()
        app.close()

    def _type(self, root: tk.Tk, seconds: float) -> list[float]:
        with subprocess.Popen(
            [sys.executable, "-c", TYPIST, str(seconds)], stdout=subprocess.PIPE, text=True
        ) as typist:
            until(root, lambda: typist.poll() is not None, "the typist")
            assert typist.stdout is not None
            pressed = [float(line) for line in typist.stdout]
        for _ in range(50):
            root.update()
            time.sleep(0.002)
        return pressed


def report(title: str, pressed: list[float], drawn: list[float]) -> None:
    """Each key belongs to the first drawing after it."""
    delays = []
    for key in pressed:
        after = [moment for moment in drawn if moment > key]
        if after:
            delays.append((after[0] - key) * 1000)
    delays.sort()
    tail = delays[int(len(delays) * 0.99) - 1]
    figures = f"median {statistics.median(delays):.1f}, p99 {tail:.1f}, worst {delays[-1]:.1f} ms of {len(delays)} keys"
    print(f"{title:<42}{figures}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=1_000.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        try:
            starts = [bench.start_of_the_program() for _ in range(3)]
            seen, talked = (min(pair) for pair in zip(*starts, strict=True))
            print(f"{'window there, first word heard':<42}{seen:8.2f} s, {talked:.2f} s")
            bench.flood(asked.messages, asked.rate)
        finally:
            # Xlib ends a process whose screen goes away: the figures must be out before.
            sys.stdout.flush()
            bench.close()


if __name__ == "__main__":
    main()
