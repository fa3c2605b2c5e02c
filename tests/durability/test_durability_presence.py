"""Who stays present without a connection does so over a crash and over a stop."""

from pathlib import Path

import pytest
from live_hub import Hub, Irc, play

CAPABILITIES = "draft/account-registration draft/persistence sasl"


async def stay(hub: Hub) -> None:
    ally = await Irc.register(hub, "ally", CAPABILITIES)
    ally.say("REGISTER * * sesame", "PERSISTENCE SET ON", "JOIN #mine,#theirs", "AWAY :lunch")
    await ally.hear(" 366 ally #theirs ")
    boss = await Irc.register(hub, "boss")
    boss.say("JOIN #theirs")
    ally.say("MODE #theirs +o-o boss ally")
    await boss.hear(" MODE #theirs ")
    ally.say("QUIT")
    await ally.until_closed()


async def look(hub: Hub) -> None:
    visitor = await Irc.register(hub, "visitor")
    visitor.say("JOIN #mine", "JOIN #theirs", "WHOIS ally")
    await visitor.hear(" 318 visitor ally ")
    assert any(line.endswith(" 353 visitor = #mine :@ally visitor") for line in visitor.lines)
    assert any(line.endswith(" 353 visitor = #theirs :ally visitor") for line in visitor.lines)
    assert any(line.endswith(" 301 visitor ally :lunch") for line in visitor.lines)
    # What delivery knows of ranks came with them: the operator who was never seen to join hears what is for operators.
    ally = await Irc.register_by_sasl(hub, "ally", "AGFsbHkAc2VzYW1l")
    visitor.say("PRIVMSG @#mine :are you there?", "PRIVMSG @#theirs :and there?", "PRIVMSG ally :that was all")
    await ally.hear("that was all")
    assert any("PRIVMSG @#mine :are you there?" in line for line in ally.lines)
    assert not any("@#theirs" in line for line in ally.lines)


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_who_stays_is_there_when_the_server_is_back(tmp_path: Path, end: str) -> None:
    hub = Hub(tmp_path)
    try:
        hub.start()
        play(stay(hub))
        getattr(hub, end)()
        hub.start()
        play(look(hub))
        hub.stop()
        assert not hub.faults, hub.log
    finally:
        hub.close()
