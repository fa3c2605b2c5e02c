"""People with our page in a real browser, and the checks that hold for each of them: no error, no script of others."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Iterator
from typing import Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from browser_stage import PATIENCE, chromium
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    WebSocketRoute,
    expect,
    sync_playwright,
)

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
MILLISECONDS = PATIENCE * 1000
Layout = Literal["light", "dark", "phone"]
_EXPECTED = re.compile(r"WebSocket connection to|Failed to load resource: net::ERR_(?:CONNECTION|INTERNET)")
"""What Chromium itself writes when a server is away."""

expect.set_options(timeout=MILLISECONDS)


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium for many contexts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class Person:
    """Somebody with the page open, in a browser profile of their own."""

    def __init__(self, browser: Browser, address: str, layout: Layout = "light") -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 390, "height": 780} if layout == "phone" else {"width": 1180, "height": 760},
            color_scheme="light" if layout == "light" else "dark",
            has_touch=layout == "phone",
            locale="en-GB",
            timezone_id="Europe/Berlin",
        )
        self.context.set_default_timeout(MILLISECONDS)
        self.faults: list[str] = []
        self.page = self.tab()

    def tab(self) -> Page:
        """Another tab; not yet anywhere."""
        page = self.context.new_page()
        page.on("pageerror", self._failed)
        page.on("console", self._said)
        page.on("dialog", lambda dialog: self.faults.append(f"a dialog: {dialog.message}"))
        return page

    def _failed(self, error: Error) -> None:
        self.faults.append(f"{error}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _EXPECTED.search(message.text):
            self.faults.append(f"{message.type}: {message.text}")

    def opens(self, where: str = "") -> Person:
        self.page.goto(f"{self.address}{where}")
        return self

    def joins(self, name: str, where: str = "") -> Person:
        """Open the page, type the name, and be there."""
        self.opens(where)
        self.page.get_by_role("textbox", name="Your name", exact=True).fill(name)
        self.page.get_by_role("button", name="Join", exact=True).click()
        self.is_here()
        return self

    def is_here(self) -> None:
        """The conversation is open, and the connection stands."""
        expect(self.composer).to_be_visible()
        expect(self.page.locator(".self small")).to_have_text(re.compile("guest|logged in"))

    def until(self, true: str) -> None:
        """Wait for this to be so in the page, whose policy lets Playwright's own way of waiting evaluate nothing."""
        deadline = time.monotonic() + PATIENCE
        while not self.page.evaluate(true):
            assert time.monotonic() < deadline, f"in vain waited for {true}"
            self.page.wait_for_timeout(20)

    def tries_now(self) -> None:
        """Connect at once where it waits to, as when a network is there again; and be there."""
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.is_here()

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^Message"))

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def rows(self) -> Locator:
        """What people said: not what happened."""
        return self.log.locator(".row:not(.event)")

    def row(self, text: str) -> Locator:
        return self.rows.filter(has_text=text)

    def says(self, text: str) -> None:
        """Type it, and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.composer).to_have_value("")

    def hears(self, text: str) -> Locator:
        """Wait until a row with this text is there, once and confirmed."""
        row = self.row(text)
        expect(row).to_have_count(1)
        expect(row).to_have_class(re.compile(r"\bconfirmed\b"))
        return row

    def place(self, name: str) -> Locator:
        """A conversation in the list."""
        return self.page.get_by_role("navigation", name="Conversations").get_by_role(
            "button", name=re.compile(rf"^{re.escape(name)}(?:,|$)")
        )

    def goes_to(self, name: str) -> None:
        self.place(name).click()
        expect(self.composer).to_have_attribute("aria-label", f"Message {name}")

    def does(self, label: str) -> None:
        """Choose from the open menu."""
        self.page.get_by_role("menu").get_by_role(re.compile("menuitem").pattern, name=label).click()  # type: ignore[arg-type]

    def on(self, text: str, label: str) -> None:
        """Choose from the menu of a message."""
        row = self.row(text)
        row.click(position={"x": 300, "y": 8})
        row.get_by_role("button", name="More", exact=True).click()
        self.does(label)

    def closes(self) -> None:
        """Go, and see that nothing went wrong all the while."""
        self.context.close()
        assert not self.faults, "\n".join(self.faults)


def check(person: Person, where: str) -> None:
    """What axe-core finds is nothing."""
    person.page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))")
    found = Axe().run(person.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    violations = [
        {"rule": each["id"], "nodes": [(node["html"][:200], node["failureSummary"]) for node in each["nodes"]]}
        for each in found.response["violations"]
    ]
    assert not violations, f"{where}: {json.dumps(violations, indent=1)}"


class Wire:
    """What a page and its server say to each other, with words of our own in between."""

    def __init__(self, page: Page) -> None:
        self._page: WebSocketRoute | None = None
        self._before: tuple[re.Pattern[str], list[str]] | None = None
        page.route_web_socket(re.compile("."), self._connected)

    def _connected(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda frame: self._heard(route, frame))
        self._page = route

    def _heard(self, route: WebSocketRoute, frame: str | bytes) -> None:
        if self._before is not None and isinstance(frame, str) and self._before[0].search(frame):
            for begin in range(0, len(self._before[1]), 500):
                route.send("\r\n".join(self._before[1][begin : begin + 500]))
            self._before = None
        route.send(frame)

    def tells(self, *frames: str | bytes) -> None:
        """The page hears this from its server."""
        assert self._page is not None
        for frame in frames:
            self._page.send(frame)

    def slips_in(self, before: re.Pattern[str], frames: list[str]) -> None:
        """The page hears ``frames`` before the next one of its server's that fits."""
        self._before = (before, frames)
