"""The memory of who was here: the latest first, the oldest forgotten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hubbub.hub.whowas import Whowas
from hubbub.model.events import Source
from hubbub.model.replies import Departed


def departed(nick: str, time: int) -> Departed:
    return Departed(Source(nick, "u", "h", f"id-{time}"), "", time)


@given(st.lists(st.sampled_from("abc"), max_size=30), st.integers(0, 8), st.integers(0, 8))
def test_the_last_are_remembered_the_latest_first(nicks: list[str], most: int, later: int) -> None:
    whowas = Whowas(most)
    for time, nick in enumerate(nicks):
        whowas.add(nick, departed(nick, time))
    for kept in (most, min(most, later)):
        whowas.remember(kept)
        last = list(enumerate(nicks))[max(len(nicks) - kept, 0) :]
        for nick in "abc":
            assert [one.time for one in whowas.find(nick)] == [time for time, name in reversed(last) if name == nick]
