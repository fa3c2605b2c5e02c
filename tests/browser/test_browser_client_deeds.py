"""What others do to messages, names and channels, seen in the page; what is too much for it; servers that are none."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Person
from playwright.sync_api import WebSocketRoute, expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]
Apps = Callable[[int], Peer]
CAPS = "message-tags batch echo-message draft/multiline draft/metadata-2 draft/message-redaction draft/channel-rename"


@pytest.fixture(scope="module")
def lobby(house: Hub) -> Hub:
    return house


def app(peer: Apps, lobby: Hub, nick: str, channel: str) -> Peer:
    """Somebody with an app that can do everything."""
    one = peer(lobby.port)
    one.says(f"CAP REQ :{CAPS}", "CAP END", f"NICK {nick}", f"USER {nick} 0 * :{nick}", f"JOIN {channel}")
    one.hears(" 366 ")
    return one


def said(of: Peer, text: str) -> str:
    """The id of what it has said."""
    of.hears(f":{text}\r\n")
    found = re.findall(rf"msgid=([^; ]+)\S* :\S+ PRIVMSG \S+ :{re.escape(text)}\r\n", of.heard)
    return str(found[-1])


def test_reactions_and_answers_of_apps(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc1", "#deeds1")
    amy = person().joins("amy", "#deeds1")
    amy.says("what do you think?")
    row = amy.hears("what do you think?")
    asked = said(irc, "what do you think?")
    for face in ("👍", "🎉", "👍"):
        irc.says(f"@+draft/reply={asked};+draft/react={face} TAGMSG #deeds1")
    expect(row.get_by_role("button", name="👍, 1: irc1")).to_be_visible()
    expect(row.get_by_role("button", name="🎉, 1: irc1")).to_be_visible()
    irc.says(f"@+draft/reply={asked};+draft/unreact=🎉 TAGMSG #deeds1")
    expect(row.get_by_role("button", name=re.compile("🎉"))).to_have_count(0)
    row.get_by_role("button", name="👍, 1: irc1").click()
    irc.hears("+draft/react=👍")
    expect(row.get_by_role("button", name="👍, 2: irc1, amy")).to_have_attribute("aria-pressed", "true")
    irc.says(f"@+draft/reply={asked} PRIVMSG #deeds1 :very well")
    expect(amy.hears("very well").locator(".quote")).to_contain_text("what do you think?")


def test_what_is_said_in_lines_is_one_message_both_ways(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc2", "#deeds2")
    bea = person().joins("bea", "#deeds2")
    bea.says("roses:\n\n  red\n```\nif x:\n    y()\n```")
    row = bea.hears("roses:")
    irc.hears(" BATCH +")
    irc.says("PING lines")
    irc.hears(" :lines\r\n")
    lines = re.findall(r"@batch=\S+ :bea!\S+ PRIVMSG #deeds2 :(.*)\r\n", irc.heard)
    assert lines == ["roses:", "", "  red", "```", "if x:", "    y()", "```"]
    expect(row.locator("pre code")).to_have_text("if x:\n    y()")
    irc.says(
        "BATCH +1 draft/multiline #deeds2",
        "@batch=1 PRIVMSG #deeds2 :a long ",
        "@batch=1;draft/multiline-concat PRIVMSG #deeds2 :line",
        "@batch=1 PRIVMSG #deeds2 :and another",
        "BATCH -1",
    )
    expect(bea.hears("a long line").locator(".text")).to_have_text("a long line\nand another")
    bea.page.reload()
    bea.is_here()
    expect(bea.hears("a long line").locator(".text")).to_have_text("a long line\nand another")
    expect(bea.row("roses:")).to_have_count(1)


def test_an_operator_takes_back_what_another_said(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc3", "#deeds3")
    cat = person().joins("cat", "#deeds3")
    cat.says("something rude")
    cat.hears("something rude")
    irc.says(f"REDACT #deeds3 {said(irc, 'something rude')} :be nice")
    expect(cat.row("Deleted by irc3: be nice")).to_have_count(1)
    expect(cat.row("something rude")).to_have_count(0)
    irc.says("PRIVMSG #deeds3 :mine")
    cat.hears("mine")
    # Who is no operator is not offered to delete what others said.
    row = cat.row("mine")
    row.click(position={"x": 200, "y": 8})
    row.get_by_role("button", name="More", exact=True).click()
    expect(cat.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    expect(cat.page.get_by_role("menuitem", name="Delete…")).to_have_count(0)
    cat.page.keyboard.press("Escape")


def test_a_channel_and_people_get_other_names(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc4", "#deeds4")
    dan = person().joins("dan", "#deeds4")
    dan.says("before")
    dan.hears("before")
    dan.composer.fill("half written")
    irc.says("METADATA * SET display-name :Irene <b>Cross</b>", "PRIVMSG #deeds4 :with a name", "MODE irc4 +B")
    row = dan.hears("with a name")
    expect(row.locator(".by")).to_contain_text("Irene <b>Cross</b>")
    expect(row.locator(".by")).to_contain_text("irc4")
    irc.says("RENAME #deeds4 #deeds4-new :a better name")
    expect(dan.place("#deeds4-new")).to_be_visible()
    expect(dan.place("#deeds4")).to_have_count(0)
    expect(dan.composer).to_have_attribute("aria-label", "Message #deeds4-new")
    expect(dan.composer).to_have_value("half written")
    expect(dan.log).to_contain_text("renamed")
    dan.hears("before")
    dan.says("after")
    irc.hears(" PRIVMSG #deeds4-new :after\r\n")
    irc.says("NICK irc4b", "PRIVMSG #deeds4-new :by another name")
    expect(dan.log).to_contain_text("irc4 is irc4b now")
    dan.hears("by another name")
    expect(
        dan.page.get_by_role("complementary", name="People").get_by_role("button", name=re.compile("^irc4b"))
    ).to_be_visible()
    dan.page.reload()
    dan.is_here()
    expect(dan.composer).to_have_attribute("aria-label", "Message #deeds4-new")


def test_names_and_texts_that_want_to_pass_for_others(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc5", "#deeds5")
    eli = person().joins("eli", "#deeds5")
    irc.says("METADATA * SET display-name :eli\u202e\u200b", "PRIVMSG #deeds5 :who am I?")
    by = eli.hears("who am I?").locator(".by")
    expect(by).to_contain_text("U+202E")
    expect(by).to_contain_text("irc5")
    irc.says("PRIVMSG #deeds5 :https://example.org/\u202egpj.exe", "PRIVMSG #deeds5 :\u2066\u2067\u2069 isolates")
    row = eli.hears("isolates")
    for number in ("U+2066", "U+2067", "U+2069"):
        expect(row.locator(".text")).to_contain_text(number)
    # No text reaches out of its row, in whichever direction it is written or however high it is piled.
    irc.says("PRIVMSG #deeds5 :" + "e" + "\u0301" * 200, "PRIVMSG #deeds5 :\u05e9\u05dc\u05d5\u05dd :eli")
    irc.says("PRIVMSG #deeds5 :the last")
    eli.hears("the last")
    log = eli.log.bounding_box()
    assert log is not None
    assert eli.log.evaluate("(each) => each.scrollWidth <= each.clientWidth")


def test_a_text_that_is_too_long_is_kept_and_said_so(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc6", "#deeds6")
    flo = person().joins("flo", "#deeds6")
    long = "word " * 19_999 + "words"
    flo.composer.fill(long)
    flo.composer.press("Enter")
    expect(flo.page.get_by_role("alert")).to_contain_text("too long")
    expect(flo.page.get_by_role("alert")).to_contain_text("100,000 characters, and 50,000")
    expect(flo.composer).to_have_value(long)
    flo.page.reload()
    flo.is_here()
    expect(flo.composer).to_have_value(long)
    flo.composer.fill("line\n" * 200 + "end of it")
    flo.composer.press("Enter")
    expect(flo.composer).to_have_value("")
    irc.hears(":end of it\r\n")
    flo.says("and still here")
    flo.hears("and still here")


def test_a_flood_leaves_the_page_usable(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc7", "#deeds7")
    gil = person().joins("gil", "#deeds7")
    gil.composer.press_sequentially("typed ")
    for begin in range(0, 3000, 100):
        irc.says(*(f"PRIVMSG #deeds7 :flood {number:04} **bold** `code`" for number in range(begin, begin + 100)))
        gil.composer.press_sequentially(f"{begin // 100 % 10}")
    gil.composer.press_sequentially(" in between")
    expect(gil.composer).to_have_value("typed " + "0123456789" * 3 + " in between")
    expect(gil.row("flood 2999")).to_be_in_viewport()
    assert gil.log.locator(".row").count() <= 320
    gil.composer.press("Enter")
    gil.hears("in between")
    irc.hears("in between\r\n")


NOISE: tuple[list[str | bytes], ...] = (
    [],
    ["", ":", "\r\n\r\n", "HTTP/1.1 400 Bad Request", "<html><body>no chat here</body></html>"],
    [b"\x00\xff\xfe", b"SSH-2.0-OpenSSH_9.6\r\n"],
    [":s CAP * LS :sasl=", ":s AUTHENTICATE +", ":s 900", ":s 903", ":s CAP", ":s 001"],
    [":s CAP * LS * :" + "x " * 3000] * 50,
    ["ERROR :Closing link: go away", ":s 433 * x :taken", ":s 465 * :You are banned here <b>really</b>"],
)


@pytest.mark.parametrize("noise", range(len(NOISE)))
def test_a_server_that_is_none_is_said_to_be_away(lobby: Hub, person: People, noise: int) -> None:
    hal = person().opens()
    broken = [True]

    def answer(route: WebSocketRoute) -> None:
        if not broken:
            route.connect_to_server()
            return
        for frame in NOISE[noise]:
            route.send(frame)
        route.close()

    hal.page.route_web_socket(re.compile("."), answer)
    hal.page.reload()
    hal.page.get_by_role("textbox", name="Your name", exact=True).fill(f"hal{noise}")
    join = hal.page.get_by_role("button", name="Join", exact=True)
    join.click()
    shown = hal.page.get_by_role("alert").or_(hal.page.get_by_role("button", name="Retry now"))
    expect(shown.first).to_be_visible()
    assert hal.page.locator("b").count() == 0
    # Once it is one again, everything goes on.
    broken.clear()
    if join.count():
        join.click()
        hal.is_here()
    else:
        hal.tries_now()
    hal.says(f"at last {noise}")
    hal.hears(f"at last {noise}")
