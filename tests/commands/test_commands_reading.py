"""What was read, and reactions: what they need, what changes nothing."""

from __future__ import annotations

from commands_world import Person, World, codes, only, shape

from hubbub.model import events, replies, requests
from hubbub.model.effects import FindMessage, FoundMessage
from hubbub.model.events import Conversation, Event, Said, Source

CAPS = ("message-tags", "draft/read-marker")
LIKE = (("+draft/reply", "m1"), ("+draft/react", "👍"))


def said(text: str) -> Said:
    return Said("m1", 1, Source("bob", "b", "host", "id-b"), Conversation("#dev", "#dev"), "message", text)


def reacts(
    world: World, alice: Person, found: Event | None, *, already: bool = False, tags: object = LIKE
) -> list[object]:
    world.answers = [FoundMessage(found, already) if found is not None else None]
    return list(alice.does(requests.Say(("#dev",), "", "tags", tags)))  # type: ignore[arg-type]


def test_a_marker_is_never_in_the_future() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    marked = only(events.ReadMarked, alice.does(requests.ReadMarker("#dev", world.time * 2)))
    assert marked.until == marked.time
    assert alice.does(requests.ReadMarker("#DEV")) == [replies.ReadMarkerIs("#DEV", marked.until)]


def test_a_guests_markers_go_with_the_guest() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    alice.does(requests.ReadMarker("#dev", 1))
    identity = alice.user.identity
    assert world.hub.markers.until(identity, "#dev") == 1
    alice.does(requests.Quit())
    assert world.hub.markers.until(identity, "#dev") is None


def test_nothing_is_marked_while_nothing_can_be_stored() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    world.hub.storing = False
    assert codes(alice.does(requests.ReadMarker("#dev", 1))) == ["cannot_store"]


def test_a_reaction_says_whose_message_it_is_and_how_that_begins() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    (reacted,) = reacts(world, alice, said("hello there, this is a message of some length"))
    assert isinstance(reacted, events.Reacted)
    assert (reacted.message, reacted.reaction, reacted.added) == ("m1", "👍", True)
    assert (reacted.author, reacted.quote) == ("bob", "hello there, this is a message of some…")
    assert reacted.kept.quote == ""
    assert world.effects == [FindMessage("#dev", "m1", alice.user.identity, "👍")]
    (reacted,) = reacts(world, alice, said("one\ntwo"))
    assert isinstance(reacted, events.Reacted)
    assert reacted.quote == "one…"


def test_the_same_reaction_again_changes_nothing() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    assert reacts(world, alice, said("hello"), already=True) == []
    back = (("+reply", "m1"), ("+draft/unreact", "👍"))
    assert reacts(world, alice, said("hello"), tags=back) == []
    (taken,) = reacts(world, alice, said("hello"), already=True, tags=back)
    assert isinstance(taken, events.Reacted)
    assert not taken.added


def test_a_reaction_to_what_nobody_knows_is_passed_on_without_a_quotation() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    (reacted,) = reacts(world, alice, None)
    assert isinstance(reacted, events.Reacted)
    assert (reacted.author, reacted.quote) == ("", "")


def test_without_history_nothing_is_looked_up() -> None:
    world = World(history=False)
    alice = world.irc("alice", "#dev", caps=CAPS)
    assert shape(alice.does(requests.Say(("#dev",), "", "tags", LIKE))) == ["Reacted"]
    assert world.effects == []


def test_who_may_not_speak_may_not_react_even_if_that_changes_while_waiting() -> None:
    world = World()
    boss = world.irc("boss", "#dev")
    alice = world.irc("alice", "#dev", caps=CAPS)

    def silence() -> None:
        boss.modes("#dev", "+m")

    world.meanwhile = silence
    (refused,) = reacts(world, alice, said("hello"))
    assert isinstance(refused, replies.Refused)
    assert refused.code == "cannot_send"


def test_a_reaction_has_one_target() -> None:
    world = World()
    alice = world.irc("alice", "#dev", "#ops", caps=CAPS)
    assert codes(alice.does(requests.Say(("#dev", "#ops"), "", "tags", LIKE))) == ["too_many_targets"]


def test_which_messages_of_tags_are_kept() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=CAPS)
    kinds = {
        tag: shape(alice.does(requests.Say(("#dev",), "", "tags", ((tag, "x"),))))
        for tag in ("+typing", "+draft/typing", "+example/mood", "+draft/persist", "+draft/react")
    }
    assert kinds == {
        "+typing": ["Typing"],
        "+draft/typing": ["Typing"],
        "+example/mood": ["Typing"],
        "+draft/persist": ["Tagged"],
        "+draft/react": ["Tagged"],  # to nothing
    }


def test_what_would_be_cut_off_when_relayed_is_refused() -> None:
    world = World()
    alice = world.irc("alice", "#dev")
    around = len(f":{alice.user.source.mask} PRIVMSG #dev :\r\n")
    assert shape(alice.says("x" * (512 - around), "#dev")) == ["Said"]
    assert codes(alice.says("x" * (513 - around), "#dev")) == ["line_too_long"]
    assert codes(alice.says("ü" * ((514 - around) // 2), "#dev")) == ["line_too_long"]
    assert codes(alice.says("x" * (513 - around), "#dev", kind="notice")) == []
    assert codes(alice.says("x" * (514 - around), "#dev", kind="notice")) == ["line_too_long"]
    assert codes(alice.says("x" * (512 - around), "#dev", kind="action")) == ["line_too_long"]
    lines = ("draft/multiline", "batch")
    bob = world.irc("bob", "#dev", caps=lines)
    assert shape(bob.says(f"{'x' * 1000}\n", "#dev")) == ["Said"]
    assert codes(alice.says("a\nb", "#dev")) == ["bad_batch"]
    pat = world.plain()
    assert "Said" in shape(pat.says("x" * 2000))
