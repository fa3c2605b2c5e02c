"""What survives: processes killed while they append, and disks that refuse for real."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import LOBBY

from hubbub.model.effects import ReadPage
from hubbub.store.sqlite import SqliteLog

ROUNDS = int(os.environ.get("HUBBUB_TEST_KILLS", "5"))

# Appends batches of messages and prints, after each, the number of the next message.
PRELUDE = """
import os, sys
from pathlib import Path
from hubbub.model.effects import ReadPage
from hubbub.model.events import ChannelOpened, Conversation, Said, Source, TopicSet
from hubbub.store.base import StoreError
from hubbub.store.sqlite import SqliteLog

ALICE = Source("alice", "~alice", "host.example", "g-alice")
LOBBY = Conversation("#lobby", "#Lobby")
ALL = ReadPage(LOBBY.key, "latest", 1_000_000)

def said(number, text="hello"):
    return Said(f"m{number}", number, ALICE, LOBBY, "message", text, cid=f"c{number}")

def count(log):
    return len(log.read_page(ALL).events)

log = SqliteLog(Path(sys.argv[1]), sync="full")
"""

KILLED = """
number = count(log)
size = 1
while True:
    log.append([said(number + n) for n in range(size)])
    number += size
    size = size * 3 % 47
    os.write(1, b"%d\\n" % number)
"""


def run(script: str, folder: Path, *before: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", PRELUDE + script, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def kept(folder: Path) -> list[str]:
    with closing(SqliteLog(folder)) as log:
        return [event.id for event in log.read_page(ReadPage(LOBBY.key, "latest", 1_000_000)).events]


def test_what_was_acknowledged_survives_sigkill(tmp_path: Path) -> None:
    before = 0
    for number in range(ROUNDS):
        batches = random.Random(number).randrange(1, 60)
        with subprocess.Popen([sys.executable, "-c", PRELUDE + KILLED, str(tmp_path)], stdout=subprocess.PIPE) as child:
            assert child.stdout
            for _ in range(batches):
                line = child.stdout.readline()
            child.kill()
            rest = child.stdout.read().split(b"\n")[:-1]
        acknowledged = int(rest[-1] if rest else line)
        found = kept(tmp_path)
        assert len(found) >= acknowledged > before
        assert found == [f"m{n}" for n in range(len(found))]
        before = len(found)


LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
log.append([said(n) for n in range(50)])
number = 50
resource.setrlimit(resource.RLIMIT_FSIZE, (512 * 1024, hard))
try:
    while True:
        log.append([said(number + n, "x" * 1000) for n in range(20)])
        number += 20
except StoreError as error:
    print(error)
assert count(log) == number
try:
    log.reopen()
    log.append([said(10**6 + n, "x" * 1000) for n in range(20)])
    raise AssertionError("the limit still stands")
except StoreError:
    pass
assert count(log) == number
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
log.reopen()
log.probe()
assert count(log) == number
assert log.append([said(number)])[0].sequences == (number + 1,)
print(number + 1)
os._exit(0)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX resource limits")
def test_writes_that_the_system_refuses(tmp_path: Path) -> None:
    done = run(LIMITED, tmp_path)
    assert done.returncode == 0, done.stderr
    message, number = done.stdout.splitlines()
    assert message.startswith("cannot write to the log: ")
    assert kept(tmp_path) == [f"m{n}" for n in range(int(number))]


# The first sync after the marker fails, once: see `syncs_failing`.
REFUSED = """
log.append([ChannelOpened("o", 0, LOBBY, "nt"), *(said(n) for n in range(50))])
os.chdir("/")
try:
    log.append([TopicSet("t", 50, ALICE, LOBBY, "refused"), *(said(1000 + n, "x" * 900) for n in range(200))])
    raise AssertionError("the sync did not fail")
except StoreError as error:
    print(error, flush=True)
assert count(log) == 50
log.reopen()
assert count(log) == 50
assert log.load(0).channels[0].topic is None
"""
PROBED = "log.probe()\nassert count(log) == 50\nos._exit(0)"
NOT_PROBED = "os._exit(0)"


def syncs_failing(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run with the one sync failing that the refused append makes; which one that is, a first run counts."""
    counting = folder.with_name("counting")
    trace = folder.with_name("trace")
    calls = "fsync,fdatasync"
    strace = ("strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={calls},chdir")
    run(script, counting, *strace)
    lines = trace.read_text().splitlines()
    marker = next((n for n, line in enumerate(lines) if 'chdir("/")' in line), None)
    if marker is None:
        pytest.skip("strace is not allowed to trace here")
    before = lines[:marker]
    after = next(line for line in lines[marker:] if "sync(" in line)
    call = "fdatasync" if "fdatasync(" in after else "fsync"
    nth = sum(f" {call}(" in line for line in before) + 1
    return run(script, folder, *strace, "-e", f"inject={call}:error=EIO:when={nth}")


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_refused_batch_does_not_come_back_after_a_probe(tmp_path: Path) -> None:
    done = syncs_failing(REFUSED + PROBED, tmp_path / "data")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "cannot write to the log: disk I/O error\n"
    assert kept(tmp_path / "data") == [f"m{n}" for n in range(50)]
    with closing(SqliteLog(tmp_path / "data")) as log:
        assert log.load(0).channels[0].topic is None


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_refused_batch_comes_back_whole_or_not_at_all_without_one(tmp_path: Path) -> None:
    done = syncs_failing(REFUSED + NOT_PROBED, tmp_path / "data")
    assert done.returncode == 0, done.stderr
    acknowledged = [f"m{n}" for n in range(50)]
    assert kept(tmp_path / "data") in (acknowledged, acknowledged + [f"m{n}" for n in range(1000, 1200)])
