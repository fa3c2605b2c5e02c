"""The page while its person looks elsewhere, and as an app: title, badge, notifications, installing, offline."""

import json
import re
from collections.abc import Callable

import pytest
from browser_stage import Hub, Peer
from client_stage import Person
from playwright.sync_api import expect

pytestmark = pytest.mark.timeout(300)

People = Callable[..., Person]
Apps = Callable[[int], Peer]
STAGE = """
    window.shown = []
    window.badges = []
    window.elsewhere = false
    const looks = Document.prototype
    const { get } = Object.getOwnPropertyDescriptor(looks, "visibilityState")
    const say = function () { return window.elsewhere ? "hidden" : get.call(this) }
    Object.defineProperty(looks, "visibilityState", { configurable: true, get: say })
    Object.defineProperty(looks, "hidden", { configurable: true, get() { return this.visibilityState === "hidden" } })
    window.leave = (gone) => { window.elsewhere = gone; document.dispatchEvent(new Event("visibilitychange")) }
    const Real = window.Notification
    window.Notification = class extends Real {
      constructor(title, options) { super(title, options); window.shown.push([title, options, this]) }
    }
    navigator.setAppBadge = async (count) => { window.badges.push(count) }
"""
"""What the system would show is noted; looking elsewhere, which a browser without a screen cannot, is played."""


@pytest.fixture(scope="module")
def lobby(house: Hub) -> Hub:
    return house


def app(peer: Apps, lobby: Hub, nick: str, channel: str) -> Peer:
    one = peer(lobby.port)
    one.says(f"NICK {nick}", f"USER {nick} 0 * :{nick}", f"JOIN {channel}")
    one.hears(" 366 ")
    return one


def wants_notices(person: Person) -> None:
    """As a person switches them on."""
    person.page.get_by_role("button", name="Settings", exact=True).click()
    person.page.get_by_role("checkbox", name=re.compile("^Notify me")).check()
    person.page.keyboard.press("Escape")


def notices(person: Person) -> list[list[str]]:
    return list(person.page.evaluate("window.shown.map(([title, options]) => [title, options.body])"))


def test_who_looks_elsewhere_is_called_once_and_led_to_what_was_said(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc1", "#calls")
    ada = person()
    ada.context.add_init_script(STAGE)
    ada.context.grant_permissions(["notifications"], origin=f"http://127.0.0.1:{lobby.port}")
    ada.joins("ada1", "#calls")
    ada.says("/join #beside")
    expect(ada.composer).to_have_attribute("aria-label", "Message #beside")
    wants_notices(ada)
    # Looking at the page, one is told in the page alone.
    irc.says("PRIVMSG #calls :ada1: are you there?")
    expect(ada.page.get_by_role("region", name="Notices")).to_contain_text("irc1 in #calls")
    assert notices(ada) == []
    expect(ada.page).to_have_title(re.compile(r"^\(1\) #beside"))
    # Elsewhere, by the system: for one's name and what is for oneself, not for the rest, and without any markup.
    ada.page.evaluate("leave(true)")
    irc.says(
        "PRIVMSG #calls :for nobody", "PRIVMSG #calls :@ada1 \x02look\x02 <b>here</b> \u202etxt", "PRIVMSG ada1 :psst"
    )
    ada.until("window.shown.length === 2")
    assert notices(ada) == [["irc1 in #calls", "@ada1 look <b>here</b> ‹U+202E›txt"], ["irc1", "psst"]]
    expect(ada.page).to_have_title(re.compile(r"^\(3\) #beside"))
    assert ada.page.evaluate("window.badges.at(-1)") == 3
    # What is being looked at is unread too while nobody looks.
    irc.says("JOIN #beside", "PRIVMSG #beside :ada1: and here")
    ada.until("window.shown.length === 3")
    # Pressed, it leads there.
    ada.page.evaluate("leave(false)")
    ada.page.evaluate("window.shown[0][2].onclick()")
    expect(ada.composer).to_have_attribute("aria-label", "Message #calls")
    expect(ada.log).to_contain_text("New messages")
    ada.goes_to("irc1")
    ada.goes_to("#beside")
    expect(ada.page).to_have_title("#beside – hubbub")
    ada.until("window.badges.at(-1) === 0")
    # Muted, nobody is called.
    ada.goes_to("#calls")
    ada.page.get_by_role("button", name="More about this conversation").click()
    ada.page.get_by_role("menuitemcheckbox", name="Mute").click()
    ada.goes_to("#beside")
    ada.page.evaluate("leave(true)")
    irc.says("PRIVMSG #calls :ada1: again", "PRIVMSG ada1 :after it")
    ada.until("window.shown.length === 4")
    assert notices(ada)[3] == ["irc1", "after it"]


def test_without_leave_nobody_is_called_and_the_reason_is_said(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc2", "#leave")
    eve = person()
    eve.context.add_init_script(STAGE)
    eve.joins("eve1", "#leave")
    eve.page.get_by_role("button", name="Settings", exact=True).click()
    # In a browser without a screen the question is answered by no.
    eve.page.get_by_role("checkbox", name=re.compile("^Notify me")).click()
    expect(eve.page.get_by_role("alert")).to_contain_text("does not allow it")
    expect(eve.page.get_by_role("checkbox", name=re.compile("^Notify me"))).not_to_be_checked()
    eve.page.keyboard.press("Escape")
    eve.page.evaluate("leave(true)")
    irc.says("PRIVMSG #leave :eve1: hello")
    expect(eve.page).to_have_title(re.compile(r"^\(1\)"))
    assert notices(eve) == []


def test_it_can_be_installed(lobby: Hub, person: People) -> None:
    ian = person().joins("ian", "#app")
    ian.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    session = ian.context.new_cdp_session(ian.page)
    found = session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        answer = ian.page.request.get(f"{ian.address}{icon['src']}")
        assert answer.ok
        assert answer.headers["content-type"] == icon["type"]
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in errors if each["errorId"] != "in-incognito"] == []
    # Where the browser offers it, the settings do.
    settings = ian.page.get_by_role("button", name="Settings", exact=True)
    settings.click()
    install = ian.page.get_by_role("button", name="Install hubbub as an app")
    expect(install).to_have_count(0)
    ian.page.evaluate(
        """() => {
            const offer = new Event("beforeinstallprompt", { cancelable: true })
            offer.prompt = async () => { window.prompted = (window.prompted ?? 0) + 1 }
            window.kept = !dispatchEvent(offer)
        }"""
    )
    install.click()
    expect(install).to_have_count(0)
    assert ian.page.evaluate("[window.kept, window.prompted]") == [True, 1]


def test_it_opens_without_a_network(lobby: Hub, person: People) -> None:
    ora = person().joins("ora", "#offline")
    ora.says("kept on the server")
    ora.hears("kept on the server")
    ora.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    scope = ora.page.evaluate("navigator.serviceWorker.ready.then((each) => each.scope)")
    assert scope == ora.address
    ora.context.set_offline(True)
    ora.page.reload()
    expect(ora.composer).to_be_visible()
    expect(ora.page.get_by_role("status").filter(has_text="You are offline")).to_be_visible()
    for name in ("Settings", "Jump to…"):
        ora.page.get_by_role("button", name=name, exact=name == "Settings").click()
        expect(ora.page.get_by_role("dialog")).to_be_visible()
        ora.page.keyboard.press("Escape")
    ora.says("said without a network")
    ora.context.set_offline(False)
    ora.hears("said without a network")
    ora.hears("kept on the server")


def test_forced_colours_leave_everything_to_be_seen(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc3", "#forced")
    fay = person().joins("fay", "#forced")
    fay.says("/join #other")
    fay.says("in another one")
    irc.says("PRIVMSG #forced :fay: hello")
    expect(fay.place("#forced")).to_have_accessible_name("#forced, 1 for you")
    fay.page.emulate_media(forced_colors="active")
    current = fay.place("#other")
    assert current.evaluate("(each) => getComputedStyle(each).outlineStyle") == "solid"
    badge = fay.place("#forced").locator(".badge")
    assert badge.evaluate("(each) => getComputedStyle(each).borderTopStyle") == "solid"
    for button in (fay.page.get_by_role("button", name="Emoji"), fay.page.get_by_role("button", name="Search").first):
        button.focus()
        fay.page.keyboard.press("Shift+Tab")
        fay.page.keyboard.press("Tab")
        style = button.evaluate("(each) => [getComputedStyle(each).outlineStyle, getComputedStyle(each).outlineWidth]")
        assert style[0] != "none"
        assert style[1] != "0px"
    fay.goes_to("#forced")
    row = fay.row("fay: hello")
    assert row.evaluate("(each) => getComputedStyle(each).borderLeftWidth") == "3px"


def test_nothing_moves_where_that_is_not_wanted(lobby: Hub, person: People, peer: Apps) -> None:
    irc = app(peer, lobby, "irc4", "#calm")
    cal = person("phone")
    cal.page.emulate_media(reduced_motion="reduce")
    cal.joins("cal", "#calm")
    irc.says("@+typing=active TAGMSG #calm", "PRIVMSG #calm :cal: hi")
    cal.hears("cal: hi")
    cal.page.get_by_role("button", name=re.compile("^Conversations")).click()
    cal.page.get_by_role("button", name="Settings", exact=True).click()
    expect(cal.page.get_by_role("dialog")).to_be_visible()
    moving = """document.getAnimations().filter((each) => {
        const { duration, iterations } = each.effect.getComputedTiming()
        return duration > 1 || iterations === Infinity
    }).map((each) => each.animationName ?? each.transitionProperty)"""
    assert cal.page.evaluate(moving) == []
