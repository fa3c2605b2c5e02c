"""Two IRC libraries for Python, as programs use them: `irc` with its bot class, and `pydle` with asyncio."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from apps_stage import Hub, Peer, need_modules, until

if TYPE_CHECKING:
    import irc.bot
    import irc.client
    import pydle


class Heard(list[str]):
    """What a program has heard, in order."""

    def wait(self, line: str, times: int = 1) -> None:
        until(lambda: self.count(line) >= times, lambda: f"in vain waited for {line!r}; heard: {self}")


# --- irc


@pytest.fixture
def ira(hub: Hub) -> Iterator[tuple["irc.bot.SingleServerIRCBot", Heard]]:
    """A bot called ira, logged in, in #lobby: it answers whoever says its name, and soon comes back when cut off."""
    need_modules("irc")
    import irc.bot  # noqa: PLC0415  (not everywhere)

    hub.account("ira", "sesame")
    heard = Heard()

    class Ira(irc.bot.SingleServerIRCBot):  # type: ignore[misc, no-any-unimported, unused-ignore]
        def on_welcome(self, connection: Any, _event: Any) -> None:
            connection.cap("REQ", "batch", "server-time", "message-tags")
            connection.join("#lobby")

        def on_loggedin(self, _connection: Any, event: Any) -> None:
            heard.append(f"logged in as {event.arguments[1]}")

        def on_endofnames(self, _connection: Any, event: Any) -> None:
            heard.append(f"in {event.arguments[0]}")

        def on_pubmsg(self, connection: Any, event: Any) -> None:
            heard.append(f"{event.source.nick}: {event.arguments[0]}")
            if event.arguments[0] == "ira?":
                connection.privmsg(event.target, f"{event.source.nick}: yes, ä 🦊")

        def on_privmsg(self, connection: Any, event: Any) -> None:
            heard.append(f"({event.source.nick}) {event.arguments[0]}")
            connection.notice(event.source.nick, "in private: ö")

        def on_action(self, _connection: Any, event: Any) -> None:
            heard.append(f"* {event.source.nick} {event.arguments[0]}")

    # The library's own way to connect leaves sockets open where nobody listens.
    sockets = socket.create_connection
    soon = irc.bot.ExponentialBackoff(min_interval=1, max_interval=1)
    bot = Ira([("127.0.0.1", hub.port, "sesame")], "ira", "Ira", recon=soon, sasl_login="ira", connect_factory=sockets)
    ended = threading.Event()

    def run() -> None:
        bot._connect()
        while not ended.is_set():
            bot.reactor.process_once(timeout=0.05)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        heard.wait("in #lobby")
        yield bot, heard
    finally:
        ended.set()
        thread.join()
        bot.connection.close()


def test_irc_logs_in_talks_and_answers(
    ira: tuple["irc.bot.SingleServerIRCBot", Heard], peer: Callable[[], Peer]
) -> None:
    bot, heard = ira
    assert heard == ["logged in as ira", "in #lobby"]
    nora = peer()
    nora.says("nora: naïve café, 日本語 🎉", "/me bows", "ira?", "/msg ira just you: ü")
    heard.wait("nora: naïve café, 日本語 🎉")
    heard.wait("* nora bows")
    nora.hears("ira: nora: yes, ä 🦊\n")
    heard.wait("(nora) just you: ü")
    nora.hears("in private: ö\n")
    until(lambda: sorted(bot.channels["#lobby"].users()) == ["ira", "nora"], lambda: f"{bot.channels}")
    assert bot.connection.get_nickname() == "ira"

    bot.connection.send_raw("CHATHISTORY LATEST #lobby * 10")
    heard.wait("nora: naïve café, 日本語 🎉", times=2)


def test_irc_comes_back_by_itself_after_a_restart(
    ira: tuple["irc.bot.SingleServerIRCBot", Heard], hub: Hub, peer: Callable[[], Peer]
) -> None:
    _, heard = ira
    hub.stop()
    hub.start()
    heard.wait("in #lobby", times=2)
    assert heard.count("logged in as ira") == 2
    nora = peer()
    nora.says("nora: hello", "ira?")
    nora.hears("ira: nora: yes, ä 🦊\n")


# --- pydle


class Running:
    """A pydle client in an event loop of its own, in a thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def does(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def close(self) -> None:
        self.does(self._cancel())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@pytest.fixture
def piet(hub: Hub) -> Iterator[tuple["pydle.Client", Running, Heard]]:
    """A client called piet, logged in, in #lobby: it answers who says its name, and soon comes back when cut off."""
    need_modules("pydle", "puresasl")
    import pydle  # noqa: PLC0415  (not everywhere)

    hub.account("piet", "sesame")
    heard = Heard()

    offered: list[str] = []

    class Piet(pydle.Client):  # type: ignore[misc, no-any-unimported, unused-ignore]
        RECONNECT_DELAYS = (0.5,)
        RECONNECT_MAX_ATTEMPTS = None

        async def on_disconnect(self, expected: bool) -> None:
            """Come back; pydle itself gives up where nobody listens yet."""
            try:
                await super().on_disconnect(expected)
            except OSError:
                await self.on_disconnect(expected)

        async def on_raw_cap_ls(self, params: list[str]) -> None:
            """A list of several lines is one; pydle itself takes the asterisk of all but the last for the list."""
            offered.append(params[-1])
            if params[0] != "*":
                await super().on_raw_cap_ls([" ".join(offered)])
                offered.clear()

        async def on_connect(self) -> None:
            await super().on_connect()
            await self.join("#lobby")

        async def on_raw_900(self, message: Any) -> None:
            heard.append(f"logged in as {message.params[2]}")

        async def on_raw_366(self, message: Any) -> None:
            await super().on_raw_366(message)
            heard.append(f"in {message.params[1]}")

        async def on_channel_message(self, target: str, by: str, message: str) -> None:
            heard.append(f"{by}: {message}")
            if message == "piet?":
                await self.message(target, f"{by}: yes, ä 🦊")

        async def on_private_message(self, target: str, by: str, message: str) -> None:
            heard.append(f"({by}) {message}")
            if target == self.nickname:
                await self.message(by, "in private: ö")

        async def on_ctcp_action(self, by: str, _target: str, contents: str) -> None:
            heard.append(f"* {by} {contents}")

    running = Running()
    try:
        client = running.does(made(lambda: Piet("piet", sasl_username="piet", sasl_password="sesame")))
        running.does(client.connect("127.0.0.1", hub.port))
        heard.wait("in #lobby")
        yield client, running, heard
        running.does(client.disconnect())
    finally:
        running.close()


async def made(maker: Callable[[], Any]) -> Any:
    """Make it where its event loop is."""
    return maker()


def test_pydle_logs_in_talks_and_answers(piet: tuple["pydle.Client", Running, Heard], peer: Callable[[], Peer]) -> None:
    client, running, heard = piet
    assert heard == ["logged in as piet", "in #lobby"]
    nora = peer()
    nora.says("nora: naïve café, 日本語 🎉", "/me bows", "piet?", "/msg piet just you: ü")
    heard.wait("nora: naïve café, 日本語 🎉")
    heard.wait("* nora bows")
    nora.hears("piet: nora: yes, ä 🦊\n")
    heard.wait("(nora) just you: ü")
    nora.hears("(private) piet: in private: ö\n")
    assert client.channels["#lobby"]["users"] == {"piet", "nora"}
    known = running.does(client.whois("piet"))
    assert (known["account"], known["identified"]) == ("piet", True)
    running.does(client.rawmsg("CHATHISTORY", "LATEST", "#lobby", "*", "10"))
    heard.wait("nora: naïve café, 日本語 🎉", times=2)


def test_pydle_comes_back_by_itself_after_a_restart(
    piet: tuple["pydle.Client", Running, Heard], hub: Hub, peer: Callable[[], Peer]
) -> None:
    _, _, heard = piet
    hub.stop()
    hub.start()
    heard.wait("in #lobby", times=2)
    assert heard.count("logged in as piet") == 2
    nora = peer()
    nora.says("nora: hello", "piet?")
    nora.hears("piet: nora: yes, ä 🦊\n")
