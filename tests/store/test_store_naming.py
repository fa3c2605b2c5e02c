"""Another casemapping: channels go on under the keys it makes, and where two names would be one nothing is written."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from store_samples import ALICE

from hubbub.model.account import Account
from hubbub.model.effects import ReadPage
from hubbub.model.events import (
    AccountRegistered,
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Conversation,
    Event,
    MetadataSet,
    PresenceKept,
    Purged,
    ReadMarked,
    Said,
    Source,
)
from hubbub.model.names import Casemapping, fold
from hubbub.model.presence import Presence
from hubbub.store.base import StoreError
from hubbub.store.schema import DATABASE_NAME
from hubbub.store.sqlite import SqliteLog

OWNER = Source("alice", "a", "h", "account-1", "alice")


def channel(name: str, casemapping: Casemapping = "ascii") -> Conversation:
    return Conversation(fold(name, casemapping), name)


def texts(log: SqliteLog, key: str) -> list[str]:
    return [event.id for event in log.read_page(ReadPage(key, "latest", 10)).events]


def test_channels_and_all_that_is_kept_by_their_names_go_on(tmp_path: Path) -> None:
    here, ended, renamed = channel("#Tea[1]"), channel("#Old~"), channel("#first")
    presence = Presence("account-1", 0, True, "alice", "a", "h", "A", "", "", 1, ((here.key, "o"),))
    with closing(SqliteLog(tmp_path, casemapping="ascii")) as log:
        log.append([ChannelOpened(name.name, 1, name, "nt") for name in (here, ended, renamed, channel("#plain"))])
        log.append([Said("m1", 2, ALICE, here, "message", "x"), Said("m2", 3, ALICE, ended, "message", "x")])
        log.append([AccountRegistered("a", 3, Account("account-1", "alice", 1), "alice")])
        log.append([ReadMarked("r", 4, OWNER, here, 2), MetadataSet("d", 4, here.key, here.name, "url", "u", (here,))])
        log.append([PresenceKept("p", 5, presence), Purged("q", 5, channel("#bad|"), "no", "root")])
        log.append([ChannelClosed("c", 6, ended), ChannelRenamed("n", 7, ALICE, renamed, channel("#Second]"))])
    mappings: tuple[Casemapping, ...] = ("rfc1459", "rfc1459", "ascii", "precis")
    for casemapping in mappings:
        with closing(SqliteLog(tmp_path, casemapping=casemapping)) as log:
            key = fold("#Tea[1]", casemapping)
            snapshot = log.load(0)
            keys = {state.conversation.name: state.conversation.key for state in snapshot.channels}
            assert keys == {name: fold(name, casemapping) for name in ("#Tea[1]", "#Second]", "#plain")}
            assert texts(log, key) == ["m1"]
            assert texts(log, fold("#Old~", casemapping)) == ["m2"]
            assert [marker.conversation for marker in snapshot.read_markers] == [key]
            assert [value.target for value in snapshot.metadata] == [key]
            assert snapshot.presences[0].channels == ((key, "o"),)
            assert [purge.channel for purge in snapshot.purges] == [channel("#bad|", casemapping)]


COLLISIONS: dict[str, tuple[list[Event], Casemapping]] = {
    "#a[ and #A{": (
        [ChannelOpened("1", 1, channel("#a["), "nt"), ChannelOpened("2", 2, channel("#A{"), "nt")],
        "rfc1459",
    ),
    "#b~ and #b^": (
        [
            ChannelOpened("1", 1, channel("#b~"), "nt"),
            ChannelClosed("2", 2, channel("#b~")),
            ChannelOpened("3", 3, channel("#b^"), "nt"),
        ],
        "rfc1459",
    ),
    "#É and #é": (
        [ChannelOpened("1", 1, channel("#É"), "nt"), ChannelOpened("2", 2, channel("#é"), "nt")],
        "precis",
    ),
    r"x\ and x|": (
        [AccountRegistered(name, 1, Account(name, name, 1), name) for name in ("x\\", "x|")],
        "rfc1459",
    ),
    "n[ and n{": (
        [PresenceKept(nick, 1, Presence(nick, 0, True, nick, "u", "h", "r", "", "", 1, ())) for nick in ("n[", "n{")],
        "rfc1459",
    ),
    "#p[ and #p{": ([Purged(name, 1, channel(name), "no", "root") for name in ("#p[", "#p{")], "rfc1459"),
}


@pytest.mark.parametrize("names", COLLISIONS)
@pytest.mark.parametrize("noted", [True, False])
def test_names_that_would_be_one_are_refused_and_nothing_is_written(names: str, noted: bool, tmp_path: Path) -> None:
    happened, casemapping = COLLISIONS[names]
    with closing(SqliteLog(tmp_path, casemapping="ascii" if noted else None)) as log:
        log.append(happened)
    before = (tmp_path / DATABASE_NAME).read_bytes()
    for _ in range(2):
        with pytest.raises(StoreError, match="keep the casemapping it was written with") as refusal:
            SqliteLog(tmp_path, casemapping=casemapping)
        assert names in str(refusal.value)
        assert "\n" not in str(refusal.value)
    assert (tmp_path / DATABASE_NAME).read_bytes() == before
    SqliteLog(tmp_path, casemapping="ascii").close()
