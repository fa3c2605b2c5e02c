"""WeeChat: what a person types and sees, from the first connection to the one after a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from apps_stage import Hub, Peer, Terminal, need

SETTINGS = (
    "/set irc.server_default.anti_flood_prio_high 0",
    "/set irc.server_default.anti_flood_prio_low 0",
    "/set irc.server_default.autoreconnect_delay 1",
    "/set irc.look.server_buffer independent",
    "/set irc.server_default.username wanda",
    "/set irc.server_default.realname Wanda",
)


@pytest.fixture
def weechat(hub: Hub, terminal: Callable[[list[str]], Terminal], tmp_path: Path) -> Terminal:
    """WeeChat, in #lobby."""
    need("tmux", "weechat")
    connect = f"/server add hub 127.0.0.1/{hub.port} -notls -nicks=wanda -autojoin=#lobby"
    commands = ";".join((*SETTINGS, connect, "/connect hub"))
    app = terminal(["weechat", "-d", str(tmp_path / "weechat"), "-r", commands])
    app.shows(r"Channel created on")
    return app


def test_weechat_talks_and_sees_what_happens(weechat: Terminal, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: naïve café, 日本語 🎉")
    weechat.shows(r"--> \| nora \(a plain client\) \(plain@localhost\) has joined #lobby")
    weechat.shows(r"nora \| naïve café, 日本語 🎉")
    weechat.types("grüß dich, 中文 🦊", "/me waves")
    nora.hears("wanda: grüß dich, 中文 🦊\n")
    nora.hears("* wanda waves\n")
    nora.says("/nick nell", "/me bows")
    weechat.shows(r"nora is now known as nell")
    weechat.shows(r"\* \| nell bows")

    weechat.types("/query nell", "just you: ä")
    nora.hears("(private) wanda: just you: ä\n")
    nora.says("/msg wanda and you: ö")
    weechat.shows(r"nell \| and you: ö")
    weechat.types("/away tea ☕", "/away")
    weechat.shows(r"\[wanda away: tea ☕\](?s:.*)\[wanda back: gone")

    weechat.types("/buffer #lobby")
    nora.says("/part #lobby")
    weechat.shows(r"<-- \| nell \(plain@localhost\) has left #lobby")


def test_weechat_moderates_and_looks_round(weechat: Terminal, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: hello")
    weechat.types("/join #tea")
    weechat.shows("@wanda\n")
    nora.says("/join #tea")
    weechat.shows("nora .* has joined #tea")
    weechat.types("/topic Grüner Tee: 緑茶", "/voice nora", "/mode +m", "/mode +l 20")
    nora.hears("-- wanda set the topic of #tea: Grüner Tee: 緑茶\n")
    weechat.shows(r'wanda has changed topic for #tea to "Grüner Tee: 緑茶"')
    weechat.shows(r"Mode #tea \[\+v nora\] by wanda")
    weechat.shows(r"#tea\(\+mntl 20\)")
    weechat.shows(r"\+nora\n")
    weechat.types("/kick nora enough")
    nora.hears("-- wanda removed nora from #tea (enough)\n")
    weechat.shows(r"wanda has kicked nora \(enough\)")

    weechat.types("/buffer hub", "/whois nora", "/list")
    shown = weechat.shows("End of /LIST")
    assert "[nora] (plain@localhost): a plain client" in shown
    assert "[nora] speaks the plain protocol" in shown
    assert "#lobby(2)" in shown
    assert "#tea(1): Grüner Tee: 緑茶" in shown
    assert "=!=" not in shown, "WeeChat marks by it what went wrong, and what it does not know"

    weechat.types("/quote CAP REQ :batch echo-message", "/buffer #lobby", "/quote CHATHISTORY LATEST #lobby * 5")
    weechat.shows(r"nora \| hello(?s:.*)nora \| hello")


def test_weechat_comes_back_by_itself_after_a_restart(weechat: Terminal, hub: Hub, peer: Callable[[], Peer]) -> None:
    early = peer()
    weechat.types("before the restart")
    early.hears("wanda: before the restart\n")
    hub.stop()
    hub.start()
    weechat.shows(r"disconnected from server(?s:.*)Channel created on")
    nora = peer()
    nora.says("nora: after it", "/history")
    nora.hears("wanda: before the restart\n")
    weechat.shows(r"nora \| after it")
    weechat.types("welcome back")
    nora.hears("wanda: welcome back\n")
