"""The page in several tabs, asleep, and without a network or a server: no gap, no double, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Person
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]
Apps = Callable[[int], Peer]


@pytest.fixture(scope="module")
def lobby(house: Hub) -> Hub:
    return house


def second_tab(of: Person) -> Person:
    """The same browser, another tab, with the page open."""
    other = object.__new__(Person)
    other.__dict__.update(of.__dict__)
    other.page = of.tab()
    other.opens()
    other.is_here()
    return other


STRIKE = "addEventListener('pagehide', (event) => window.struck && event.stopImmediatePropagation(), true)"
"""Before the page's own scripts: lets none of them hear that their tab goes."""


def app(peer: Apps, lobby: Hub, nick: str, channel: str) -> Peer:
    """Somebody with an IRC app, in the channel."""
    one = peer(lobby.port)
    one.says("CAP REQ :echo-message", "CAP END", f"NICK {nick}", f"USER {nick} 0 * :{nick}", f"JOIN {channel}")
    one.hears(" 366 ")
    return one


def said(person: Person, word: str) -> list[str]:
    """What has this word in it, as it stands."""
    return [text.strip() for text in person.rows.locator(".text").all_inner_texts() if word in text]


def goes(person: Person, channel: str) -> None:
    person.says(f"/join {channel}")
    expect(person.composer).to_have_attribute("aria-label", f"Message {channel}")


def test_all_tabs_are_one_person_on_one_connection(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc1", "#one")
    first = person()
    sockets: list[str] = []
    first.context.on("page", lambda page: page.on("websocket", lambda socket: sockets.append(socket.url)))
    first.page.on("websocket", lambda socket: sockets.append(socket.url))
    first.joins("ada1", "#one")
    second, third = second_tab(first), second_tab(first)
    assert len(sockets) == 1
    for number, each in enumerate((first, second, third)):
        goes(each, "#one")
        each.says(f"from tab {number}")
    irc.says("PRIVMSG #one :from irssi")
    for each in (first, second, third):
        for text in ("from tab 0", "from tab 1", "from tab 2", "from irssi"):
            each.hears(text)
    assert said(second, "from") == said(first, "from") == said(third, "from")
    irc.says("NAMES #one")
    irc.hears("ada1")
    irc.says("WHO #one", "PING who")
    irc.hears(" :who\r\n")
    assert len(re.findall(r" 352 \S+ #one \S+ \S+ \S+ ada1 ", irc.heard)) == 1
    # What is read in one is read in all.
    goes(first, "#elsewhere")
    for each in (second, third):
        each.goes_to("#elsewhere")
    irc.says("PRIVMSG #one :unread yet")
    for each in (first, second, third):
        expect(each.place("#one")).to_have_accessible_name("#one, 1 unread")
    third.goes_to("#one")
    third.hears("unread yet")
    for each in (first, second):
        expect(each.place("#one")).to_have_accessible_name("#one")


@pytest.mark.parametrize("how", ["closed", "crashed"])
def test_another_tab_takes_over(lobby: Hub, person: People, peer: Apps, how: str) -> None:
    channel = f"#over-{how}"
    irc = app(peer, lobby, f"irc-{how}", channel)
    first = person()
    first.context.add_init_script(STRIKE)
    first.joins(f"ada-{how}", channel)
    second = second_tab(first)
    second.goes_to(channel)
    for number in range(20):
        irc.says(f"PRIVMSG {channel} :number {number:02}")
    second.hears("number 19")
    ends(first.page, how)
    for number in range(20, 60):
        irc.says(f"PRIVMSG {channel} :number {number:02}")
    second.says("from the one that is left")
    irc.hears(":from the one that is left\r\n")
    second.hears("from the one that is left")
    expect(second.row("number 59")).to_have_count(1)
    assert said(second, "number") == [f"number {number:02}" for number in range(60)]
    assert irc.heard.count("from the one that is left") == 1
    assert " QUIT " not in irc.heard
    assert f":ada-{how}!" not in irc.heard.split(":from the one that is left")[1]


@pytest.mark.parametrize("how", ["closed", "crashed"])
def test_what_waits_in_the_tab_that_goes_is_said_by_another_once(
    lobby: Hub, person: People, peer: Apps, how: str
) -> None:
    channel = f"#wait-{how}"
    first = person()
    first.context.add_init_script(STRIKE)
    first.joins(f"eva-{how}", channel)
    second = second_tab(first)
    second.goes_to(channel)
    first.says("before")
    second.hears("before")
    lobby.stop()
    for each in (first, second):
        expect(each.page.get_by_role("button", name="Retry now")).to_be_visible()
    first.says("typed in the first")
    second.says("typed in the second")
    expect(second.row("typed in the second")).to_have_class(re.compile(r"\bpending\b"))
    ends(first.page, how)
    lobby.start()
    irc = app(peer, lobby, f"irc-w{how}", channel)
    second.tries_now()
    for text in ("before", "typed in the first", "typed in the second"):
        second.hears(text)
        if text != "before":
            irc.hears(f":{text}\r\n")
    second.page.reload()
    second.is_here()
    for text in ("before", "typed in the first", "typed in the second"):
        second.hears(text)
    irc.says("PING end")
    irc.hears(" :end\r\n")
    for text in ("typed in the first", "typed in the second"):
        assert irc.heard.count(text) == 1


def ends(page: Page, how: str) -> None:
    """The tab goes: with a word, or as when the browser takes it away: its scripts are told nothing."""
    page.evaluate(f"window.struck = {str(how == 'crashed').lower()}")
    page.close(run_before_unload=True)


def test_without_a_network_what_is_typed_waits_and_what_was_missed_comes(
    lobby: Hub, person: People, peer: Apps
) -> None:
    irc = app(peer, lobby, "irc3", "#net")
    ida = person().joins("ida", "#net")
    irc.says("PRIVMSG #net :before")
    ida.hears("before")
    ida.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    ida.context.set_offline(True)
    for number in range(3):
        ida.says(f"typed {number}")
    for number in range(150):
        irc.says(f"PRIVMSG #net :missed {number:03}")
    # The shell opens without a network, and has what was typed.
    ida.page.reload()
    expect(ida.page.get_by_role("status").filter(has_text="You are offline")).to_be_visible()
    expect(ida.row("typed 2")).to_have_class(re.compile(r"\bpending\b"))
    ida.composer.fill("a draft")
    ida.context.set_offline(False)
    ida.is_here()
    for number in range(3):
        ida.hears(f"typed {number}")
        irc.hears(f":typed {number}\r\n")
    expect(ida.row("missed 149")).to_have_count(1)
    ida.log.hover()
    for _ in range(30):
        if ida.row("missed 000").count():
            break
        ida.page.mouse.wheel(0, -3000)
        ida.page.wait_for_timeout(100)
    assert said(ida, "missed") == [f"missed {number:03}" for number in range(150)]
    expect(ida.composer).to_have_value("a draft")
    irc.says("PING end")
    irc.hears(" :end\r\n")
    assert all(irc.heard.count(f":typed {number}\r\n") == 1 for number in range(3))


def test_a_page_that_slept_has_missed_nothing(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc4", "#sleep")
    sol = person().joins("sol", "#sleep")
    irc.says("PRIVMSG #sleep :before")
    sol.hears("before")
    session = sol.context.new_cdp_session(sol.page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    irc.says(*(f"PRIVMSG #sleep :meanwhile {number}" for number in range(30)), "PING slept")
    irc.hears(" :slept\r\n")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    sol.hears("meanwhile 29")
    assert said(sol, "meanwhile") == [f"meanwhile {number}" for number in range(30)]
    # Over a restart of the server.
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    lobby.stop()
    lobby.start()
    again = app(peer, lobby, "irc5", "#sleep")
    again.says("PRIVMSG #sleep :after the restart", "PING slept")
    again.hears(" :slept\r\n")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    sol.tries_now()
    sol.hears("after the restart")
    sol.says("awake")
    again.hears(":awake\r\n")


def test_a_server_that_dies_in_the_middle_loses_and_doubles_nothing(lobby: Hub, person: People, peer: Apps) -> None:
    kim, lea = person().joins("kim", "#crash"), person().joins("lea", "#crash")
    kim.says("before")
    lea.hears("before")
    for number in range(6):
        kim.says(f"line {number:02}")
    kim.says("said in\nseveral, before")
    lobby.crash()
    kim.says("said in\nseveral, after")
    for number in range(6, 12):
        kim.says(f"line {number:02}")
    lobby.start()
    kim.tries_now()
    lea.tries_now()
    for number in range(12):
        kim.hears(f"line {number:02}")
        lea.hears(f"line {number:02}")
    for text in ("several, before", "several, after"):
        kim.hears(text)
        lea.hears(text)
    assert said(lea, "said in") == ["said in\nseveral, before", "said in\nseveral, after"]
    assert said(lea, "line") == said(kim, "line")
    assert sorted(said(lea, "line")) == [f"line {number:02}" for number in range(12)]
