"""Who is told of whom they watch, and of what they subscribed to: each once, whether or not they share a channel."""

from __future__ import annotations

from typing import cast

from hubbub.model import events
from hubbub.model.events import Conversation, Event, Source
from hubbub.model.server import Server
from hubbub.model.turn import Turn
from hubbub.net.delivery import Delivery
from hubbub.net.outbox import Outbox

SERVER = Server(name="hub", network="Hub", description="", version="v", created=0)
HERE = Conversation("#a", "#a")
BOB = Source("Bob", "b", "h", "id-bob")


class Box:
    """An outbox that only remembers."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    def close(self, _ending: bytes = b"") -> None:
        """Nothing comes after it."""

    def discard(self) -> None:
        """Nothing is held."""

    def lines(self) -> list[str]:
        """What came since it was asked last."""
        data, self.data = self.data, b""
        return data.decode().splitlines()


class Stage:
    """Delivery, and sessions that speak IRC."""

    def __init__(self) -> None:
        self.delivery = Delivery(SERVER)
        self.boxes: dict[int, Box] = {}

    def irc(self, number: int, source: Source, *capabilities: str, arrived: bool = False) -> Box:
        box = self.boxes[number] = Box()
        self.delivery.attach(number, cast("Outbox", box))
        self.happens(
            events.FramingChanged("f", 1, number, "irc"),
            events.CapabilitiesChanged("c", 1, number, frozenset(capabilities)),
            events.Entered("e", 1, number, source, arrived=arrived),
        )
        return box

    def happens(self, *told: Event, by: int = 0) -> None:
        turn = Turn(by)
        turn.told.extend(told)
        self.delivery.deliver([turn])

    def joins(self, *sources: Source) -> None:
        for source in sources:
            self.happens(events.Joined("j", 1, source, HERE, "Real"))
        for box in self.boxes.values():
            box.lines()


def person(number: int) -> Source:
    return Source(f"p{number}", "u", "h", f"id-{number}")


def test_coming_going_and_another_nick() -> None:
    stage = Stage()
    watcher, other = stage.irc(1, person(1)), stage.irc(2, person(2))
    stage.happens(events.Monitoring("m", 1, 1, frozenset({"bob", "rob"})))
    stage.irc(3, BOB, arrived=True)
    assert watcher.lines() == [":hub 730 p1 :Bob!b@h"]
    stage.irc(4, BOB)
    assert watcher.lines() == [], "another connection of theirs is no news"
    stage.happens(events.Renamed("r", 1, BOB, "BOB", ()))
    assert watcher.lines() == []
    stage.happens(events.Renamed("r", 1, BOB, "Rob", ()))
    assert watcher.lines() == [":hub 731 p1 :Bob", ":hub 730 p1 :Rob!b@h"]
    stage.happens(events.Quit("q", 1, Source("Rob", "b", "h", "id-bob"), (), "bye"))
    assert watcher.lines() == [":hub 731 p1 :Rob"]
    stage.happens(events.SessionEnded("x", 1, 1), events.Entered("e", 1, 2, BOB, arrived=True))
    assert other.lines() == []


def test_who_watches_and_shares_a_channel_is_told_once() -> None:
    stage = Stage()
    apart = stage.irc(1, person(1), "extended-monitor", "away-notify")
    both = stage.irc(2, person(2), "extended-monitor", "away-notify")
    unasked = stage.irc(3, person(3), "away-notify")
    stage.irc(4, BOB)
    stage.joins(BOB, person(2))
    for number in (1, 2, 3):
        stage.happens(events.Monitoring("m", 1, number, frozenset({"bob"})))
    stage.happens(events.AwayChanged("a", 1, BOB, "tea", (HERE,)))
    assert apart.lines() == both.lines() == [":Bob!b@h AWAY :tea"]
    assert unasked.lines() == []
    stage.happens(events.AwayChanged("a", 1, BOB, "tea", (HERE,), news=False))
    assert both.lines() == [":Bob!b@h AWAY :tea"]
    assert apart.lines() == []


def test_who_cannot_understand_a_new_host_sees_nobody_quit_where_nobody_was() -> None:
    stage = Stage()
    able = stage.irc(1, person(1), "extended-monitor", "chghost")
    unable = stage.irc(2, person(2), "extended-monitor")
    member, own = stage.irc(3, person(3)), stage.irc(4, BOB)
    stage.joins(BOB, person(3))
    for number in (1, 2):
        stage.happens(events.Monitoring("m", 1, number, frozenset({"bob"})))
    changed = events.HostChanged("h", 1, BOB, "b", "new", (HERE,))
    stage.happens(changed, events.Reappeared("r", 1, changed.after, HERE, "Bob"))
    assert able.lines() == [":Bob!b@h CHGHOST b new"]
    assert unable.lines() == own.lines() == []
    assert member.lines() == [":Bob!b@h QUIT :Changing host", ":Bob!b@new JOIN #a"]


def test_metadata_is_told_to_those_who_subscribed_and_see_whom_it_is_of() -> None:
    stage = Stage()
    member, stranger, watcher = (stage.irc(number, person(number)) for number in (1, 2, 3))
    deaf, own = stage.irc(4, person(4)), stage.irc(5, BOB)
    stage.joins(BOB, person(1), person(4))
    for number in (1, 2, 3, 5):
        stage.happens(events.SubscriptionsSet("s", 1, number, frozenset({"url"})))
    stage.happens(events.Monitoring("m", 1, 3, frozenset({"bob"})))
    told = events.MetadataSet("x", 1, "id-bob", "Bob", "url", "v", (HERE,))
    stage.happens(told)
    assert member.lines() == watcher.lines() == own.lines() == [":hub METADATA Bob url * :v"]
    assert stranger.lines() == deaf.lines() == []
    stage.happens(told, by=5)
    assert own.lines() == [], "what one did oneself one knows"
    stage.happens(events.MetadataSet("x", 1, "id-bob", "Bob", "other", "v", (HERE,)))
    member.lines(), watcher.lines()
    stage.happens(events.SubscriptionsSet("s", 1, 1, frozenset()), told)
    assert member.lines() == []


def test_a_veiled_members_metadata_is_for_those_with_a_rank() -> None:
    stage = Stage()
    member, ranked = stage.irc(1, person(1)), stage.irc(2, person(2))
    stage.irc(3, BOB)
    stage.joins(BOB, person(1))
    stage.happens(events.Joined("j", 1, person(2), HERE, "Real", "o", 3))
    for number in (1, 2):
        stage.happens(events.SubscriptionsSet("s", 1, number, frozenset({"url"})))
    member.lines(), ranked.lines()
    veiled = Conversation("#a", "#a", veiled=True)
    stage.happens(events.MetadataSet("x", 1, "id-bob", "Bob", "url", "v", (veiled,)))
    assert ranked.lines() == [":hub METADATA Bob url * :v"]
    assert member.lines() == []


def test_a_renamed_channel_moves_everybody_in_it() -> None:
    stage = Stage()
    able, unable, stranger = stage.irc(1, person(1), "draft/channel-rename"), stage.irc(2, person(2)), stage.irc(3, BOB)
    stage.joins(person(1), person(2))
    after = Conversation("#b", "#B")
    members = tuple(events.Present(person(number), "Real", "o" if number == 1 else "") for number in (1, 2))
    renamed = events.ChannelRenamed("r", 1, person(1), HERE, after, "why", ("cats", "x", 5 * 10**9), members)
    stage.happens(
        events.Said("1", 1, person(1), HERE, "message", "before"),
        renamed,
        events.Said("2", 1, person(1), after, "message", "after"),
    )
    assert able.lines() == [
        ":p1!u@h PRIVMSG #a :before",
        ":p1!u@h RENAME #a #B :why",
        ":p1!u@h PRIVMSG #B :after",
    ]
    assert unable.lines() == [
        ":p1!u@h PRIVMSG #a :before",
        ":p2!u@h PART #a :why",
        ":p2!u@h JOIN #B",
        ":hub 332 p2 #B :cats",
        ":hub 333 p2 #B x 5",
        ":hub 353 p2 = #B :@p1 p2",
        ":hub 366 p2 #B :End of /NAMES list",
        ":p1!u@h PRIVMSG #B :after",
    ]
    stage.happens(events.Said("3", 1, person(1), HERE, "message", "to nobody"))
    assert able.lines() == unable.lines() == stranger.lines() == []
    stage.happens(events.ChannelRenamed("r", 1, person(1), after, Conversation("#b", "#b"), "", None, members))
    assert able.lines() == [":p1!u@h RENAME #B #b :"]
    assert unable.lines() == []
