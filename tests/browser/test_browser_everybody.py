"""Everybody in one conversation: two browsers, the desktop window, an IRC app and a bare socket."""

import contextlib
import gc
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_stage import Hub, Peer
from client_stage import Person
from desktop_stage import Desk, Screen, need
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(300)

ROUNDS = 4
VOICES = ("alice", "bob", "dora", "ines", "pia")


@pytest.fixture
def dora(lobby: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The real window, on a screen of its own."""
    need("Xvfb", "xdotool", "import")
    monkeypatch.setenv("HUBBUB_DESKTOP_PREFERENCES", str(tmp_path / "desktop.json"))
    desk = Desk(Screen("1280x800", 96), [f"127.0.0.1:{lobby.port}", "--nick", "dora"])
    try:
        desk.come_in()
        yield desk
    finally:
        desk.close()
        del desk
        gc.collect()
        gc.unfreeze()
        gc.enable()


def told(texts: list[str]) -> list[str]:
    """What was said by the five, in the order in which it stands."""
    return [found[0] for text in texts if (found := re.search(r"\b(?:" + "|".join(VOICES) + r") says \d\b", text))]


def test_each_hears_each_in_one_order(
    lobby: Hub, person: Callable[..., Person], peer: Callable[[int], Peer], dora: Desk
) -> None:
    plain, irc = peer(lobby.port), peer(lobby.port)
    irc.says("CAP REQ :echo-message server-time message-tags", "CAP END", "NICK ines", "USER i 0 * :i", "JOIN #lobby")
    irc.hears(" 366 ")
    plain.says("/nick pia")
    plain.hears("you are pia in #lobby")
    alice, bob = person().joins("alice"), person("phone").joins("bob")
    people = alice.page.get_by_role("complementary", name="People")
    for name in VOICES:
        expect(people.get_by_role("button", name=re.compile(f"^{name}, here"))).to_be_visible()

    # Greetings with more than ASCII, each typed as its own kind types.
    alice.says("grüße from alice 👍🏽")
    dora.type("你好 from dora 🙂")
    dora.press("Return")
    irc.says("PRIVMSG #lobby :né from ines 🎉")
    plain.says("京都 from pia")
    bob.says("hi from bob 🇩🇪")
    greetings = ["grüße from alice 👍🏽", "你好 from dora 🙂", "né from ines 🎉", "京都 from pia", "hi from bob 🇩🇪"]
    for each in (alice, bob):
        for text in greetings:
            each.hears(text)
    for text in greetings:
        dora.until(lambda text=text: dora.shows(text), text)  # type: ignore[misc]
        irc.hears(f" PRIVMSG #lobby :{text}\r\n")
    for text in greetings[:3] + greetings[4:]:
        plain.hears(text)

    # All at once, without waiting for each other.
    for number in range(ROUNDS):
        plain.says(f"pia says {number}")
        irc.says(f"PRIVMSG #lobby :ines says {number}")
        dora.type(f"dora says {number}")
        dora.press("Return")
        alice.says(f"alice says {number}")
        bob.says(f"bob says {number}")
    for number in range(ROUNDS):
        for name in VOICES:
            text = f"{name} says {number}"
            alice.hears(text)
            bob.hears(text)
            irc.hears(text)
            dora.until(lambda text=text: dora.shows(text), text)  # type: ignore[misc]
            if name != "pia":
                plain.hears(text)
    order = told(irc.heard.split("\r\n"))
    assert sorted(order) == sorted(f"{name} says {number}" for name in VOICES for number in range(ROUNDS))
    for each in (alice, bob):
        assert told(each.rows.locator(".text").all_inner_texts()) == order
    assert told([message.text for message in dora.messages]) == order
    # A bare socket is not told what it said itself.
    assert told(plain.heard.split("\n")) == [text for text in order if not text.startswith("pia")]

    # What one does to a message is seen by those who can show it, and read by the others.
    bob.row("alice says 0").get_by_role("button", name="alice")
    alice.on("dora says 0", "Reply")
    alice.says("an answer to dora")
    expect(bob.hears("an answer to dora").locator(".quote")).to_contain_text("dora says 0")
    irc.hears("+draft/reply=")
    plain.hears("an answer to dora")
    dora.until(lambda: dora.shows("an answer to dora"), "the answer")
    with contextlib.closing(Peer(lobby.port)) as late:
        late.says("/nick leo", "/history 40")
        late.hears("an answer to dora")
        assert told(late.heard.split("\n")) == order
