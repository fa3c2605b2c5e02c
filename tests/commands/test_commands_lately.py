"""Messages named by who said them last."""

from __future__ import annotations

import pytest
from commands_world import Person, World, codes, only, shape

from hubbub.model import events, replies, requests
from hubbub.model.effects import FindMessage, FoundMessage, Page, ReadPage
from hubbub.model.events import Conversation, Event, Said, Source

DEV = Conversation("#dev", "#dev")
GONE = Source("gone", "g", "host", "id-gone")


def said(number: int, by: Source, text: str = "hello") -> Said:
    return Said(f"m{number}", number, by, DEV, "message", text)


def people(world: World) -> tuple[Person, Person]:
    """An operator on IRC, and somebody who types lines, both in #dev."""
    boss, nora = world.irc("boss", "#dev"), world.plain()
    nora.does(requests.Nick("nora"))
    nora.does(requests.Join(("#dev",)))
    return boss, nora


def found(world: World, *page: Event, which: int, reacted: bool = False) -> None:
    world.answers = [Page(page), FoundMessage(page[which], reacted)]


def test_a_reaction_is_to_the_last_of_somebody_or_of_anybody_else() -> None:
    for nick, chosen in (("", 1), ("BOSS", 0), ("gone", 1), ("nora", 2)):
        world = World()
        boss, nora = people(world)
        page = (said(1, boss.user.source), said(2, GONE, "x" * 99), said(3, nora.user.source))
        found(world, *page, which=chosen)
        told = nora.does(requests.ReactToLast("", nick, "👍"))
        event = only(events.Reacted, told)
        assert (event.message, event.reaction, event.added) == (page[chosen].id, "👍", True)
        assert world.effects[0] == ReadPage("#dev", "latest", 100)
        assert world.effects[1] == FindMessage("#dev", page[chosen].id, nora.user.identity, "👍")
        whose = "you" if chosen == 2 else page[chosen].source.nick
        assert only(replies.Note, told).text.startswith(f"you reacted 👍 to {whose}: {page[chosen].text[:39]}")


def test_a_reaction_is_given_once_and_taken_back_once() -> None:
    for reacted, added, event, answer in (
        (False, True, True, "you reacted 👍 to gone: hello"),
        (True, True, False, "you have already reacted so to gone: hello"),
        (True, False, True, "you took 👍 back from gone: hello"),
        (False, False, False, "you have not reacted so to gone: hello"),
    ):
        world = World()
        _, nora = people(world)
        found(world, said(1, GONE), which=0, reacted=reacted)
        told = nora.does(requests.ReactToLast("#DEV", "", "👍", added))
        assert shape(told) == ["Reacted", "Note"][not event :]
        assert only(replies.Note, told).text == answer


def test_ones_own_last_message_is_removed_and_that_of_others_by_operators() -> None:
    world = World()
    boss, nora = people(world)
    page = (said(1, nora.user.source, "secret\nlines"), said(2, GONE), said(3, boss.user.source))
    found(world, *page, which=0)
    told = nora.does(requests.RedactLast())
    assert only(events.Redacted, told).message == "m1"
    assert only(replies.Note, told).text == "you removed what you said: secret…"
    found(world, *page, which=1)
    assert codes(nora.does(requests.RedactLast("", "gone", "spam"))) == ["cannot_redact"]
    boss.modes("#dev", "+o", "nora")
    found(world, *page, which=1)
    redacted = only(events.Redacted, nora.does(requests.RedactLast("#dev", "gone", "spam")))
    assert (redacted.message, redacted.reason, redacted.author) == ("m2", "spam", "gone")


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (requests.RedactLast("", "nobody"), "unknown_message"),
        (requests.ReactToLast("", "", "👍"), "unknown_message"),
        (requests.RedactLast("#hers"), "no_history"),
        (requests.RedactLast("#none"), "no_such_channel"),
    ],
)
def test_what_is_not_there(ask: requests.Request, code: str) -> None:
    world = World()
    _, nora = people(world)
    world.irc("carol", "#hers")
    world.answers = [Page((said(1, nora.user.source),))]
    assert codes(nora.does(ask)) == [code]


def test_who_only_listens_and_where_nothing_is_kept() -> None:
    world = World()
    assert codes(world.plain().does(requests.RedactLast())) == ["not_registered"]
    world = World(history=False)
    _, nora = people(world)
    assert codes(nora.does(requests.ReactToLast("", "", "👍"))) == ["unknown_command"]


def test_a_secret_channel_is_none_to_who_is_not_in_it() -> None:
    world = World()
    boss, nora = people(world)
    nora.does(requests.Part(("#dev",)))
    boss.modes("#dev", "+s")
    for ask in (requests.ReactToLast("#dev", "", "👍"), requests.RedactLast("#dev")):
        assert codes(nora.does(ask)) == ["no_such_channel"]
