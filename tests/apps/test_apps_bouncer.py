"""What people keep a bouncer for, with the apps that they have: several at once, staying while none is there, and what
was missed."""

import re
from collections.abc import Callable
from pathlib import Path

from apps_stage import Hub, Peer, Terminal, need

WEECHAT = (
    "/set irc.server_default.anti_flood_prio_high 0",
    "/set irc.server_default.anti_flood_prio_low 0",
    "/set irc.look.server_buffer independent",
    "/set weechat.look.paste_max_lines -1",
    "/set weechat.look.buffer_time_format %H:%M:%S",
)
IRSSI = """
set user_name irma
set cmd_queue_speed 10msec
set paste_verify_line_count 0
network add -sasl_mechanism PLAIN -sasl_username wanda -sasl_password sesame hub
server add -network hub 127.0.0.1 {port}
connect hub
"""

Start = Callable[[list[str]], Terminal]


def weechat(start: Start, hub: Hub, home: Path) -> Terminal:
    """WeeChat, logged in as wanda."""
    need("tmux", "weechat")
    server = f"/server add hub 127.0.0.1/{hub.port} -notls -nicks=wanda -sasl_username=wanda -sasl_password=sesame"
    app = start(["weechat", "-d", str(home), "-r", ";".join((*WEECHAT, server, "/connect hub"))])
    app.types("/buffer hub")
    app.shows(r"You are now logged in as wanda")
    return app


def irssi(start: Start, hub: Hub, home: Path) -> Terminal:
    """irssi, logged in as wanda, whatever nick it asks for."""
    need("tmux", "irssi")
    home.mkdir()
    (home / "startup").write_text(f"set nick irma{IRSSI.format(port=hub.port)}")
    app = start(["irssi", f"--home={home}"])
    app.shows(r"SASL authentication succeeded")
    return app


def test_two_apps_are_one_person(hub: Hub, terminal: Start, tmp_path: Path, peer: Callable[[], Peer]) -> None:
    hub.account("wanda", "sesame")
    desk = weechat(terminal, hub, tmp_path / "weechat")
    desk.types("/join #tea")
    desk.shows(r"Channel created on")
    phone = irssi(terminal, hub, tmp_path / "irssi")
    phone.shows(r"Act: .*2")
    phone.types("/window 2")
    phone.shows(r"Irssi: #tea: Total of 1 nicks")  # it is where the other one is
    nora = peer()
    nora.says("/nick nora", "/join #tea")
    phone.shows(r"nora \[plain@localhost\] has joined #tea")

    desk.types("said at the desk")
    nora.hears("wanda: said at the desk\n")
    phone.shows(r"< ?.wanda> said at the desk")
    phone.types("said on the phone")
    nora.hears("wanda: said on the phone\n")
    desk.shows(r"wanda \| said on the phone")
    nora.says("/msg wanda to both of you")
    phone.shows(r"Act: .*3")
    phone.types("/window 3")
    phone.shows(r"<[ @]?nora> to both of you")
    desk.types("/buffer nora")
    desk.shows(r"nora \| to both of you")

    phone.types("/disconnect", "/window 1")
    phone.shows(r"Disconnected from|ERROR Closing Link|Connection lost")
    desk.types("/buffer #tea", "still here")
    nora.hears("wanda: still here\n")
    assert "left" not in nora.heard


def test_staying_while_no_app_is_there_and_over_a_restart(
    hub: Hub, terminal: Start, tmp_path: Path, peer: Callable[[], Peer]
) -> None:
    hub.account("wanda", "sesame")
    desk = weechat(terminal, hub, tmp_path / "weechat")
    desk.types("/quote PERSISTENCE SET ON", "/join #tea")
    desk.shows(r"Channel created on")
    desk.types("/disconnect hub")
    desk.shows(r"disconnected from server")
    nora = peer()
    nora.says("/nick nora", "/join #tea", "before the restart: ä", "/who #tea")
    nora.hears("-- in #tea: @wanda")
    hub.stop()
    hub.start()
    nora = peer()
    nora.says("/nick nora", "/join #tea", "/msg wanda after it: 🦊", "/whois wanda")
    nora.hears("wanda is away")

    # irssi knows no CHATHISTORY: it is told by itself, with the times
    phone = irssi(terminal, hub, tmp_path / "irssi")
    phone.types("/window goto #tea")
    phone.shows(r"<[ @]?nora> (\[20[-0-9]+ [0-9:]+ UTC\] )?before the restart: ä")
    phone.types("/window goto nora")
    phone.shows(r"<[ @]?nora> (\[20[-0-9]+ [0-9:]+ UTC\] )?after it: 🦊")
    nora.says("missed by nobody")
    phone.types("/window goto #tea")
    phone.shows(r"<[ @]?nora> missed by nobody")
    assert len(re.findall("before the restart", phone.screen)) == 1


def test_an_app_asks_playback(hub: Hub, terminal: Start, tmp_path: Path, peer: Callable[[], Peer]) -> None:
    hub.account("wanda", "sesame")
    nora = peer()
    nora.says("/nick nora", "/join #tea", "long ago")
    desk = weechat(terminal, hub, tmp_path / "weechat")
    desk.types("/quote CAP REQ :znc.in/playback batch server-time", "/join #tea")
    nora.hears("-- wanda joined")
    desk.types("/quote PRIVMSG *playback :play #tea 0")
    desk.shows(r"nora \| long ago")
    desk.types("/quote PRIVMSG *playback :list")
    desk.shows(r"4\.\s+\*playback")
    desk.types("/buffer 4")
    desk.shows(r"\*playback \| #tea 0 \d+\.\d{3}")
