"""The page for everybody: no rule of WCAG that axe-core can check is broken, and everything is done by the keyboard."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Layout, Person, check
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]
LAYOUTS: tuple[Layout, ...] = ("light", "dark", "phone")


@pytest.fixture
def talk(lobby: Hub, peer: Callable[[int], Peer]) -> Peer:
    """A lobby in which all kinds of things have been said."""
    irc = peer(lobby.port)
    irc.says("CAP REQ :message-tags echo-message", "CAP END", "NICK ines", "USER i 0 * :i", "JOIN #lobby")
    irc.says("TOPIC #lobby :all of it, see https://example.org/wiki", "PRIVMSG #lobby :hello **all** `code` *it*")
    irc.hears("hello **all**")
    answered = re.findall(r"msgid=([^; ]+)\S* :ines\S+ PRIVMSG #lobby :hello", irc.heard)[-1]
    irc.says(f"@+draft/reply={answered} PRIVMSG #lobby :an answer to @alice, see #dev")
    irc.says(f"@+draft/react=🎉;+draft/reply={answered} TAGMSG #lobby", "PRIVMSG #lobby :\x01ACTION waves\x01")
    irc.says("NOTICE #lobby :a notice", "PRIVMSG #lobby :odd \u202eevil\u202c https://example.org", "PING said")
    irc.hears(" :said\r\n")
    return irc


@pytest.mark.parametrize("layout", LAYOUTS)
def test_axe_finds_nothing_on_the_first_page(lobby: Hub, person: People, layout: Layout) -> None:
    alice = person(layout).opens()
    check(alice, "first page")
    alice.page.get_by_role("button", name="Join", exact=True).click()
    alice.page.get_by_role("button", name="Register an account").click()
    check(alice, "register")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_axe_finds_nothing_in_the_conversation(talk: Peer, person: People, layout: Layout) -> None:
    alice = person(layout).joins("alice")
    alice.hears("an answer to @alice")
    talk.says("PRIVMSG alice :psst")
    expect(alice.page.get_by_role("region", name="Notices")).to_contain_text("psst")
    row = alice.row("an answer to")
    row.click(position={"x": 200, "y": 30})
    check(alice, "conversation")
    row.get_by_role("button", name="More", exact=True).click()
    check(alice, "menu of a message")
    alice.page.keyboard.press("Escape")
    row.get_by_role("button", name="React", exact=True).click()
    check(alice, "emoji")
    alice.page.keyboard.press("Escape")
    alice.composer.press_sequentially("@i")
    check(alice, "completion")
    if layout == "phone":
        # It lies over the drawer as long as it is shown.
        expect(alice.page.get_by_role("region", name="Notices")).not_to_contain_text("psst")
        alice.page.get_by_role("button", name=re.compile("^Conversations")).click()
        expect(alice.place("#lobby")).to_be_visible()
        check(alice, "drawer")
        alice.page.keyboard.press("Escape")
        alice.page.get_by_role("button", name=re.compile("^People,")).click()
        expect(alice.page.get_by_role("button", name="ines, here")).to_be_visible()
        check(alice, "people")


def test_everything_is_done_by_the_keyboard_and_the_focus_is_never_lost(talk: Peer, person: People) -> None:
    alice = person().opens()
    press = alice.page.keyboard.press
    focused = alice.page.locator(":focus")

    def has_focus() -> None:
        assert alice.page.evaluate("document.activeElement !== document.body"), "the focus is lost"

    alice.page.keyboard.type("alice")
    press("Enter")
    alice.is_here()
    expect(alice.composer).to_be_focused()
    alice.page.keyboard.type("typed without a mouse")
    press("Enter")
    alice.hears("typed without a mouse")
    expect(alice.composer).to_be_focused()
    # To a message, through its menu, and back.
    press("Shift+Tab")
    expect(focused).to_have_attribute("role", "article")
    press("Home")
    for _ in range(30):
        if "an answer" in focused.inner_text():
            break
        press("ArrowDown")
    press("Enter")
    expect(focused).to_have_attribute("role", "menuitem")
    press("ArrowDown")
    press("Escape")
    expect(focused).to_have_attribute("role", "article")
    press("+")
    expect(focused).to_have_accessible_name("Find an emoji")
    alice.page.keyboard.type("rocket")
    press("Enter")
    expect(alice.row("an answer to").get_by_role("button", name=re.compile("🚀, 1"))).to_be_visible()
    has_focus()
    press("r")
    expect(alice.composer).to_be_focused()
    alice.page.keyboard.type("answered by keys")
    press("Enter")
    expect(alice.hears("answered by keys").locator(".quote")).to_contain_text("an answer to")
    # A new channel by the switcher, and back by Alt and an arrow.
    press("Control+k")
    alice.page.keyboard.type("#keys")
    press("Enter")
    expect(alice.composer).to_have_attribute("aria-label", "Message #keys")
    expect(alice.composer).to_be_focused()
    press("Alt+ArrowDown")
    expect(alice.composer).to_have_attribute("aria-label", re.compile("Message (?!#keys)"))
    press("Alt+ArrowUp")
    expect(alice.composer).to_have_attribute("aria-label", "Message #keys")
    # Dialogs keep the focus inside, and give it back.
    press("F1")
    for _ in range(5):
        press("Tab")
        assert alice.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    press("Escape")
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    expect(alice.composer).to_be_focused()
    # Everything in the frame around is reached with Tab.
    names = set()
    for _ in range(40):
        press("Tab")
        names.add(alice.page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent"))
    assert {"Settings", "Search", "Browse channels", "More about this conversation", "Send", "Emoji"} - names <= {
        "Send"
    }
    # What is typed when nothing has the focus is not lost either.
    alice.page.evaluate("document.activeElement.blur()")
    alice.page.keyboard.type("x")
    expect(alice.composer).to_be_focused()
    expect(alice.composer).to_have_value("x")


def test_new_messages_are_read_politely(talk: Peer, person: People) -> None:
    alice = person().joins("alice")
    alice.hears("an answer to @alice")
    live = alice.page.locator("[aria-live=polite]")
    expect(live).not_to_contain_text("hello")
    talk.says("PRIVMSG #lobby :read this")
    expect(live).to_contain_text("ines: read this")


def test_the_phone_shows_one_thing_at_a_time(talk: Peer, person: People) -> None:
    alice = person("phone").joins("alice")
    expect(alice.place("#lobby")).not_to_be_visible()
    alice.page.get_by_role("button", name=re.compile("^Conversations")).click()
    expect(alice.place("#lobby")).to_be_visible()
    alice.place("#lobby").click()
    expect(alice.place("#lobby")).not_to_be_visible()
    alice.says("from a phone")
    alice.hears("from a phone")
    width = alice.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_motion_is_reduced_and_the_theme_is_chosen(lobby: Hub, person: People) -> None:
    alice = person().joins("alice")
    root = alice.page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    alice.page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    expect(root).to_have_attribute("data-theme", "dark")
    alice.composer.press("Control+k")
    name = alice.page.get_by_role("dialog").evaluate("(each) => getComputedStyle(each).animationName")
    assert name == "none"
    alice.page.keyboard.press("Escape")
    alice.page.get_by_role("button", name="Settings", exact=True).click()
    alice.page.get_by_role("radio", name="Light").check(force=True)
    alice.page.get_by_role("checkbox", name=re.compile("^Compact")).check()
    expect(root).to_have_attribute("data-theme", "light")
    alice.page.reload()
    alice.is_here()
    expect(root).to_have_attribute("data-theme", "light")
    expect(alice.page.locator(".compact")).to_be_visible()
