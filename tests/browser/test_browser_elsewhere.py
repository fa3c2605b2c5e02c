"""The page with somebody else's server (InspIRCd, by WebSocket), served by a plain file server: all degrades to IRC."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_stage import Peer
from client_stage import Person
from elsewhere_stage import CLIENT, InspIRCd, files
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.timeout(300)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self' {socket}; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Elsewhere:
    def __init__(self, address: str, server: InspIRCd) -> None:
        self.address = address
        self.server = server


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    """The page and the server, each where it is."""
    folder = tmp_path_factory.mktemp("pages")
    work = tmp_path_factory.mktemp("inspircd")
    page = folder / "chat"
    shutil.copytree(CLIENT, page, ignore=shutil.ignore_patterns("*.br"))
    with files(folder) as (address, policy):
        server = InspIRCd(work, address)
        socket = f"ws://127.0.0.1:{server.web}"
        policy[0] = POLICY.format(socket=socket)
        written(page / "index.html", network="Elsewhere", lobby="#welcome", socket=f"{socket}/")
        server.start()
        try:
            yield Elsewhere(f"{address}/chat/", server)
        finally:
            server.stop()


def written(page: Path, **words: str) -> None:
    """What docs/operating/clients.md has one write into the page."""
    text = page.read_text()
    for name, word in words.items():
        text, found = re.subn(rf'(<meta name="hubbub-{name}" content=)(?:"[^"]*"|[^ >]*)', rf'\1"{word}"', text)
        assert found == 1, name
    page.write_text(text)


@pytest.fixture
def person(browser: Browser, elsewhere: Elsewhere) -> Iterator[Callable[[], Person]]:
    people: list[Person] = []

    def come() -> Person:
        people.append(Person(browser, elsewhere.address))
        return people[-1]

    yield come
    for each in people:
        each.closes()


@pytest.fixture
def irc(elsewhere: Elsewhere) -> Iterator[Callable[[str], Peer]]:
    """Somebody there with an IRC app."""
    with contextlib.ExitStack() as stack:

        def come(nick: str) -> Peer:
            peer = stack.enter_context(contextlib.closing(Peer(elsewhere.server.port)))
            peer.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
            peer.hears(" 376 ")
            peer.says("JOIN #welcome")
            peer.hears(" 366 ")
            return peer

        yield come


People = Callable[[], Person]
Apps = Callable[[str], Peer]


def test_talk(person: People, irc: Apps) -> None:
    ines = irc("ines")
    alice, bob = person().joins("alice"), person().joins("bob")
    expect(alice.composer).to_have_attribute("aria-label", "Message #welcome")
    alice.says("hello from alice")
    alice.hears("hello from alice")
    bob.hears("hello from alice")
    ines.hears(" PRIVMSG #welcome :hello from alice\r\n")
    ines.says("PRIVMSG #welcome :hello from ines: grüße 你好 👍🏽", "NOTICE #welcome :a notice")
    for each in (alice, bob):
        each.hears("hello from ines: grüße 你好 👍🏽")
        each.hears("a notice")
    bob.says("two lines\nfrom bob")
    for each in (alice, bob):
        each.hears("two lines")
        each.hears("from bob")
    ines.hears(" PRIVMSG #welcome :from bob\r\n")
    alice.says("/me waves")
    ines.hears("\x01ACTION waves\x01")
    bob.hears("waves")
    # A long one is split, and each part arrives.
    alice.says("word " * 300 + "end")
    ines.hears(" end\r\n")
    bob.hears("word end")
    alice.page.get_by_role("complementary", name="People").get_by_role("button", name="bob").click()
    alice.does("Message")
    alice.says("between us")
    alice.hears("between us")
    bob.goes_to("alice")
    bob.hears("between us")
    assert "between us" not in ines.heard


def test_members_topic_and_modes(person: People, irc: Apps) -> None:
    irene = irc("irene")
    carol = person().joins("carol", "#garden")
    members = carol.page.get_by_role("complementary", name="People")
    expect(members.get_by_role("button", name="carol, here, op")).to_be_visible()
    irene.says("JOIN #garden")
    expect(members.get_by_role("button", name="irene, here")).to_be_visible()
    carol.page.get_by_role("button", name="Set a topic").first.click()
    carol.page.get_by_role("textbox", name="Topic").fill("roses")
    carol.page.get_by_role("button", name="Save").click()
    expect(carol.page.locator(".head .topic")).to_contain_text("roses")
    irene.hears(" TOPIC #garden :roses\r\n")
    irene.says("AWAY :at lunch")
    expect(members.get_by_role("button", name="irene, away")).to_be_visible()
    members.get_by_role("button", name="irene, away").click()
    carol.does("About")
    dialog = carol.page.get_by_role("dialog", name="About irene")
    expect(dialog).to_contain_text("at lunch")
    carol.page.keyboard.press("Escape")
    members.get_by_role("button", name="irene, away").click()
    carol.does("Give voice")
    expect(members.get_by_role("button", name="irene, away, voice")).to_be_visible()
    more = carol.page.get_by_role("button", name="More about this conversation")
    more.click()
    carol.does("Modes…")
    carol.page.get_by_role("checkbox", name="Only those who are invited may join").check()
    carol.page.get_by_role("button", name="Save").click()
    irene.hears(" MODE #garden :+i\r\n")
    more.click()
    carol.does("Bans…")
    expect(carol.page.get_by_role("dialog")).to_be_visible()
    carol.page.keyboard.press("Escape")
    members.get_by_role("button", name=re.compile("^irene")).click()
    carol.does("Remove from channel…")
    carol.page.get_by_role("textbox", name="Reason").fill("bye")
    carol.page.get_by_role("button", name="Remove", exact=True).click()
    irene.hears(" KICK #garden irene :bye\r\n")
    expect(members.get_by_role("button", name=re.compile("^irene"))).to_have_count(0)
    carol.says("/nick caroline")
    expect(members.get_by_role("button", name="caroline, here, op")).to_be_visible()
    carol.page.get_by_role("button", name="Browse channels").click()
    expect(carol.page.get_by_role("dialog", name="Channels").get_by_role("option").first).to_be_visible()
    carol.page.keyboard.press("Escape")


def test_what_that_server_cannot_do_is_not_offered(person: People, irc: Apps) -> None:
    igor = irc("igor")
    dave = person().joins("dave")
    igor.says("PRIVMSG #welcome :look at this")
    row = dave.hears("look at this")
    row.click(position={"x": 300, "y": 8})
    row.get_by_role("button", name="More", exact=True).click()
    menu = dave.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Delete…")).to_have_count(0)
    dave.page.keyboard.press("Escape")
    dave.composer.press("Control+f")
    field = dave.page.get_by_role("combobox", name="Search messages")
    field.fill("look at")
    expect(dave.page.get_by_role("option")).to_contain_text("look at this")
    field.fill("nobody said this")
    expect(dave.page.get_by_role("dialog")).to_contain_text("this server cannot search further")
    dave.page.keyboard.press("Escape")
    dave.page.get_by_role("button", name=re.compile("^You: dave")).click()
    expect(menu.get_by_role("menuitem").first).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Make this name an account…")).to_have_count(0)
    dave.page.keyboard.press("Escape")
    expect(dave.log).to_contain_text("Everybody who joins sees what is said from then on.")
    dave.composer.fill("/invite nobodyhere")
    dave.composer.press("Enter")
    expect(dave.page.get_by_role("region", name="Notices")).to_contain_text("Nobody here is called nobodyhere")
    # A name that is taken: another one is found, and told.
    second = person().joins("dave")
    expect(second.page.get_by_role("button", name=re.compile("^You: dave.+, guest"))).to_be_visible()


def test_a_server_that_was_away_is_found_again(person: People, irc: Apps, elsewhere: Elsewhere) -> None:
    eve, fay = person().joins("eve"), person().joins("fay")
    eve.says("before")
    fay.hears("before")
    elsewhere.server.stop()
    for each in (eve, fay):
        expect(each.page.get_by_role("button", name="Retry now")).to_be_visible()
    eve.says("into the dark")
    expect(eve.row("into the dark")).to_have_class(re.compile(r"\bpending\b"))
    elsewhere.server.start()
    # Fay first: this server tells nobody what was said before they came.
    fay.tries_now()
    eve.tries_now()
    fay.hears("into the dark")
    eve.hears("into the dark")
    fay.says("after")
    eve.hears("after")
    eve.page.reload()
    eve.is_here()
    fay.says("still there?")
    eve.hears("still there?")
