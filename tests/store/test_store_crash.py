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
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
try:
    log.reopen()
    log.append([said(10**6 + n, "x" * 1000) for n in range(20)])
    raise AssertionError("the limit still stands")
except StoreError:
    pass
assert count(log) == number
for _ in range(2):
    try:
        log.probe()
        raise AssertionError("the probe did not fail")
    except StoreError:
        pass
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
log.probe()
log.reopen()
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


# The first sync after the marker is the refused batch's: see `syncs_failing`.
REFUSED = """
log.append([ChannelOpened("o", 0, LOBBY, "nt"), *(said(n) for n in range(50))])
os.chdir("/")
try:
    log.append([TopicSet("t", 50, ALICE, LOBBY, "refused"), *(said(1000 + n, "x" * 900) for n in range(200))])
    raise AssertionError("the sync did not fail")
except StoreError as error:
    print(error, flush=True)
assert count(log) == 50
"""
REOPENED = """
log.reopen()
assert count(log) == 50
snapshot = log.load(0)
assert snapshot.channels[0].topic is None
assert len(snapshot.recent) == 50
"""
PROBE_FAILS = """
for _ in range(3):
    try:
        log.probe()
        raise AssertionError("the probe did not fail")
    except StoreError:
        pass
    assert count(log) == 50
"""
PROBED = """
log.probe()
assert count(log) == 50
"""
DIES = "os._exit(0)"

ACKNOWLEDGED = [f"m{n}" for n in range(50)]
REFUSED_TOO = ACKNOWLEDGED + [f"m{n}" for n in range(1000, 1200)]


def syncs_failing(script: str, folder: Path, *, ever_after: bool = False) -> None:
    """Run with a failing sync of the refused batch, which a first run finds among all; also all that follow."""
    trace = folder.with_name("trace")
    strace = ("strace", "-f", "-qq", "-o", str(trace), "-e", "trace=fsync,fdatasync,chdir")
    run(REFUSED + DIES, folder.with_name("counting"), *strace)
    lines = trace.read_text().splitlines()
    marker = next((n for n, line in enumerate(lines) if 'chdir("/")' in line), None)
    if marker is None:
        pytest.skip("strace is not allowed to trace here")
    call = "fdatasync" if any("fdatasync(" in line for line in lines[marker:]) else "fsync"
    nth = sum(f" {call}(" in line for line in lines[:marker]) + 1
    fault = f"inject={call}:error=EIO:when={nth}{'+' if ever_after else ''}"
    done = run(script, folder, *strace, "-e", fault)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "cannot write to the log: disk I/O error\n"


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@needs_strace
@pytest.mark.parametrize(
    "then",
    [REOPENED + DIES, REOPENED + PROBED + DIES, "log.close()"],
    ids=["reopened", "probed", "closed"],
)
def test_a_refused_batch_does_not_come_back(tmp_path: Path, then: str) -> None:
    syncs_failing(REFUSED + then, tmp_path / "data")
    assert kept(tmp_path / "data") == ACKNOWLEDGED
    with closing(SqliteLog(tmp_path / "data")) as log:
        assert log.load(0).channels[0].topic is None


@needs_strace
@pytest.mark.parametrize(
    ("then", "ever_after"),
    [(DIES, False), (REOPENED + PROBE_FAILS + DIES, True)],
    ids=["dies-at-once", "disk-never-recovers"],
)
def test_a_process_that_dies_then_may_keep_the_refused_batch_but_whole(
    tmp_path: Path, then: str, ever_after: bool
) -> None:
    syncs_failing(REFUSED + then, tmp_path / "data", ever_after=ever_after)
    found = kept(tmp_path / "data")
    assert found in (ACKNOWLEDGED, REFUSED_TOO)
    with closing(SqliteLog(tmp_path / "data")) as log:
        assert (log.load(0).channels[0].topic is not None) == (found == REFUSED_TOO)
