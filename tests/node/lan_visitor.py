"""A visitor on another machine: `browse OWN-ADDRESS` lists what is announced, `talk ADDRESS PORT` makes two talk."""

import asyncio
import sys
import threading
import time

from zeroconf import IPVersion, ServiceBrowser, ServiceListener, Zeroconf

KINDS = ["_http._tcp.local.", "_irc._tcp.local."]
LOOK_SECONDS = 5.0


class Listener(ServiceListener):
    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.all = threading.Event()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:  # noqa: ARG002
        self.found[type_] = name
        if len(self.found) == len(KINDS):
            self.all.set()

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:  # noqa: ARG002
        self.found.pop(type_, None)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        pass


def browse(own: str) -> None:
    zeroconf = Zeroconf([own], ip_version=IPVersion.V4Only)
    listener = Listener()
    browser = ServiceBrowser(zeroconf, KINDS, listener)
    listener.all.wait(LOOK_SECONDS)
    for kind, name in sorted(listener.found.items()):
        info = zeroconf.get_service_info(kind, name)
        assert info is not None
        print(kind, min(info.parsed_addresses(IPVersion.V4Only)), info.port)
    browser.cancel()
    zeroconf.close()


async def talk(address: str, port: int) -> None:
    """A raw client says something, an IRC client hears it."""
    raw, raw_writer = await asyncio.open_connection(address, port)
    irc, irc_writer = await asyncio.open_connection(address, port)
    nick = f"visitor{time.monotonic_ns() % 100000}"
    irc_writer.write(f"NICK {nick}\r\nUSER v 0 * :v\r\nJOIN #lobby\r\n".encode())
    while b" 366 " not in await irc.readline():
        pass
    raw_writer.write(b"hello from afar\n")
    while b"hello from afar" not in (line := await irc.readline()):
        assert line
    print("heard")
    for writer in (raw_writer, irc_writer):
        writer.close()
        await writer.wait_closed()
    assert raw


what, where, *rest = sys.argv[1:]
if what == "browse":
    browse(where)
else:
    asyncio.run(talk(where, int(rest[0])))
