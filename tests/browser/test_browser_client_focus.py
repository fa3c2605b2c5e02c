"""Every panel and dialog by the keyboard: axe-core finds nothing, and the focus is where it was afterwards."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Layout, Person, check
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]
Apps = Callable[[int], Peer]
OF_CHANNEL = ("Topic…", "Modes…", "Bans…", "Invite people…", "Search here…", "Leave…")
OF_PERSON = ("About", "Remove from channel…", "Ban…")
OF_ONESELF = ("Change name…", "Set away…", "Make this name an account…", "Settings…", "Keyboard shortcuts")


@pytest.fixture(scope="module")
def lobby(house: Hub) -> Hub:
    return house


class Hands:
    """A person without a mouse."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.page = person.page
        self.dialog = person.page.locator("dialog")

    def choose(self, opener: Locator, label: str) -> None:
        """Open a menu and take this of it, by arrows and Enter."""
        opener.focus()
        self.page.keyboard.press("Enter")
        menu = self.page.get_by_role("menu")
        expect(menu.locator(":focus")).to_have_count(1)
        for _ in range(20):
            if label in menu.locator(":focus").inner_text():
                break
            self.page.keyboard.press("ArrowDown")
        expect(menu.locator(":focus")).to_contain_text(label)
        self.page.keyboard.press("Enter")

    def opens_menu(self, opener: Locator, where: str) -> None:
        """It is in order, and Escape closes it."""
        opener.focus()
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("menu").locator(":focus")).to_have_count(1)
        check(self.person, where)
        self.page.keyboard.press("Escape")
        expect(opener).to_be_focused()

    def inspects(self, where: str, back: Locator) -> None:
        """The dialog is in order; Tab stays in it; Escape closes it, and the focus is back."""
        expect(self.dialog).to_be_visible()
        expect(self.dialog.locator(":focus")).to_have_count(1)
        check(self.person, where)
        for _ in range(4):
            self.page.keyboard.press("Tab")
            inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
            assert self.page.evaluate(inside), where
        self.page.keyboard.press("Escape")
        expect(self.dialog).to_have_count(0)
        expect(back, where).to_be_focused()


@pytest.fixture(params=["light", "dark", "phone"])
def hands(request: pytest.FixtureRequest, lobby: Hub, person: People, peer: Apps) -> Hands:
    """An operator in a channel with somebody else who has said something."""
    layout: Layout = request.param
    channel = f"#focus-{layout}-{request.node.name.split('[')[0][-6:]}"
    someone = person(layout).joins(f"{layout[0]}{request.node.name.split('[')[0][-6:]}", channel)
    irc = peer(lobby.port)
    irc.says(f"NICK bo{layout[0]}{request.node.name.split('[')[0][-5:]}", "USER b 0 * :Bo", f"JOIN {channel}")
    irc.hears(" 366 ")
    irc.says(f"PRIVMSG {channel} :said by bo", f"MODE {channel}")
    someone.hears("said by bo")
    someone.says("said by me")
    someone.hears("said by me")
    return Hands(someone)


def test_what_belongs_to_a_channel(hands: Hands) -> None:
    page, composer = hands.page, hands.person.composer
    composer.focus()
    for keys in ("Control+k", "Control+f", "F1"):
        page.keyboard.press(keys)
        hands.inspects(keys, composer)
    more = page.get_by_role("button", name="More about this conversation")
    hands.opens_menu(more, "menu of the channel")
    for label in OF_CHANNEL:
        hands.choose(more, label)
        hands.inspects(label, more)
    row = hands.person.row("said by me")
    row.focus()
    page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    expect(menu.locator(":focus")).to_have_count(1)
    page.keyboard.press("d")
    expect(menu.locator(":focus")).to_contain_text("Delete…")
    page.keyboard.press("Enter")
    hands.inspects("Delete…", row)
    page.keyboard.press("+")
    expect(page.get_by_role("dialog", name="Emoji").locator(":focus")).to_have_count(1)
    check(hands.person, "faces")
    page.keyboard.press("Escape")
    expect(row).to_be_focused()


def test_what_belongs_to_people(hands: Hands) -> None:
    page = hands.page
    narrow = page.viewport_size is not None and page.viewport_size["width"] < 500
    if narrow:
        page.get_by_role("button", name=re.compile("^People,")).press("Enter")
    bo = page.get_by_role("complementary", name="People").get_by_role("button", name=re.compile("^bo"))
    hands.opens_menu(bo, "menu of somebody")
    for label in OF_PERSON:
        hands.choose(bo, label)
        hands.inspects(label, bo)
    if narrow:
        page.keyboard.press("Escape")
        page.get_by_role("button", name=re.compile("^Conversations")).press("Enter")
    me = page.get_by_role("button", name=re.compile("^You: "))
    hands.opens_menu(me, "menu of oneself")
    for label in OF_ONESELF:
        hands.choose(me, label)
        hands.inspects(label, me)
    for name in ("Browse channels", "Write to somebody", "Settings"):
        opener = page.get_by_role("button", name=name, exact=True)
        opener.press("Enter")
        hands.inspects(name, opener)


def test_what_is_done_in_a_dialog_leads_back_to_writing(hands: Hands) -> None:
    page, person = hands.page, hands.person
    more = page.get_by_role("button", name="More about this conversation")
    hands.choose(more, "Topic…")
    page.keyboard.type("by keys alone")
    page.keyboard.press("Enter")
    expect(page.locator(".head .topic")).to_contain_text("by keys alone")
    expect(hands.dialog).to_have_count(0)
    expect(more).to_be_focused()
    # What vanishes with what was done leaves the focus where one writes.
    row = person.row("said by me")
    row.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(hands.dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(hands.dialog).to_have_count(0)
    expect(person.row("said by me")).to_have_count(0)
    expect(page.locator(":focus")).to_have_count(1)
    page.keyboard.press("Control+k")
    page.keyboard.type("#made-by-keys")
    page.keyboard.press("Enter")
    expect(person.composer).to_have_attribute("aria-label", "Message #made-by-keys")
    expect(person.composer).to_be_focused()
    expect(person.log.get_by_role("button", name="Invite people")).to_be_visible()
    hands.choose(page.get_by_role("button", name="More about this conversation"), "Leave…")
    expect(hands.dialog).to_be_visible()
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Leave", exact=True).press("Enter")
    expect(person.composer).not_to_have_attribute("aria-label", "Message #made-by-keys")
    expect(person.composer).to_be_focused()
