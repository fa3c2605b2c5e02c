"""Who hears what: always the same from the channel's side, the receiver's and the user's."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import example, given
from hypothesis import strategies as st

from hubbub.net.index import Index
from hubbub.net.outbox import Outbox
from hubbub.net.receiver import Receiver
from hubbub.wire.variant import Framing

CAPS = st.sampled_from([frozenset[str](), frozenset({"server-time"}), frozenset({"echo-message"})])
FRAMINGS = st.sampled_from(["quiet", "lines", "irc"])
STEPS = st.lists(
    st.tuples(st.just("subscribe") | st.just("unsubscribe"), st.integers(0, 2), st.sampled_from(["#a", "#b"]))
    | st.tuples(st.just("identify"), st.integers(0, 2), st.sampled_from(["i", "j"]))
    | st.tuples(st.just("remove"), st.integers(0, 2))
    | st.tuples(st.just("reshape"), st.integers(0, 2), FRAMINGS, CAPS)
)


@given(STEPS)
@example([("subscribe", 0, "#b"), ("subscribe", 1, "#b"), ("reshape", 0, "quiet", frozenset())])
def test_every_side_agrees_after_every_step(steps: list[tuple[Any, ...]]) -> None:
    index = Index()
    receivers = [Receiver(number, cast("Outbox", None)) for number in range(3)]
    index.sessions.update(enumerate(receivers))
    for kind, number, *more in steps:
        receiver = receivers[number]
        if kind == "remove":
            index.remove(receiver)
        elif number not in index.sessions:
            continue
        elif kind == "identify":
            index.identify(receiver, more[0], "nick")
        elif kind == "reshape":
            framing: Framing = more[0]
            index.reshape(receiver, framing, more[1])
            assert (receiver.framing, receiver.capabilities) == (framing, more[1])
        else:
            getattr(index, kind)(receiver, more[0])
        assert index.channels.keys() == {channel for one in receivers for channel in one.channels}
        for channel, shapes in index.channels.items():
            assert all(shapes.values()), "nothing empty is kept"
            assert all(one.variant is shape for shape, some in shapes.items() for one in some)
            there = [one for some in shapes.values() for one in some]
            assert sorted(one.session for one in there) == [one.session for one in receivers if channel in one.channels]
        for identity in ("i", "j"):
            here = {one for one in index.sessions.values() if one.identity == identity}
            assert set(index.of(identity)) == here


def test_a_capability_that_shapes_no_event_changes_no_group() -> None:
    index = Index()
    one, other = (Receiver(number, cast("Outbox", None)) for number in range(2))
    for receiver in (one, other):
        index.sessions[receiver.session] = receiver
        index.subscribe(receiver, "#a")
    index.reshape(one, "irc", frozenset({"echo-message", "batch", "multi-prefix"}))
    index.reshape(other, "irc", frozenset())
    assert list(index.channels["#a"].values()) == [{one, other}]
