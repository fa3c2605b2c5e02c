"""SIGKILL at random moments while people talk: what anyone was shown is in the log, once, in that order."""

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest
from live_hub import Hub, play
from live_talk import Round, Said, Talk, said_in_all, said_since

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

ROUNDS = int(os.environ.get("HUBBUB_KILL_ROUNDS", "20"))


async def talk_until_killed(hub: Hub, number: int) -> Round:
    dice = random.Random(number)
    talk = await Talk(hub, number).begin()
    await asyncio.sleep(dice.choice((0, 0.02, 0.1, 0.3)) * dice.random())
    hub.kill()
    return await talk.end()


@pytest.mark.timeout(30 + 10 * ROUNDS)
def test_what_was_acknowledged_or_heard_survives_sigkill(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    whole: list[Said] = []
    acknowledged = 0
    try:
        hub.start()
        for number in range(ROUNDS):
            heard = play(talk_until_killed(hub, number))
            hub.start()
            found = play(said_since(hub, whole[-1][0] if whole else ""))
            heard.check(found)
            whole += found
            acknowledged += len(heard.echoed)
        assert play(said_in_all(hub)) == whole
        hub.stop()
    finally:
        hub.close()
    assert not hub.faults, hub.log
    assert acknowledged, "nothing was acknowledged in any round: nothing was tested"
    print(f"{ROUNDS} kills, {acknowledged} acknowledged, {len(whole)} stored")
