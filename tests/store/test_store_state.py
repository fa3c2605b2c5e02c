"""State rows against a replay of the log, and the recent messages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from store_samples import BOB, LOBBY, batches, histories, said

from hubbub.model.effects import FindRetry
from hubbub.model.events import (
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Event,
    ModesSet,
    PresenceKept,
    Purged,
    RegistrationSet,
    Said,
    TopicSet,
    Unpurged,
)
from hubbub.model.state import ChannelState, ListEntry, Purge, RecentMessage, Snapshot, Topic
from hubbub.store import reader
from hubbub.store.reader import RECENT_SPAN
from hubbub.store.sqlite import SqliteLog


def replay(events: list[Event]) -> Snapshot:
    """What the events add up to, by the plainest reading of them."""
    channels: dict[str, dict[str, Any]] = {}
    recent: list[RecentMessage] = []
    purges: dict[str, Purge] = {}
    kept = {event.presence.account: event.presence for event in events if isinstance(event, PresenceKept)}
    for event in events:
        if isinstance(event, ChannelOpened):
            channels[event.channel.key] = {
                "conversation": event.channel,
                "created": event.time,
                "flags": set(event.flags),
                "key": "",
                "limit": 0,
                "topic": None,
                "lists": [],
                "forward": "",
                "registration": None,
            }
        elif isinstance(event, ChannelClosed):
            del channels[event.channel.key]
        elif isinstance(event, ChannelRenamed):
            before, after = event.channel.key, event.after.key
            channels[after] = channels.pop(before) | {"conversation": event.after}
            if before != after:
                recent = [
                    replace(message, conversation=after if message.conversation == before else f"{after} once")
                    if message.conversation in {before, after}
                    else message
                    for message in recent
                ]
        elif isinstance(event, TopicSet):
            topic = Topic(event.text, event.source.mask, event.time) if event.text else None
            channels[event.channel.key]["topic"] = topic
        elif isinstance(event, RegistrationSet):
            channels[event.channel.key]["registration"] = event.registration
        elif isinstance(event, Purged):
            purges[event.channel.key] = Purge(event.channel, event.reason, event.by, event.time)
        elif isinstance(event, Unpurged):
            purges.pop(event.channel.key, None)
        elif isinstance(event, ModesSet):
            replay_modes(channels[event.channel.key], event)
        elif isinstance(event, Said) and event.cid:
            recent.append(RecentMessage(event.conversation.key, event.cid, event.id, event.time))
    for channel in channels.values():
        channel["flags"] = "".join(sorted(channel["flags"]))
        channel["lists"] = tuple(channel["lists"])
    return Snapshot(
        tuple(ChannelState(**channels[key]) for key in sorted(channels)),
        tuple(recent),
        purges=tuple(purges[key] for key in sorted(purges)),
        presences=tuple(kept[account] for account in sorted(kept)),
    )


def replay_modes(channel: dict[str, Any], event: ModesSet) -> None:
    for change in event.changes:
        match change.letter, change.add:
            case "q" | "a" | "o" | "h" | "v", _:
                pass
            case "k", add:
                channel["key"] = change.argument if add else ""
            case "l", add:
                channel["limit"] = int(change.argument) if add else 0
            case "f", add:
                channel["forward"] = change.argument if add else ""
            case "b" | "e" | "I" as letter, True:
                if (letter, change.argument) not in [(entry.letter, entry.mask) for entry in channel["lists"]]:
                    channel["lists"].append(ListEntry(letter, change.argument, event.source.mask, event.time))
            case "b" | "e" | "I" as letter, False:
                channel["lists"] = [e for e in channel["lists"] if (e.letter, e.mask) != (letter, change.argument)]
            case flag, True:
                channel["flags"].add(flag)
            case flag, False:
                channel["flags"].discard(flag)


def named(snapshot: Snapshot) -> Snapshot:
    """Conversations that lost their name to another are kept under a key that depends on their number."""
    recent = tuple(
        replace(message, conversation=f"{message.conversation.partition(chr(10))[0]} once")
        if "\n" in message.conversation
        else message
        for message in snapshot.recent
    )
    return replace(snapshot, recent=recent)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_state_rows_are_what_a_replay_gives(data: st.DataObject) -> None:
    events = data.draw(histories(longest=60, renames=True))
    with TemporaryDirectory() as folder, closing(SqliteLog(Path(folder), sync="normal")) as log:
        for batch in data.draw(batches(events)):
            log.append(batch)
        expected = replay(events)
        assert named(log.load(100)) == expected
        log.reopen()
        assert named(log.load(100)) == expected


def test_state_events_of_a_channel_that_is_not_open_change_nothing(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([TopicSet("t", 1, BOB, LOBBY, "lost"), ChannelClosed("c", 2, LOBBY)])
        assert log.load(0).channels == ()


def test_opening_a_channel_again_begins_anew(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([ChannelOpened("a", 1, LOBBY, "nt"), TopicSet("t", 2, BOB, LOBBY, "old")])
        log.append([ChannelOpened("b", 3, LOBBY, "s")])
        assert log.load(0).channels == (ChannelState(LOBBY, 3, "s"),)


def test_recent_messages_are_those_of_a_day(tmp_path: Path) -> None:
    now = 5 * RECENT_SPAN
    with closing(SqliteLog(tmp_path)) as log:
        times = (now - RECENT_SPAN - 1, now - RECENT_SPAN, now - 1, now + 1)
        log.append([said(n, cid=f"c{n}", time=time) for n, time in enumerate(times)])
        log.append([said(9, time=now)])
        assert [message.id for message in log.load(now).recent] == ["m1", "m2", "m3"]


def test_recent_messages_are_the_newest_so_many(tmp_path: Path) -> None:
    with patch.object(reader, "RECENT_MESSAGES", 3), closing(SqliteLog(tmp_path)) as log:
        log.append([said(n, cid=f"c{n}") for n in range(10)])
        assert [message.id for message in log.load(10).recent] == ["m7", "m8", "m9"]


def test_a_retry_is_found_by_conversation_and_day(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([said(10, cid="same"), said(30, cid="same")])
        assert log.find_retry(FindRetry(LOBBY.key, "same", 0)) == RecentMessage(LOBBY.key, "same", "m30", 30)
        assert log.find_retry(FindRetry(LOBBY.key, "same", 30)) is not None
        for miss in (
            FindRetry(LOBBY.key, "same", 31),
            FindRetry("#dev", "same", 0),
            FindRetry(LOBBY.key, "other", 0),
            FindRetry(LOBBY.key, "", 0),
        ):
            assert log.find_retry(miss) is None
