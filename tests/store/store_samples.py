"""Events for the log's tests."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from hubbub.model.events import (
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Conversation,
    Event,
    Joined,
    Left,
    ModesSet,
    PresenceKept,
    Purged,
    Quit,
    RegistrationSet,
    Renamed,
    Said,
    Source,
    TopicSet,
    Unpurged,
)
from hubbub.model.modes import Change
from hubbub.model.names import direct
from hubbub.model.presence import Presence
from hubbub.model.registration import Registration

ALICE = Source("alice", "~alice", "host.example", "g-alice")
BOB = Source("bob", "~bob", "host.example", "bob", "bob")
PEOPLE = (ALICE, BOB)
LOBBY = Conversation("#lobby", "#Lobby")
CHANNELS = (LOBBY, Conversation("#dev", "#dev"), Conversation("#ключ", "#Ключ"))
DIRECT_KEY = direct(ALICE.identity, BOB.identity)
DIRECT = Conversation(DIRECT_KEY, "")


def said(
    number: int,
    *,
    conversation: Conversation = LOBBY,
    text: str = "",
    source: Source = ALICE,
    cid: str = "",
    time: int | None = None,
) -> Said:
    """The message with the id ``m<number>``, at ``number`` nanoseconds unless told otherwise."""
    return Said(
        f"m{number}",
        number if time is None else time,
        source,
        conversation,
        "message",
        text or f"text {number}",
        cid=cid,
    )


_MASKS = st.sampled_from(["*!*@bad.example", "troll!*@*", "m:*!*@*"])
_ON = st.one_of(
    st.builds(lambda letter: Change(True, letter), st.sampled_from("CEMRUimnpstu")),
    st.builds(lambda word: Change(True, "k", word), st.sampled_from(["sesame", "x"])),
    st.builds(lambda number: Change(True, "l", str(number)), st.integers(1, 999)),
    st.builds(lambda letter, mask: Change(True, letter, mask), st.sampled_from("beI"), _MASKS),
    st.builds(lambda name: Change(True, "f", name), st.sampled_from(["#dev", "#other"])),
    st.builds(lambda letter: Change(True, letter, "alice"), st.sampled_from("qaohv")),
)
_OFF = st.one_of(
    st.builds(lambda letter: Change(False, letter), st.sampled_from("CEMRUimnpstu")),
    st.builds(lambda word: Change(False, "k", word), st.sampled_from(["", "*", "sesame"])),
    st.just(Change(False, "l")),
    st.just(Change(False, "f")),
    st.builds(lambda letter, mask: Change(False, letter, mask), st.sampled_from("beI"), _MASKS),
)
_REGISTRATIONS = st.none() | st.builds(
    Registration,
    founder=st.sampled_from(["a-1", "a-2"]),
    time=st.integers(0, 99),
    roles=st.dictionaries(st.sampled_from(["a-3", "a-4"]), st.sampled_from("aohv")).map(
        lambda roles: tuple(sorted(roles.items()))
    ),
    heir=st.sampled_from(["", "a-5"]),
)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=20)


PRESENCES = st.builds(
    Presence,
    st.sampled_from(["a-alice", "a-bob"]),
    st.integers(0, 9),
    st.booleans(),
    *(_TEXTS,) * 6,
    st.integers(0, 9),
    st.dictionaries(st.sampled_from(["#a", "#b", "#c"]), st.sampled_from(["", "o", "ov"])).map(
        lambda ranks: tuple(sorted(ranks.items()))
    ),
)


def hidden(event: Event, key: str) -> bool:
    """Whether the event is in no history of this conversation."""
    veiled = any(conversation.key == key and conversation.veiled for conversation in event.conversations)
    return veiled or (isinstance(event, Said) and bool(event.rank))


def _free_names(channel: Conversation, opened: dict[str, Conversation]) -> list[Conversation]:
    """What a channel may be called: another spelling, or a name that no open channel has."""
    another = Conversation(channel.key, channel.name.upper())
    return [another, *(other for other in CHANNELS if other.key not in opened)]


def _belonging(name: str, time: int, channel: Conversation) -> st.SearchStrategy[Event]:
    """Whose a channel is, or whether there may be one."""
    others = st.sampled_from(CHANNELS)
    return st.one_of(
        st.builds(lambda registration: RegistrationSet(name, time, channel, registration, "alice"), _REGISTRATIONS),
        st.builds(lambda other: Purged(name, time, other, "no", "root"), others),
        st.builds(lambda other: Unpurged(name, time, other, "root"), others),
    )


@st.composite
def histories(  # noqa: PLR0912 - one branch for each kind of event
    draw: st.DrawFn, *, longest: int = 40, forward: bool = True, renames: bool = False
) -> list[Event]:
    """A valid sequence of durable events; ``forward`` False: by a clock that is sometimes set back."""
    events: list[Event] = []
    opened: dict[str, Conversation] = {}
    time = 100
    for number in range(draw(st.integers(0, longest))):
        time += draw(st.integers(0, 3) if forward else st.integers(-5, 5))
        source = draw(st.sampled_from(PEOPLE))
        channel = draw(st.sampled_from(CHANNELS))
        name = f"e{number}"
        if channel.key not in opened:
            if draw(st.booleans()):
                events.append(ChannelOpened(name, time, channel, draw(st.sampled_from(["", "nt", "tn"]))))
                opened[channel.key] = channel
            else:
                events.append(Said(name, time, source, DIRECT, "message", draw(_TEXTS), to="bob"))
            continue
        several = tuple(opened.values())[: draw(st.integers(0, 3))]
        match draw(st.integers(-2 if renames else 0, 12)):
            case -1 | -2:
                after = draw(st.sampled_from(_free_names(channel, opened)))
                event: Event = ChannelRenamed(name, time, source, opened.pop(channel.key), after)
                opened[after.key] = after
            case 0:
                event = ChannelClosed(name, time, channel)
                del opened[channel.key]
            case 1:
                event = TopicSet(name, time, source, channel, draw(_TEXTS))
            case 2 | 3:
                changes = draw(st.lists(st.one_of(_ON, _OFF), min_size=1, max_size=4))
                event = ModesSet(name, time, source, channel, tuple(changes))
            case 4:
                event = Renamed(name, time, source, "carol", several)
            case 5:
                event = Quit(name, time, source, tuple(replace(one, veiled=draw(st.booleans())) for one in several), "")
            case 6 | 7:
                seen = replace(channel, veiled=draw(st.booleans()))
                joined = Joined(name, time, source, seen, "Real Name", "o", 3)
                event = draw(
                    st.one_of(
                        st.sampled_from([joined, Left(name, time, source, channel)]),
                        st.builds(PresenceKept, st.just(name), st.just(time), PRESENCES),
                    )
                )
            case 8 | 9 | 10:
                event = draw(_belonging(name, time, channel))
            case _:
                cid = draw(st.sampled_from(["", f"c{number}"]))
                rank = draw(st.sampled_from(["", "", "o"]))
                event = Said(name, time, source, channel, "message", draw(_TEXTS), cid=cid, rank=rank)
        events.append(event)
    return events


@st.composite
def batches(draw: st.DrawFn, events: list[Event]) -> list[list[Event]]:
    """The events in order, cut anywhere."""
    cut: list[list[Event]] = []
    rest = events
    while rest:
        size = draw(st.integers(1, len(rest)))
        cut.append(rest[:size])
        rest = rest[size:]
    return cut
