"""The pictures of the page in docs/images: `python tests/browser/web_pictures.py` makes them anew.

The talk is real, on a server of its own; only the clock is not, so that each time the same pictures come.
"""

import contextlib
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from browser_stage import ROOT, Hub, Peer
from client_stage import Person, launched
from playwright.sync_api import Page, WebSocketRoute, expect

CONFIGURATION = """
[server]
network = "Example"

[[operator]]
name = "ada"
password = "secret"
"""
IMAGES = ROOT / "docs" / "images"
TODAY = datetime(2026, 11, 21, 12, 25, tzinfo=UTC)
TIMES = {
    "Nice. `pytest": "2026-11-20T04:30",
    "That fixture": "2026-11-20T04:33",
    "Could someone": "2026-11-21T08:12",
    "It is at": "2026-11-21T08:12",
    "Looking now": "2026-11-21T08:14",
    "I'll try it": "2026-11-21T08:17",
    "Lunch at": "2026-11-21T11:20",
    "Works for me": "2026-11-21T11:21",
    "The deploy": "2026-11-21T11:21",
}
PEOPLE = ("ada", "barbara", "guido", "linus", "margaret", "ken", "grace")


def retimed(page: Page) -> None:
    """What is said has the times above; the page's own clock stands."""

    def heard(route: WebSocketRoute, frame: str | bytes) -> None:
        if isinstance(frame, str):
            said = next((time for text, time in TIMES.items() if text in frame), "2026-11-21T11:22")
            frame = re.sub(r"\btime=[^;\s]+", f"time={said}:00.000Z", frame)
        route.send(frame)

    def connected(route: WebSocketRoute) -> None:
        route.connect_to_server().on_message(lambda frame: heard(route, frame))

    page.route_web_socket(re.compile("."), connected)
    page.clock.set_fixed_time(TODAY)


class Friend:
    """One of those who talk, with an IRC app."""

    def __init__(self, port: int, nick: str) -> None:
        self.peer = Peer(port)
        self.peer.says("CAP REQ :message-tags echo-message", "CAP END", f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        self.peer.says("JOIN #lobby", "PING here")
        self.peer.hears(" :here\r\n")

    def says(self, text: str, target: str = "#lobby", tags: str = "") -> str:
        """Say it; its msgid."""
        self.peer.says(f"{tags} PRIVMSG {target} :{text}".strip(), "PING said")
        self.peer.hears(" :said\r\n")
        self.peer.heard = self.peer.heard.replace(" :said\r\n", "")
        found = re.findall(r"msgid=([^; ]+)[^\r\n]* PRIVMSG [^\r\n]*", self.peer.heard)
        return str(found[-1])

    def reacts(self, to: str, face: str) -> None:
        self.peer.says(f"@+draft/reply={to};+draft/react={face} TAGMSG #lobby")


def talk(hub: Hub, tester: Person, friends: dict[str, Friend]) -> None:
    nice = friends["linus"].says("Nice. `pytest -q` takes **41 s** now, down from 96 s. 🚀")
    for nick, face in (("ada", "🚀"), ("ken", "🚀"), ("guido", "👍"), ("grace", "👍")):
        friends[nick].reacts(nice, face)
    friends["ada"].says("That fixture cache was worth it 👏")
    asked = friends["margaret"].says(
        "Could someone review my patch? It touches the storage layer and adds an index on (room_id, seq), "
        "which makes history paging about ten times faster on the big test set."
    )
    friends["margaret"].says("It is at https://example.org/patches/412")
    friends["guido"].says("Looking now — two comments, otherwise LGTM 👍🏽", tags=f"@+draft/reply={asked}")
    tester.hears("otherwise LGTM")
    tester.says("I'll try it on the staging data after lunch.")
    tester.hears("staging data")
    row = tester.row("takes 41 s now")
    row.get_by_role("button", name=re.compile("^🚀")).click()


def elsewhere(tester: Person, friends: dict[str, Friend]) -> None:
    """Other conversations, read and unread."""
    for channel in ("#random", "#design", "#dev"):
        tester.says(f"/join {channel}")
        tester.is_here()
        friends["ada"].peer.says(f"JOIN {channel}")
    for nick in ("grace", "linus"):
        friends[nick].says("hello", "tester")
        expect(tester.place(nick)).to_have_accessible_name(re.compile("1 for you"))
        tester.place(nick).click()
        expect(tester.place(nick)).not_to_have_accessible_name(re.compile("for you"))
    tester.goes_to("#random")
    for number in range(12):
        friends["ada"].says(f"commit {number}", "#dev")
    for _ in range(3):
        friends["ada"].says("tester: what about this colour?", "#design")
    friends["ada"].says("psst", "tester")
    friends["barbara"].says("Lunch at 12:30? 🍕 @tester are you in? They have the *good* olives again.")
    friends["ken"].says("Works for me 🎉 🇩🇪")
    friends["ken"].says('The deploy script only needs `queue.put(("deploy", revision))` 🙂')
    expect(tester.place("#dev")).to_have_accessible_name(re.compile("12 unread"))
    expect(tester.place("#lobby")).to_have_accessible_name(re.compile("for you"))


def pictures(hub: Hub, folder: Path) -> None:
    with launched() as browser, contextlib.ExitStack() as stack:
        friends = {nick: Friend(hub.port, nick) for nick in PEOPLE}
        for friend in friends.values():
            stack.callback(friend.peer.close)
        friends["grace"].peer.says("AWAY :lunch")
        friends["ken"].peer.says("AWAY :in a meeting")
        friends["ada"].peer.says("OPER ada secret", "SAMODE #lobby +o ada", "MODE #lobby +o ada")
        friends["ada"].peer.says(
            "TOPIC #lobby :General chatter — docs at https://example.org/wiki", "MODE #lobby +v ken"
        )
        tester = Person(browser, f"http://127.0.0.1:{hub.port}/")
        retimed(tester.page)
        tester.joins("tester")
        talk(hub, tester, friends)
        elsewhere(tester, friends)
        tester.goes_to("#lobby")
        expect(tester.log).to_contain_text("New messages")
        friends["grace"].peer.says("@+typing=active TAGMSG #lobby")
        expect(tester.page.locator(".typing")).to_contain_text("grace")
        tester.page.locator(".toast .tool").evaluate_all("(all) => all.forEach((each) => each.click())")
        expect(tester.page.locator(".toast")).to_have_count(0)
        tester.page.mouse.move(0, 0)
        for name, width, height in (("light", 1180, 760), ("dark", 1180, 760), ("phone", 390, 780)):
            tester.page.emulate_media(color_scheme="light" if name == "light" else "dark")
            tester.page.set_viewport_size({"width": width, "height": height})
            friends["grace"].peer.says("@+typing=active TAGMSG #lobby")
            tester.page.wait_for_timeout(400)
            tester.page.screenshot(path=folder / f"web-{name}.png")
        tester.closes()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        server = Hub(Path(scratch), CONFIGURATION)
        try:
            pictures(server, IMAGES)
        finally:
            server.stop()
