"""The page in a real browser, against those who mean ill: nothing runs, freezes or is hidden."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Person, Wire
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]
PAYLOADS = [
    "<script>window.owned = 1</script>",
    "<img src=x onerror='window.owned = 1'>",
    "<svg/onload=window.owned=1>",
    "javascript:window.owned=1",
    "[x](javascript:window.owned=1)",
    'https://a.example/"onmouseover="window.owned=1',
    "`<b onclick=window.owned=1>`",
    "```<iframe srcdoc='<script>top.owned=1</script>'>```",
    "{{constructor.constructor('window.owned=1')()}}",
    "&lt;script&gt;window.owned=1&lt;/script&gt;",
    "\x02<details open ontoggle=window.owned=1>\x0f",
    "data:text/html,<script>window.owned=1</script>",
]


def test_no_script_of_others_runs(lobby: Hub, person: People, peer: Callable[[int], Peer]) -> None:
    irc = peer(lobby.port)
    irc.says("NICK mallory", "USER m 0 * :<img src=x onerror=window.owned=1>", "JOIN #lobby", "JOIN #<img/src=x>")
    irc.says("TOPIC #<img/src=x> :<img src=x onerror=window.owned=1>", "AWAY :<script>window.owned=1</script>")
    for payload in PAYLOADS:
        irc.says(f"PRIVMSG #lobby :{payload}", f"NOTICE #lobby :{payload}", f"PRIVMSG #lobby :\x01ACTION {payload}\x01")
    irc.says("PING said")
    irc.hears(" :said\r\n")
    alice = person().joins("alice", "#<img/src=x>")
    expect(alice.page.locator(".head .topic")).to_contain_text("<img src=x onerror=window.owned=1>")
    alice.goes_to("#lobby")
    for payload in ("<script>window.owned = 1</script>", "&lt;script&gt;window.owned=1&lt;/script&gt;"):
        expect(alice.row(payload)).to_have_count(3)
    irc.says(f"PRIVMSG alice :{PAYLOADS[0]}", "PRIVMSG #<img/src=x> :alice: <b>hi</b>")
    expect(alice.page.get_by_role("region", name="Notices")).to_contain_text("<b>hi</b>")
    members = alice.page.get_by_role("complementary", name="People")
    members.get_by_role("button", name=re.compile("^mallory")).click()
    alice.does("About")
    expect(alice.page.get_by_role("dialog")).to_contain_text("<img src=x onerror=window.owned=1>")
    alice.page.keyboard.press("Escape")
    alice.composer.press("Control+k")
    expect(alice.page.get_by_role("option").first).to_be_visible()
    alice.page.keyboard.press("Escape")
    assert alice.page.evaluate("window.owned") is None
    assert alice.page.locator("main img, main script, main iframe, main svg[onload], .row details").count() == 0
    links = alice.page.locator("main a").evaluate_all(
        "(all) => all.map((each) => [each.protocol, each.rel, each.target])"
    )
    assert links
    for link in links:
        assert link in (["https:", "noopener noreferrer", "_blank"], ["http:", "noopener noreferrer", "_blank"])


def test_what_would_be_invisible_or_turn_the_text_around_is_shown(
    lobby: Hub, person: People, peer: Callable[[int], Peer]
) -> None:
    irc = peer(lobby.port)
    irc.says("NICK mallory", "USER m 0 * :m", "JOIN #lobby")
    irc.says("PRIVMSG #lobby :pay \u202e0001\u202c euro", "PRIVMSG #lobby :zero\u200bwidth", "PING said")
    irc.says("JOIN #mine", "TOPIC #mine :top\u202eic")
    irc.hears(" :said\r\n")
    alice = person().joins("alice", "#mine")
    expect(alice.page.locator(".head .topic")).to_contain_text("topU+202Eic")
    alice.goes_to("#lobby")
    expect(alice.row("euro").locator(".text")).to_have_text("pay U+202E0001U+202C euro")
    expect(alice.row("width").locator(".odd")).to_have_text("U+200B")
    # What somebody writes from right to left stays in its own row.
    irc.says("PRIVMSG #lobby :\u05e9\u05dc\u05d5\u05dd world", "PRIVMSG #lobby :plain")
    expect(alice.row("plain").locator(".text")).to_have_css("direction", "ltr")
    expect(alice.row("world").locator(".text")).to_have_css("direction", "rtl")
    expect(alice.row("world").locator(".text")).to_have_css("unicode-bidi", "isolate")


def test_a_message_as_long_as_a_line_may_be_is_folded_and_a_longer_line_is_cut_and_told_of(
    lobby: Hub, person: People
) -> None:
    alice = person()
    wire = Wire(alice.page)
    alice.joins("alice")
    for place, text in enumerate(("x" * 65_000, "*a " * 21_000, "`" * 65_000, "a\u0301" * 32_000, "\u202e" * 65_000)):
        wire.tells(f":mallory!m@h PRIVMSG #lobby :big{place} {text}")
        row = alice.row(f"big{place}")
        expect(row).to_have_count(1)
        assert len(row.inner_text()) < 5000
    button = alice.row("big0").get_by_role("button", name=re.compile("Show all .65 thousand"))
    button.click()
    assert len(alice.row("big0").inner_text()) > 65_000
    wire.tells(f":mallory!m@h PRIVMSG #lobby :longer {'x' * 100_000}")
    alice.says("still here")
    alice.hears("still here")
    assert len(alice.hears("longer").inner_text()) < 5000
    alice.place("hubbub").click()
    expect(alice.log).to_contain_text("The server sent a line of 100,0")


def test_broken_frames_change_nothing(lobby: Hub, person: People) -> None:
    alice, bob = person(), person().joins("bob")
    wire = Wire(alice.page)
    alice.joins("alice")
    wire.tells(
        "", " ", ":", "@", "@a=b", ":x", "@;;;= : :", "PRIVMSG", ":a PRIVMSG", "MODE", "353", ":s 353 a = #lobby"
    )
    wire.tells(
        "BATCH",
        "BATCH +x",
        "BATCH -nosuch",
        "@batch=nosuch :a PRIVMSG #lobby :x",
        "@time=never :a!b@c PRIVMSG #lobby :odd time",
    )
    wire.tells(
        "\ud800 broken".encode("utf-8", "replace").decode(), "005", ":s 005 alice PREFIX=( NICKLEN=-1 CHATHISTORY=x :x"
    )
    wire.tells(b"\xff\xfe\x00binary", "CAP", "CAP * LS", "ERROR", ":a!b@c TAGMSG", ":s 322 alice", "x" * 600_000)
    wire.tells(f"@{';'.join(f't{n}=v' for n in range(5000))} :a!b@c PRIVMSG #lobby :many tags", ":s 324 alice #lobby")
    bob.says("all well?")
    alice.hears("all well?")
    alice.says("yes")
    bob.hears("yes")


def test_ten_thousand_channels_are_a_list_like_any_other(lobby: Hub, person: People) -> None:
    alice = person()
    wire = Wire(alice.page)
    alice.joins("alice")
    alice.page.get_by_role("button", name="Browse channels").click()
    dialog = alice.page.get_by_role("dialog", name="Channels")
    expect(dialog).to_contain_text("1 of 1 channels")
    dialog.get_by_role("button", name="Close").click()
    wire.slips_in(
        re.compile(" 323 "),
        [f":hubbub.local 322 alice #c{number:05} {number} :<b>about</b> {number}" for number in range(10_000)],
    )
    alice.page.get_by_role("button", name="Browse channels").click()
    expect(dialog).to_contain_text("10001 of 10001 channels")
    assert dialog.get_by_role("option").count() < 60
    expect(dialog.get_by_role("option").first).to_contain_text("#c09999")
    field = dialog.get_by_role("combobox", name="Find or create a channel")
    field.press("PageDown")
    field.press("ArrowUp")
    expect(dialog.get_by_role("option", selected=True)).to_contain_text("#c09993")
    field.fill("c01234")
    expect(dialog.get_by_role("option")).to_have_count(1)
    dialog.locator(".browse").evaluate("(list) => { list.scrollTop = 1e9 }")
    field.fill("")
    expect(dialog.get_by_role("option").first).to_contain_text("#c09999")


def test_ten_thousand_members_are_a_list_like_any_other(lobby: Hub, person: People) -> None:
    alice = person()
    wire = Wire(alice.page)
    alice.joins("alice")
    people = alice.page.get_by_role("complementary", name="People")
    expect(people.get_by_role("button", name="alice, here")).to_be_visible()
    names = [f"guest{number:05}" for number in range(10_000)]
    for begin in range(0, len(names), 50):
        wire.tells(f":s 353 alice = #lobby :{' '.join(names[begin : begin + 50])}")
    wire.tells(":s 366 alice #lobby :End")
    expect(people.get_by_role("button", name="guest00003, here")).to_be_visible()
    assert people.get_by_role("button").count() < 80
    people.get_by_role("button", name="alice, here").focus()
    alice.page.keyboard.press("End")
    expect(people.get_by_role("button", name="guest09999, here")).to_be_focused()
