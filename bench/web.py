"""How light the web client is: what comes over the wire, how soon it is painted, and whether a flood freezes it.

`python bench/web.py` measures in a headless Chromium (`pip install playwright`; the browser is Debian's `chromium`, or
what ``--browser`` names) against a hubbub of its own on loopback.  WEB.md says what is measured, and how.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import statistics
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from servers import running

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 60_000
BODY = "all work and no play makes a dull chat, and a long one: line after line of it, number "

WATCH = """() => {
  window.seen = { frames: [], tasks: [], last: performance.now() }
  const frame = (now) => {
    window.seen.frames.push(now - window.seen.last)
    window.seen.last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.seen.tasks.push(entry.duration)
  }).observe({ type: "longtask" })
}"""


@dataclass(frozen=True)
class Opening:
    """The page, opened by somebody who was never here; milliseconds since the address was asked for."""

    first_paint_ms: float
    usable_ms: float
    script_bytes: int
    all_bytes: int


@dataclass(frozen=True)
class Flood:
    """Messages that arrive while one looks at them."""

    rate: int
    seconds: float
    messages: int
    longest_frame_ms: float
    p99_frame_ms: float
    frames_per_second: float
    long_tasks: int
    longest_task_ms: float
    behind_ms: float
    rows: int
    heap_mib: float


def opened(browser: Browser, address: str) -> tuple[Page, Opening]:
    page = browser.new_context(viewport={"width": 1180, "height": 760}).new_page()
    begin = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.get_by_role("textbox", name="Your name").wait_for()
    usable = (time.perf_counter() - begin) * 1000
    page.wait_for_load_state()
    painted = page.wait_for_function(
        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    ).json_value()
    parts: list[dict[str, Any]] = page.evaluate(
        "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
        ".map(({name, transferSize, encodedBodySize}) => ({name, size: transferSize || encodedBodySize}))"
    )
    script = sum(part["size"] for part in parts if part["name"].endswith(".js"))
    return page, Opening(float(painted), usable, script, sum(part["size"] for part in parts))


def join(page: Page, name: str) -> None:
    page.get_by_role("textbox", name="Your name").fill(name)
    page.get_by_role("button", name="Join").click()
    page.get_by_role("textbox", name="Message").first.wait_for()


class Speaker:
    """An IRC client that says so many messages a second, evenly."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address)
        self._say("NICK flood", "USER flood 0 * :flood", "JOIN #lobby", "PING ready")
        heard = b""
        while b"PONG" not in heard:
            heard += self._socket.recv(65536)

    def flood(self, rate: int, seconds: float) -> int:
        total, said, begin = int(rate * seconds), 0, time.perf_counter()
        while said < total:
            due = min(total, int((time.perf_counter() - begin) * rate) + 1)
            self._say(*(f"PRIVMSG #lobby :{BODY}{number}" for number in range(said, due)))
            said = due
            time.sleep(0.005)
        return total

    def close(self) -> None:
        self._say("QUIT")
        self._socket.close()

    def _say(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())


def flooded(page: Page, address: tuple[str, int], rate: int, seconds: float) -> Flood:
    speaker = Speaker(address)
    page.evaluate(WATCH)
    total = 0

    def run() -> None:
        nonlocal total
        total = speaker.flood(rate, seconds)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    ended = time.perf_counter()
    page.get_by_role("log").get_by_text(f"{BODY}{total - 1}", exact=True).wait_for(timeout=PATIENCE)
    behind = (time.perf_counter() - ended) * 1000
    speaker.close()
    seen = page.evaluate("window.seen")
    frames = sorted(seen["frames"])
    return Flood(
        rate=rate,
        seconds=seconds,
        messages=total,
        longest_frame_ms=frames[-1],
        p99_frame_ms=frames[int(len(frames) * 0.99)],
        frames_per_second=len(frames) / (sum(frames) / 1000),
        long_tasks=len(seen["tasks"]),
        longest_task_ms=max(seen["tasks"], default=0.0),
        behind_ms=behind,
        rows=page.evaluate("document.querySelectorAll('[role=log] [data-key]').length"),
        heap_mib=page.evaluate("performance.memory.usedJSHeapSize") / 2**20,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--browser", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    parser.add_argument("--openings", type=int, default=7, help="how often the page is opened")
    parser.add_argument("--rate", type=int, default=1000, help="messages a second")
    parser.add_argument("--seconds", type=float, default=5.0, help="of the flood")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if not options.browser:
        parser.error("no chromium on this machine: install it, or name a browser with --browser")
    with running("hubbub", 1, None) as fleet, sync_playwright() as playwright:
        host, port = fleet.servers[0].address
        browser = playwright.chromium.launch(executable_path=options.browser, args=ARGUMENTS)
        openings: list[Opening] = []
        for number in range(options.openings + 1):
            page, opening = opened(browser, f"http://{host}:{port}/")
            if number:  # the first one starts the browser's processes too
                openings.append(opening)
            if number < options.openings:
                page.context.close()
        join(page, "reader")
        flood = flooded(page, (host, port), options.rate, options.seconds)
        version = browser.version
        browser.close()
    middle = Opening(
        statistics.median(opening.first_paint_ms for opening in openings),
        statistics.median(opening.usable_ms for opening in openings),
        max(opening.script_bytes for opening in openings),
        max(opening.all_bytes for opening in openings),
    )
    result = {"browser": f"Chromium {version}", "opening": asdict(middle), "flood": asdict(flood)}
    for what, figures in (
        ("first paint", f"{middle.first_paint_ms:.0f} ms; usable after {middle.usable_ms:.0f} ms (medians)"),
        ("over the wire", f"{middle.script_bytes} bytes of script, {middle.all_bytes} in all"),
        ("flood", f"{flood.rate} messages/s for {flood.seconds:g} s"),
        (
            "frames",
            f"{flood.frames_per_second:.0f}/s, longest {flood.longest_frame_ms:.0f} ms (p99 {flood.p99_frame_ms:.0f})",
        ),
        ("tasks", f"{flood.long_tasks} above 50 ms, {flood.longest_task_ms:.0f} ms at most"),
        ("behind", f"{flood.behind_ms:.0f} ms from the last message's sending to its sight"),
        ("page", f"{flood.rows} rows, {flood.heap_mib:.0f} MiB of heap"),
    ):
        sys.stdout.write(f"{what:14}{figures}\n")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
