"""The page in a real browser: a newcomer types a name and talks, with everybody, whatever they have."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Person
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]


def test_two_browsers_an_irc_app_and_a_bare_socket_talk(
    lobby: Hub, person: People, peer: Callable[[int], Peer]
) -> None:
    plain, irc = peer(lobby.port), peer(lobby.port)
    irc.says("NICK ines", "USER i 0 * :i", "JOIN #lobby", "PING begin")
    irc.hears(" :begin\r\n")
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("hello from alice")
    bob.hears("hello from alice")
    irc.hears(" PRIVMSG #lobby :hello from alice\r\n")
    plain.hears("alice: hello from alice\n")
    bob.says("two lines\nfrom bob")
    alice.hears("two lines")
    alice.hears("from bob")
    plain.hears("bob: from bob\n")
    irc.says("PRIVMSG #lobby :and from irssi")
    plain.says("pia: and from nc")
    for each in (alice, bob):
        each.hears("and from irssi")
        each.hears("and from nc")
        each.hears("hello from alice")
    said = [text.strip() for text in alice.rows.locator(".text").all_inner_texts()]
    assert said == [text.strip() for text in bob.rows.locator(".text").all_inner_texts()]


def test_a_reload_returns_to_the_conversation_without_asking(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("/join #quiet")
    expect(alice.composer).to_have_attribute("aria-label", "Message #quiet")
    alice.says("said here")
    alice.hears("said here")
    alice.composer.fill("not sent yet")
    alice.page.reload()
    alice.is_here()
    expect(alice.composer).to_have_attribute("aria-label", "Message #quiet")
    expect(alice.composer).to_have_value("not sent yet")
    alice.hears("said here")
    bob.says("still there?")
    alice.goes_to("#lobby")
    alice.hears("still there?")


def test_what_is_said_while_the_server_is_away_arrives_once(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    bob.says("before")
    alice.hears("before")
    alice.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    lobby.stop()
    retry = alice.page.get_by_role("button", name="Retry now")
    expect(retry).to_be_visible()
    alice.says("into the dark")
    alice.says("and more")
    expect(alice.row("into the dark")).to_have_class(re.compile(r"\bpending\b"))
    alice.page.reload()
    expect(alice.row("into the dark")).to_have_class(re.compile(r"\bpending\b"))
    lobby.start()
    for each in (alice, bob):
        each.tries_now()
    for each in (alice, bob):
        for text in ("before", "into the dark", "and more"):
            each.hears(text)
    bob.says("after")
    alice.hears("after")
    expect(alice.page.get_by_role("button", name="Retry now")).to_have_count(0)


def test_a_name_that_cannot_be_is_said_so(lobby: Hub, person: People) -> None:
    alice = person().opens()
    name = alice.page.get_by_role("textbox", name="Your name", exact=True)
    expect(name).to_be_focused()
    join = alice.page.get_by_role("button", name="Join", exact=True)
    for wrong in ("", "   ", "two words", "x" * 300, "#channel"):
        name.fill(wrong)
        join.click()
        expect(alice.page.get_by_role("alert")).to_have_text(re.compile("."))
        expect(name).to_be_focused()
    name.fill("alice")
    name.press("Enter")
    alice.is_here()


def test_an_address_with_a_channel_leads_there(lobby: Hub, person: People) -> None:
    alice = person().joins("alice", "#meeting")
    expect(alice.composer).to_have_attribute("aria-label", "Message #meeting")
    expect(alice.page).to_have_title(re.compile("#meeting"))


def test_what_is_unread_is_counted_and_found(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("/join #dev")
    bob.says("/join #dev")
    alice.goes_to("#lobby")
    bob.says("for all")
    bob.says("and @alice too")
    expect(alice.place("#dev")).to_have_accessible_name("#dev, 1 for you")
    expect(alice.page).to_have_title(re.compile(r"^\(1\)"))
    toast = alice.page.get_by_role("region", name="Notices")
    expect(toast).to_contain_text("bob in #dev")
    alice.composer.press("Alt+a")
    expect(alice.composer).to_have_attribute("aria-label", "Message #dev")
    expect(alice.composer).to_be_focused()
    expect(alice.log).to_contain_text("New messages")
    expect(alice.row("and @alice too")).to_have_class(re.compile("mentions"))
    expect(alice.place("#dev")).to_have_accessible_name("#dev")
    alice.composer.press("Escape")
    expect(alice.log).not_to_contain_text("New messages")
    expect(alice.page).to_have_title(re.compile("^#dev"))


def test_who_types_is_seen_and_drafts_stay_where_they_were(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.composer.press_sequentially("half a thou")
    expect(bob.page.locator(".typing")).to_have_text("alice is typing…")
    alice.says("/join #dev")
    alice.composer.fill("another")
    alice.goes_to("#lobby")
    expect(alice.place("#dev")).to_have_accessible_name("#dev, draft")
    expect(alice.composer).to_have_value("")
    alice.goes_to("#dev")
    expect(alice.composer).to_have_value("another")


def test_two_people_speak_alone(lobby: Hub, person: People, peer: Callable[[int], Peer]) -> None:
    alice, bob, plain = person().joins("alice"), person().joins("bob"), peer(lobby.port)
    alice.page.get_by_role("complementary", name="People").get_by_role("button", name="bob").click()
    alice.does("Message")
    expect(alice.composer).to_have_attribute("aria-label", "Message bob")
    alice.says("between us")
    expect(bob.place("alice")).to_have_accessible_name("alice, here, 1 for you")
    bob.goes_to("alice")
    bob.hears("between us")
    bob.says("yes")
    alice.hears("yes")
    alice.goes_to("#lobby")
    alice.says("to all")
    plain.hears("to all")
    assert "between us" not in plain.heard
