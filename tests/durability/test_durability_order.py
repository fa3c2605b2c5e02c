"""Watched from outside, by its system calls: no byte of a message leaves before the log has it, synced."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_hub import Hub, Irc, Peer, play, serving

CALLS = "fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg"
SYNCS = frozenset({"fsync", "fdatasync"})
MESSAGES = 60

_CALL = re.compile(r"(\d+) +(?:<\.\.\. )?(\w+)(?:\((\d+)<([^>]*)>| resumed>)(.*)")


def strace_or_skip() -> None:
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("strace is missing: install it, the order of syncs and sends is checked with it")
        pytest.skip("strace is missing")


def calls(trace: str) -> Iterator[tuple[str, bool, bool, str, str]]:
    """Each call: name, whether it begins here, whether it has returned here, the file it is on, what it writes."""
    files: dict[str, str] = {}
    for line in trace.splitlines():
        found = _CALL.match(line)
        if found is None:
            continue
        thread, name, descriptor, file, rest = found.groups()
        begins = descriptor is not None
        if begins:
            files[thread] = file
        yield name, begins, not rest.endswith("<unfinished ...>"), files.get(thread, ""), rest if begins else ""


async def talk(hub: Hub) -> None:
    listener, raw = await Irc.register(hub, "listener"), await Peer.connect(hub)
    speakers = [await Irc.register(hub, f"speaker{n}") for n in range(3)]
    raw.say("knock")
    await listener.hear("knock")
    for n in range(MESSAGES):
        speakers[n % 3].say(f"PRIVMSG #lobby :token{n:04}.")
        raw.say(f"token{MESSAGES + n:04}.")
        if n % 10 == 9:  # so that some batches hold one message and some hold many
            await speakers[n % 3].hear(f"token{n:04}.")
    for n in range(2 * MESSAGES):
        await listener.hear(f"token{n:04}.")


def test_nothing_is_sent_before_it_is_synced(tmp_path: Path) -> None:
    strace_or_skip()
    file = tmp_path / "trace"
    arguments = ("-D", "-f", "-y", "-qq", "-s", "1000000", "-o", str(file), "-e", f"trace={CALLS}")
    with serving(tmp_path / "hub", "strace", *arguments) as hub:
        play(talk(hub))
    written: set[str] = set()
    synced: set[str] = set()
    sent: dict[str, int] = {}
    before_sync: set[str] = set()
    for place, (name, begins, returned, target, data) in enumerate(calls(file.read_text())):
        tokens = set(re.findall(r"token\d{4}\.", data))
        if target.endswith("hubbub.db-wal"):
            if name in SYNCS:
                # A sync covers what was written before it began.
                before_sync = set(written) if begins else before_sync
                synced |= before_sync if returned else set()
            elif returned:
                written |= tokens
        elif begins and target.startswith(("socket:", "TCP:")):
            for token in tokens - sent.keys():
                assert token in synced, f"{token} left in call {place}, before it was synced"
                sent[token] = place
    assert len(sent) == 2 * MESSAGES
