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
    "/set weechat.look.paste_max_lines -1",
    "/set irc.server_default.username wanda",
    "/set irc.server_default.realname Wanda",
)


def opened(hub: Hub, terminal: Callable[[list[str]], Terminal], home: Path, *more: str) -> Terminal:
    """WeeChat, in #lobby; ``more`` is typed before it connects."""
    need("tmux", "weechat")
    server = f"/server add hub 127.0.0.1/{hub.port} -notls -nicks=wanda -autojoin=#lobby"
    app = terminal(["weechat", "-d", str(home), "-r", ";".join((*SETTINGS, server, *more, "/connect hub"))])
    app.shows(r"Channel created on")
    return app


@pytest.fixture
def weechat(hub: Hub, terminal: Callable[[list[str]], Terminal], tmp_path: Path) -> Terminal:
    return opened(hub, terminal, tmp_path / "weechat")


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


@pytest.mark.parametrize("mechanism", ["plain", "scram-sha-256"])
def test_weechat_logs_in_and_does_so_again_after_a_restart(
    mechanism: str, hub: Hub, terminal: Callable[[list[str]], Terminal], tmp_path: Path, peer: Callable[[], Peer]
) -> None:
    hub.account("wanda", "sesame")
    settings = {"username": "wanda", "password": "sesame", "mechanism": mechanism}
    weechat = opened(
        hub,
        terminal,
        tmp_path / "weechat",
        *(f"/set irc.server.hub.sasl_{name} {value}" for name, value in settings.items()),
    )
    weechat.types("/buffer hub")
    weechat.shows(r"You are now logged in as wanda")
    weechat.types("/whois wanda")
    weechat.shows(r"\[wanda\] is logged in as wanda")
    nora = peer()
    nora.says("nora: hello")
    weechat.types("/clear", "/buffer #lobby")
    weechat.shows(r"nora \| hello")
    hub.stop()
    hub.start()
    weechat.types("/buffer hub")
    weechat.shows(r"You are now logged in as wanda")
    again = peer()
    again.says("nora: hello")
    weechat.types("/buffer #lobby")
    weechat.shows(r"disconnected from server(?s:.*)Channel created on")
    weechat.types("welcome back")
    again.hears("wanda: welcome back\n")


def test_weechat_registers_an_account(weechat: Terminal) -> None:
    weechat.types("/buffer hub", "/quote REGISTER * * sesame")
    weechat.shows(r"You are now logged in as wanda")
    weechat.types("/disconnect", "/set irc.server.hub.sasl_username wanda", "/set irc.server.hub.sasl_password sesame")
    weechat.types("/clear", "/connect hub")
    weechat.shows(r"You are now logged in as wanda")
