"""Parts of the page that come when they are first used: late, or not at all."""

import re
from collections.abc import Callable

from browser_stage import Hub
from client_stage import Person
from playwright.sync_api import Route, expect

People = Callable[..., Person]
PART = re.compile(r"/assets/(?:dialogs|floating|commands|asking)-")


def without_worker(alice: Person) -> Person:
    """As over plain http from elsewhere, where nothing is kept beforehand."""
    alice.page.add_init_script("delete Navigator.prototype.serviceWorker")
    return alice


def gone(route: Route) -> None:
    route.abort("connectionrefused")


def test_the_first_page_and_talking_fetch_no_part(lobby: Hub, person: People) -> None:
    alice = without_worker(person())
    fetched: list[str] = []
    alice.page.on("request", lambda request: fetched.append(request.url))
    alice.joins("alice")
    alice.says("hello")
    alice.hears("hello")
    assert any("/assets/main-" in url for url in fetched)
    assert not [url for url in fetched if PART.search(url)]
    alice.composer.press("Control+k")
    expect(alice.page.get_by_role("dialog", name="Jump to")).to_be_visible()
    assert len([url for url in fetched if PART.search(url)]) == 1


def test_a_part_of_another_build_is_answered_by_a_reload_that_loses_nothing(lobby: Hub, person: People) -> None:
    alice = without_worker(person()).joins("alice")
    alice.page.route(PART, gone)
    newer = '<!doctype html><script type="module" src="assets/main-00000000.js"></script>'
    alice.page.route(alice.address, lambda route: route.fulfill(body=newer, content_type="text/html"))
    alice.composer.fill("half a sentence")
    alice.composer.press("Control+k")
    notice = alice.page.get_by_role("region", name="Notices").get_by_role("button", name="newer version of this page")
    expect(notice).to_be_visible()
    expect(alice.composer).to_be_focused()
    alice.page.unroute_all()
    notice.click()
    alice.is_here()
    expect(alice.composer).to_have_value("half a sentence")
    alice.composer.press("Control+k")
    expect(alice.page.get_by_role("dialog", name="Jump to")).to_be_visible()


def test_without_a_network_what_was_typed_stays_and_the_next_try_works(lobby: Hub, person: People) -> None:
    alice = without_worker(person()).joins("alice")
    for what in (PART, alice.address):
        alice.page.route(what, gone)
    alice.composer.fill("/me waves")
    alice.composer.press("Enter")
    expect(alice.page.get_by_role("alert")).to_contain_text("Try again when there is a connection")
    expect(alice.composer).to_have_value("/me waves")
    alice.composer.press("F1")
    notices = alice.page.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("A part of the page could not be fetched")
    alice.page.unroute_all()
    alice.composer.press("Enter")
    expect(alice.composer).to_have_value("")
    alice.hears("waves")
    alice.composer.press("F1")
    expect(alice.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_what_is_typed_while_a_dialog_is_on_its_way_is_meant_for_it(lobby: Hub, person: People) -> None:
    alice = without_worker(person()).joins("alice")
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    alice.page.route(PART, hold)
    with alice.page.expect_request(PART):
        alice.composer.press("Control+k")
    expect(alice.page.get_by_text("Loading…")).to_be_visible()
    alice.page.keyboard.type("#keys")
    alice.page.keyboard.press("Enter")
    late[0].continue_()
    expect(alice.composer).to_have_attribute("aria-label", "Message #keys")
    expect(alice.composer).to_have_value("")
