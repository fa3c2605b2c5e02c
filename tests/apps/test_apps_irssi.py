"""irssi: what a person types and sees, from the first connection to the one after a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from apps_stage import Hub, Peer, Terminal, need

SETTINGS = """
set nick irma
set real_name Irma
set user_name irma
set cmd_queue_speed 10msec
set server_reconnect_time 1sec
set paste_verify_line_count 0
"""


def opened(terminal: Callable[[list[str]], Terminal], home: Path, *connect: str) -> Terminal:
    """irssi, in #lobby; ``connect`` is typed as it starts."""
    need("tmux", "irssi")
    home.mkdir()
    (home / "startup").write_text("\n".join((SETTINGS, *connect, "")))
    app = terminal(["irssi", f"--home={home}"])
    app.shows(r"Mode change \[\+i\] for user irma")
    app.types("/join #lobby")
    app.shows(r"\[ irma\]")
    return app


@pytest.fixture
def irssi(hub: Hub, terminal: Callable[[list[str]], Terminal], tmp_path: Path) -> Terminal:
    return opened(terminal, tmp_path / "irssi", f"connect 127.0.0.1 {hub.port}")


def test_irssi_talks_and_sees_what_happens(irssi: Terminal, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: naïve café, 日本語 🎉")
    irssi.shows(r"-!- nora \[plain@localhost\] has joined #lobby\n.*< nora> naïve café, 日本語 🎉")
    irssi.types("grüß dich, 中文 🦊", "/me waves")
    nora.hears("irma: grüß dich, 中文 🦊\n")
    nora.hears("* irma waves\n")
    nora.says("/nick nell", "/me bows")
    irssi.shows(r"-!- nora is now known as nell\n.*\* nell bows")

    irssi.types("/query nell", "just you: ä")
    nora.hears("(private) irma: just you: ä\n")
    nora.says("/msg irma and you: ö")
    irssi.shows(r"<nell> and you: ö")
    irssi.types("/window close", "/window 1", "/away tea ☕")
    irssi.shows("You have been marked as being away")
    irssi.types("/away")
    irssi.shows("You are no longer marked as being away")
    irssi.types("/window 2")

    nora.says("/part #lobby")
    irssi.shows(r"-!- nell \[plain@localhost\] has left #lobby")


def test_irssi_moderates_and_looks_round(irssi: Terminal, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: hello")
    irssi.types("/join #tea")
    irssi.shows(r"\[@irma\]")
    nora.says("/join #tea")
    irssi.shows("nora .* has joined #tea")
    irssi.types("/topic Grüner Tee: 緑茶", "/voice nora", "/mode +m", "/mode +l 20")
    nora.hears("-- irma set the topic of #tea: Grüner Tee: 緑茶\n")
    irssi.shows(r"irma changed the topic of #tea to: Grüner Tee: 緑茶")
    irssi.shows(r"mode/#tea \[\+v nora\] by irma\n.*mode/#tea \[\+m\] by irma\n.*mode/#tea \[\+l 20\] by irma")
    irssi.types("/names")
    irssi.shows(r"\[@irma\] \[\+nora\]")
    irssi.types("/kick nora enough")
    nora.hears("-- irma removed nora from #tea (enough)\n")
    irssi.shows(r"nora was kicked from #tea by irma \[enough\]")

    irssi.types("/window 1", "/clear", "/whois nora", "/list", "/quote CHATHISTORY LATEST #lobby * 5")
    shown = irssi.shows(r"End of /LIST")
    assert "nora [plain@localhost]" in shown
    assert "channels : #lobby" in shown
    assert "speaks the plain protocol" in shown
    assert "#lobby 2" in shown
    assert "#tea 1 Grüner Tee: 緑茶" in shown
    irssi.types("/window 2")
    irssi.shows("< nora> hello")


def test_irssi_meets_nothing_it_does_not_know(irssi: Terminal) -> None:
    irssi.types("/window 1")
    shown = irssi.shows("Mode change")
    assert "needs more parameters" not in shown
    assert "no command" not in shown
    assert "register first" not in shown


def test_irssi_comes_back_by_itself_after_a_restart(irssi: Terminal, hub: Hub, peer: Callable[[], Peer]) -> None:
    early = peer()
    irssi.types("before the restart")
    early.hears("irma: before the restart\n")
    hub.stop()
    hub.start()
    irssi.shows(r"before the restart\n(?s:.*)irma \[irma@localhost\] has joined #lobby")
    nora = peer()
    nora.says("nora: after it", "/history")
    nora.hears("irma: before the restart\n")
    irssi.shows("< nora> after it")
    irssi.types("welcome back")
    nora.hears("irma: welcome back\n")


def test_irssi_logs_in_and_does_so_again_after_a_restart(
    hub: Hub, terminal: Callable[[list[str]], Terminal], tmp_path: Path, peer: Callable[[], Peer]
) -> None:
    hub.account("irma", "sesame")
    irssi = opened(
        terminal,
        tmp_path / "irssi",
        "network add -sasl_mechanism PLAIN -sasl_username irma -sasl_password sesame hub",
        f"server add -network hub 127.0.0.1 {hub.port}",
        "connect hub",
    )
    irssi.types("/window 1")
    irssi.shows(r"SASL authentication succeeded")
    irssi.types("/whois irma")
    irssi.shows(r"account +: irma")
    irssi.types("/clear")
    hub.stop()
    hub.start()
    irssi.shows(r"SASL authentication succeeded")
    irssi.types("/window 2")
    irssi.shows(r"has joined #lobby(?s:.*)has joined #lobby")
    nora = peer()
    nora.says("nora: hello")
    irssi.shows("< nora> hello")
    irssi.types("welcome back")
    nora.hears("irma: welcome back\n")


def test_irssi_registers_an_account(irssi: Terminal) -> None:
    irssi.types("/window 1", "/quote REGISTER * * sesame")
    irssi.shows("You are now logged in as irma")
    irssi.types("/whois irma")
    irssi.shows(r"account +: irma")
