"""The page in a real browser: answers, reactions, taking back, finding, history, and what channels and people allow."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Person
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]


def test_an_answer_quotes_what_it_answers(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("shall we?")
    bob.on("shall we?", "Reply")
    expect(bob.composer).to_be_focused()
    bob.says("we shall")
    row = alice.hears("we shall")
    expect(row.locator(".quote")).to_contain_text("alice")
    expect(row.locator(".quote")).to_contain_text("shall we?")
    row.locator(".quote").click()
    expect(alice.row("shall we?").first).to_have_class(re.compile("chosen"))


def test_a_reaction_is_counted_and_taken_back(lobby: Hub, person: People, peer: Callable[[int], Peer]) -> None:
    plain = peer(lobby.port)
    plain.says("/nick pia")
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("it works")
    row = bob.hears("it works")
    row.click(position={"x": 300, "y": 8})
    row.get_by_role("button", name="React", exact=True).click()
    bob.page.get_by_role("textbox", name="Find an emoji").fill("tada")
    bob.page.get_by_role("textbox", name="Find an emoji").press("Enter")
    button = alice.row("it works").get_by_role("button", name="🎉, 1: bob")
    expect(button).to_have_attribute("aria-pressed", "false")
    plain.hears("🎉")
    button.click()
    both = bob.row("it works").get_by_role("button", name="🎉, 2: bob, alice")
    expect(both).to_have_attribute("aria-pressed", "true")
    both.click()
    expect(alice.row("it works").get_by_role("button", name="🎉, 1: alice")).to_be_visible()
    alice.page.reload()
    alice.is_here()
    expect(alice.row("it works").get_by_role("button", name="🎉, 1: alice")).to_be_visible()


def test_history_pages_without_a_jump_and_about_300_rows_are_drawn(
    lobby: Hub, person: People, peer: Callable[[int], Peer]
) -> None:
    irc = peer(lobby.port)
    irc.says("NICK ines", "USER i 0 * :i", "JOIN #lobby")
    irc.says(*(f"PRIVMSG #lobby :line {number:04} {'word ' * (number % 40)}" for number in range(1200)), "PING end")
    irc.hears(" :end\r\n")
    alice = person().joins("alice")
    expect(alice.row("line 1199")).to_be_in_viewport()
    # Scroll up by small steps; whenever rows are added above, what is in view stays where it was.
    jumps = alice.page.evaluate(
        """async () => {
            const log = document.querySelector("[role=log]")
            const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
            const seen = []
            let most = 0
            for (let step = 0; step < 4000 && !log.textContent.includes("line 0000"); step++) {
                log.scrollTop -= 300
                await frame()
                const box = log.getBoundingClientRect()
                const inside = (each) => each.getBoundingClientRect().top > box.top + 100
                const row = [...log.querySelectorAll(".row")].find(inside)
                const before = row.getBoundingClientRect().top
                for (let wait = 0; wait < 3; wait++) await frame()
                if (!row.isConnected) seen.push(`${row.textContent.slice(0, 30)} is gone`)
                else if (Math.abs(row.getBoundingClientRect().top - before) > 2) seen.push(row.textContent.slice(0, 30))
                most = Math.max(most, log.querySelectorAll(".row").length)
            }
            return { seen, most, done: log.textContent.includes("line 0000") }
        }"""
    )
    assert jumps["done"]
    assert jumps["seen"] == []
    assert jumps["most"] <= 320
    irc.says("PRIVMSG #lobby :news at the end", "PING news")
    irc.hears(" :news\r\n")
    expect(alice.row("news at the end")).to_have_count(0)
    alice.page.get_by_role("button", name=re.compile("new message|Jump to latest")).click()
    expect(alice.row("news at the end")).to_be_in_viewport()
    numbers = [int(text[5:9]) for text in alice.rows.locator(".text").all_inner_texts() if text.startswith("line ")]
    assert numbers == list(range(numbers[0], 1200))


def test_it_stays_at_the_end_only_when_it_was_there(lobby: Hub, person: People, peer: Callable[[int], Peer]) -> None:
    irc = peer(lobby.port)
    irc.says("NICK ines", "USER i 0 * :i", "JOIN #lobby", *(f"PRIVMSG #lobby :old {number}" for number in range(100)))
    alice = person().joins("alice")
    expect(alice.row("old 99")).to_be_in_viewport()
    irc.says("PRIVMSG #lobby :new one")
    expect(alice.row("new one")).to_be_in_viewport()
    alice.log.hover()
    alice.page.mouse.wheel(0, -600)
    expect(alice.page.get_by_role("button", name="Jump to latest")).to_be_visible()
    irc.says("PRIVMSG #lobby :new two")
    expect(alice.page.get_by_role("button", name="1 new message")).to_be_visible()
    expect(alice.row("new two")).not_to_be_in_viewport()
    alice.composer.press("End")
    expect(alice.row("new two")).to_be_in_viewport()


def test_names_channels_commands_and_emoji_are_completed(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    bob.says("hi")
    alice.hears("hi")
    alice.composer.press_sequentially("@b")
    option = alice.page.get_by_role("option", name="bob")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(alice.composer).to_have_attribute("aria-activedescendant", "suggestion-0")
    alice.composer.press("Enter")
    expect(alice.composer).to_have_value("@bob ")
    alice.composer.press_sequentially(":tad")
    expect(alice.page.get_by_role("option")).to_have_count(1)
    alice.composer.press("Tab")
    expect(alice.composer).to_have_value("@bob 🎉 ")
    alice.composer.press_sequentially("see #lo")
    alice.composer.press("Escape")
    expect(alice.page.get_by_role("listbox")).to_have_count(0)
    expect(alice.composer).to_have_value("@bob 🎉 see #lo")
    alice.composer.press("Tab")
    expect(alice.composer).to_have_value("@bob 🎉 see #lobby ")
    alice.composer.fill("")
    alice.composer.press_sequentially("/to")
    expect(alice.page.get_by_role("option", name=re.compile("topic"))).to_be_visible()
    alice.composer.fill("bo")
    alice.composer.press("Tab")
    expect(alice.composer).to_have_value("bob: ")
    alice.composer.fill("")
    alice.composer.press_sequentially("nice :rocket:")
    expect(alice.composer).to_have_value("nice 🚀")


def test_up_recalls_what_was_sent_and_a_new_line_is_shift_enter(lobby: Hub, person: People) -> None:
    alice = person().joins("alice")
    alice.says("one")
    alice.says("two")
    alice.composer.press("ArrowUp")
    expect(alice.composer).to_have_value("two")
    alice.composer.press("ArrowUp")
    expect(alice.composer).to_have_value("one")
    alice.composer.press("ArrowDown")
    alice.composer.press("ArrowDown")
    expect(alice.composer).to_have_value("")
    alice.composer.press_sequentially("a")
    alice.composer.press("Shift+Enter")
    alice.composer.press_sequentially("b")
    expect(alice.composer).to_have_value("a\nb")
    # While an input method composes, Enter is its own.
    alice.composer.evaluate(
        "(area) => area.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(alice.composer).to_have_value("a\nb")


def test_a_command_that_cannot_be_done_says_why_and_keeps_what_was_typed(lobby: Hub, person: People) -> None:
    alice = person().joins("alice")
    alice.composer.fill("/nosuch thing")
    alice.composer.press("Enter")
    expect(alice.page.get_by_role("alert")).to_contain_text("There is no command /nosuch")
    expect(alice.composer).to_have_value("/nosuch thing")


def test_a_founder_sets_topic_and_modes_and_removes_somebody(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("/join #ours")
    expect(
        alice.page.get_by_role("complementary", name="People").get_by_role("button", name="alice, here, op")
    ).to_be_visible()
    alice.page.get_by_role("button", name="Set a topic").first.click()
    alice.page.get_by_role("textbox", name="Topic").fill("what we *do* https://example.org")
    alice.page.get_by_role("button", name="Save").click()
    bob.says("/join #ours")
    expect(bob.page.locator(".head .topic")).to_contain_text("what we do https://example.org")
    expect(bob.page.locator(".head .topic a")).to_have_attribute("rel", "noopener noreferrer")
    more = alice.page.get_by_role("button", name="More about this conversation")
    more.click()
    alice.does("Modes…")
    alice.page.get_by_role("checkbox", name="Only those who are invited may join").check()
    alice.page.get_by_role("button", name="Save").click()
    expect(alice.page.get_by_role("dialog")).to_have_count(0)
    members = alice.page.get_by_role("complementary", name="People")
    members.get_by_role("button", name="bob, here").click()
    alice.does("Give voice")
    expect(members.get_by_role("button", name="bob, here, voice")).to_be_visible()
    members.get_by_role("button", name="bob, here, voice").click()
    alice.does("Remove from channel…")
    alice.page.get_by_role("textbox", name="Reason").fill("bye")
    alice.page.get_by_role("button", name="Remove", exact=True).click()
    expect(members.get_by_role("button", name=re.compile("^bob"))).to_have_count(0)
    expect(bob.log).to_contain_text("bye")
    # Removed, bob cannot speak there, and is told so; the words stay.
    bob.composer.fill("let me in")
    bob.composer.press("Enter")
    expect(bob.page.get_by_role("alert")).to_contain_text("#ours")
    expect(bob.composer).to_have_value("let me in")
    more.click()
    alice.does("Modes…")
    expect(alice.page.get_by_role("checkbox", name="Only those who are invited may join")).to_be_checked()


def test_an_invite_link_and_its_qr_code_lead_into_the_channel(lobby: Hub, person: People) -> None:
    alice = person().joins("alice")
    alice.says("/join #party")
    alice.page.get_by_role("button", name="Invite people").click()
    link = alice.page.get_by_role("textbox", name="A link that opens it").input_value()
    assert link.endswith("/#party")
    expect(alice.page.get_by_role("img", name="QR code of the link")).to_be_visible()
    bob = person().joins("bob", "#party")
    expect(bob.composer).to_have_attribute("aria-label", "Message #party")


def test_channels_are_browsed_and_made(lobby: Hub, person: People, peer: Callable[[int], Peer]) -> None:
    irc = peer(lobby.port)
    irc.says("NICK ines", "USER i 0 * :i", "JOIN #garden", "TOPIC #garden :roses", "PING end")
    irc.hears(" :end\r\n")
    alice = person().joins("alice")
    alice.page.get_by_role("button", name="Browse channels").click()
    dialog = alice.page.get_by_role("dialog", name="Channels")
    field = dialog.get_by_role("combobox", name="Find or create a channel")
    expect(field).to_be_focused()
    expect(dialog.get_by_role("option")).to_have_count(2)
    field.fill("roses")
    expect(dialog.get_by_role("option")).to_have_count(1)
    field.press("Enter")
    expect(alice.composer).to_have_attribute("aria-label", "Message #garden")
    alice.page.get_by_role("button", name="Browse channels").click()
    field.fill("brand new")
    dialog.get_by_role("button", name="Create #brand-new").click()
    expect(alice.composer).to_have_attribute("aria-label", "Message #brand-new")


def test_somebody_who_is_not_looked_for_is_told_apart(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    bob.says("/away at lunch")
    members = alice.page.get_by_role("complementary", name="People")
    expect(members.get_by_role("heading", name=re.compile("Away"))).to_be_visible()
    members.get_by_role("button", name="bob, away").click()
    alice.does("About")
    dialog = alice.page.get_by_role("dialog", name="About bob")
    expect(dialog).to_contain_text("at lunch")
    expect(dialog).to_contain_text("none: a guest")


def test_what_was_said_can_be_taken_back(lobby: Hub, person: People) -> None:
    alice, bob = person().joins("alice"), person().joins("bob")
    alice.says("the password is hunter2")
    bob.hears("hunter2")
    alice.on("hunter2", "Delete…")
    alice.page.get_by_role("textbox", name="Reason").fill("oops")
    alice.page.get_by_role("button", name="Delete", exact=True).click()
    for each in (alice, bob):
        expect(each.row("Deleted: oops")).to_have_count(1)
        expect(each.row("hunter2")).to_have_count(0)
    bob.row("Deleted").click(position={"x": 300, "y": 8})
    bob.row("Deleted").get_by_role("button", name="More", exact=True).click()
    expect(bob.page.get_by_role("menuitem", name="Delete…")).to_have_count(0)


def test_what_was_said_is_found_again(lobby: Hub, person: People, peer: Callable[[int], Peer]) -> None:
    irc = peer(lobby.port)
    irc.says("NICK ines", "USER i 0 * :i", "JOIN #lobby", "PRIVMSG #lobby :the needle is here")
    irc.says(*(f"PRIVMSG #lobby :hay {number}" for number in range(500)), "PING end")
    irc.hears(" :end\r\n")
    alice = person().joins("alice")
    alice.hears("hay 499")
    alice.composer.press("Control+f")
    field = alice.page.get_by_role("combobox", name="Search messages")
    expect(field).to_be_focused()
    field.fill("needle")
    result = alice.page.get_by_role("option")
    expect(result).to_have_count(1)
    expect(result).to_contain_text("the needle is here")
    field.press("Enter")
    expect(alice.row("the needle is here")).to_have_class(re.compile("chosen"))
    expect(alice.row("the needle is here")).to_be_in_viewport()
    alice.page.get_by_role("button", name="Jump to latest").click()
    expect(alice.row("hay 499")).to_be_in_viewport()


def test_a_member_becomes_an_account_and_logs_in_elsewhere(lobby: Hub, person: People) -> None:
    alice = person().joins("alice")
    alice.page.get_by_role("button", name=re.compile("^You: alice")).click()
    item = alice.page.get_by_role("menuitem", name="Make this name an account…")
    item.click()
    alice.page.get_by_role("textbox", name="Password").fill("correct horse battery staple")
    alice.page.get_by_role("button", name="Register", exact=True).click()
    expect(alice.page.locator(".self small")).to_have_text("logged in")
    alice.page.reload()
    expect(alice.page.locator(".self small")).to_have_text("logged in")
    other = person().opens()
    other.page.get_by_role("button", name="Log in").click()
    other.page.get_by_role("textbox", name="Your name", exact=True).fill("alice")
    other.page.get_by_role("textbox", name="Password").fill("wrong")
    other.page.get_by_role("button", name="Log in", exact=True).first.click()
    expect(other.page.get_by_role("alert")).to_have_text(re.compile("."))
    other.page.get_by_role("textbox", name="Password").fill("correct horse battery staple")
    other.page.get_by_role("button", name="Log in", exact=True).first.click()
    other.is_here()
    expect(other.page.locator(".self small")).to_have_text("logged in")
