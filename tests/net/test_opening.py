"""What comes first on a connection, and what is done about it: the decisions, without sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.net.certificates import Certificate, self_signed
from hubbub.net.door import Door
from hubbub.net.opening import HTTPS_ONLY, TLS_ONLY, TLS_REFUSED, Opening
from hubbub.net.tls import Tls

HEADER = b"PROXY TCP4 192.0.2.1 198.51.100.2 40000 7500\r\n"
HELLO = b"\x16\x03\x01"


class FakeTls:
    """TLS that hands on what it is given."""

    certificate_fingerprint = "ab"

    def __init__(self, application: str, opened: Callable[[], None]) -> None:
        self.application = application
        self.opened = opened
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data


class Recorder:
    """A connection that only writes down what its opening made of it."""

    def __init__(self, application: str = "") -> None:
        self.done: list[tuple[Any, ...]] = []
        self.has_written = False
        self.application = application
        self.tls: FakeTls | None = None

    def begin_listening(self) -> None:
        self.done.append(("listening",))

    def begin_irc(self, first: bytes) -> None:
        self.done.append(("irc", first))

    def begin_plain(self, first: bytes) -> None:
        self.done.append(("plain", first))

    def begin_http(self, first: bytes) -> None:
        self.done.append(("http", first))

    def begin_tls(self, _certificate: Certificate, opened: Callable[[], None], _seconds: float) -> Tls:
        self.tls = FakeTls(self.application, opened)
        self.done.append(("tls",))
        return cast("Tls", self.tls)

    def secured(self, fingerprint: str) -> None:
        self.done.append(("secured", fingerprint))

    def comes_from(self, address: str, *, by_tls: bool) -> None:
        self.done.append(("from", address, by_tls))

    def refuse(self, reason: str, answer: bytes = b"") -> None:
        self.done.append(("refused", reason, answer))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(Path(tmp_path_factory.mktemp("tls")), ["localhost"])


def door(
    certificate: Certificate | None,
    tls: Literal["auto"] | bool = "auto",
    *,
    proxies: tuple[str, ...] = (),
    needs_proxy: bool = False,
    detect: float = 0.01,
) -> Door:
    return Door(
        tls, certificate if tls else None, needs_proxy, proxies, detect=detect, detect_remote=detect, handshake=0.03
    )


def opened(
    door: Door, *chunks: bytes, address: str = "127.0.0.1", application: str = "", wait: float = 0.0, end: bool = False
) -> Recorder:
    async def play() -> Recorder:
        recorder = Recorder(application)
        opening = Opening(recorder, door, address)
        opening.start()
        for chunk in chunks:
            opening.receive(chunk)
        if recorder.tls is not None:
            recorder.tls.opened()
        if end:
            opening.end()
        if wait:
            await asyncio.sleep(wait)
        opening.stop()
        return recorder

    return asyncio.run(play())


def test_the_first_line_decides(certificate: Certificate) -> None:
    for first, done in {
        b"NICK alice\r\n": ("irc", b"NICK alice\r\n"),
        b"GET / HTTP/1.1\r\n": ("http", b"GET / HTTP/1.1\r\n"),
        b"hello": ("plain", b"hello"),
        b"Host: example.org\r\n": ("refused", "it is no chat", b""),
    }.items():
        for tls in ("auto", False):
            assert opened(door(certificate, cast("Any", tls)), first).done == [done]


def test_silence_and_words_cut_short_wait_until_the_deadline(certificate: Certificate) -> None:
    assert opened(door(certificate), wait=0.03).done == [("listening",)]
    assert opened(door(certificate), b"NI").done == []
    assert opened(door(certificate), b"NI", wait=0.03).done == [("plain", b"NI")]
    assert opened(door(certificate), b"NI", b"CK a\n").done == [("irc", b"NICK a\n")]
    assert opened(door(certificate), b"NI", end=True).done == [("plain", b"NI")]


@pytest.mark.parametrize(
    ("application", "then"), [("irc", [("irc", b"")]), ("http/1.1", [("http", b"")]), ("", [("listening",)])]
)
def test_tls_is_asked_what_is_in_it(certificate: Certificate, application: str, then: list[Any]) -> None:
    recorder = opened(door(certificate), HELLO, application=application, wait=0.04)
    assert recorder.done == [("tls",), ("secured", "ab"), *then]
    assert recorder.tls
    assert recorder.tls.received == HELLO


def test_tls_where_there_is_none_is_refused_in_its_own_words() -> None:
    assert opened(door(None, False), HELLO).done == [("refused", "TLS is not offered here", TLS_REFUSED)]


def test_plaintext_where_only_tls_is_spoken(certificate: Certificate) -> None:
    why = "plaintext where only TLS is spoken"
    assert opened(door(certificate, True), b"hello").done == [("refused", why, TLS_ONLY)]
    assert opened(door(certificate, True), b"GET / HTTP/1.1\r\n").done == [("refused", why, HTTPS_ONLY)]
    assert opened(door(certificate, True), HELLO).done == [("tls",), ("secured", "ab")]
    assert opened(door(certificate, True), wait=0.06).done == [("refused", "no TLS came in time", b"")]


LOCAL = ("127.0.0.0/8",)
FROM = ("from", "192.0.2.1", False)


def test_a_header_comes_before_everything(certificate: Certificate) -> None:
    for needs in (False, True):
        way = door(certificate, proxies=LOCAL, needs_proxy=needs, detect=0.02)
        assert opened(way, HEADER + b"NICK a\n").done == [FROM, ("irc", b"NICK a\n")]
        assert opened(way, *(bytes([byte]) for byte in HEADER), b"hi").done == [FROM, ("plain", b"hi")]
        assert opened(way, HEADER + HELLO).done == [FROM, ("tls",), ("secured", "ab")]
        assert opened(way, HEADER, wait=0.05).done == [FROM, ("listening",)]
        assert opened(way, b"PROXY UNKNOWN\r\nhi").done == [("plain", b"hi")]
        (refused,) = opened(way, b"PROXY nonsense\r\n").done
        assert refused[0] == "refused"
        (refused,) = opened(way, HEADER[:-5], wait=0.06).done
        assert refused[:2] == ("refused", "no whole PROXY header came in time")
        (refused,) = opened(way, HEADER[:-5], end=True).done
        assert refused[0] == "refused"


def test_a_header_is_only_demanded_where_it_is_configured(certificate: Certificate) -> None:
    way = door(certificate, proxies=LOCAL)
    assert opened(way, b"hello").done == [("plain", b"hello")]
    assert opened(way, b"PRO", wait=0.03).done == [("plain", b"PRO")]
    assert opened(way, wait=0.03).done == [("listening",)]
    strict = door(certificate, proxies=LOCAL, needs_proxy=True)
    why = "there is no PROXY header, which this port demands"
    assert opened(strict, b"hello").done == [("refused", why, b"")]
    assert opened(strict, b"PRO", end=True).done == [("refused", why, b"")]
    assert opened(strict, wait=0.06).done == [("refused", "no whole PROXY header came in time", b"")]
    assert opened(strict, HELLO).done == [("refused", why, b"")]


def test_nobody_else_may_speak_for_others(certificate: Certificate) -> None:
    way = door(certificate, proxies=("10.0.0.0/8",))
    assert opened(way, HEADER + b"NICK a\n").done == [("plain", HEADER + b"NICK a\n")]
    strict = door(certificate, proxies=("10.0.0.0/8",), needs_proxy=True)
    assert opened(strict).done == [("refused", "its address is not in [proxy] allow-from", b"")]


@given(st.lists(st.binary(max_size=40), max_size=5), st.sampled_from(["", "irc", "http/1.1"]), st.booleans())
def test_whatever_comes_is_decided_once(chunks: list[bytes], application: str, needs_proxy: bool) -> None:
    async def play() -> list[tuple[Any, ...]]:
        recorder = Recorder(application)
        opening = Opening(
            recorder, door(cast("Certificate", object()), proxies=LOCAL, needs_proxy=needs_proxy), "127.0.0.1"
        )
        for chunk in chunks:
            if any(done[0] in {"irc", "plain", "http", "refused", "tls"} for done in recorder.done):
                break
            opening.receive(chunk)
        opening.stop()
        return recorder.done

    decided = asyncio.run(play())
    assert len([done for done in decided if done[0] not in {"from", "secured"}]) <= 1
