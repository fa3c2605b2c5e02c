"""HTTP on a connection that was detected to speak it: pages, health, metrics, and the way on to WebSocket.

Nothing that comes by HTTP is said in a channel.  A connection leaves only by the handshake of WebSocket, which no page
of somebody else's may make.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol, cast

import msgspec
import structlog
from aiohttp import hdrs, web

from hubbub.model import addresses
from hubbub.model.limits import SOURCE_TAG_BYTES
from hubbub.model.refusals import Refuse, sentence
from hubbub.model.server import Server
from hubbub.wire import websocket
from hubbub.wire.proxy import trusted_address

from .gate import Gate, split_host
from .join_page import JoinPage
from .web_client import WebClient
from .websocket import WebSocketConnection

HEAD_SECONDS = 10.0
"""For a request's head, from the moment the connection or the answer before it was there; bytes extend nothing."""

TAKE_SECONDS = 10.0
"""For the client to take an answer that was made whole; who pipelines and never reads is cut off."""

LINGER_SECONDS = 2.0
"""For the rest of a request that nobody wants to read, so that its sender gets to read the answer."""

LINE_BYTES = 8190
HEADER_FIELDS = 64
BODY_BYTES = 64 * 1024

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

logger = structlog.get_logger()


class Upgrade(Protocol):
    """Begins a session for a client at ``address``, whose connection comes from ``peer``: a proxy perhaps."""

    def __call__(
        self, messages: websocket.Messages, address: str, *, peer: str, secure: bool
    ) -> WebSocketConnection | None: ...


class Settings(msgspec.Struct, frozen=True):
    """``hosts``: names of this server; ``origins``: pages that may connect besides our own.

    ``metrics_from`` and ``proxies``: networks that may read metrics (besides loopback), and speak for others.
    """

    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    metrics_from: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()


class Http:
    """All HTTP connections of a server.

    ``healthy``: whether the log accepts writes.  ``metrics``: for the value of an Accept field, the text and its type.
    ``upgrade``: begins a session; None while there are no new ones; raises Refuse.  ``client``: this package's without.
    """

    def __init__(
        self,
        server: Server,
        settings: Settings,
        healthy: Callable[[], bool],
        metrics: Callable[[str], tuple[bytes, str]],
        upgrade: Upgrade,
        client: WebClient | None = None,
    ) -> None:
        self._server = server
        self._settings = settings
        self._gate = Gate((server.name, *settings.hosts), settings.origins)
        self._healthy = healthy
        self._metrics = metrics
        self._upgrade = upgrade
        self._factory: web.Server | None = None
        self._client = client or WebClient(server)
        self._join = JoinPage(server)
        self.app = web.Application(middlewares=[self._guard], client_max_size=BODY_BYTES)
        """Routes and middlewares are added here, before `start`."""
        self.app.on_response_prepare.append(_add_headers)
        self.app.router.add_get("/", self._root)
        self.app.router.add_get("/ws", self._websocket)
        self._join.add_routes(self.app.router)
        self._client.add_routes(self.app.router)
        if not self._client.here:
            self.app.router.add_get("/favicon.svg", self._join.icon)
        self.app.router.add_get("/healthz", self._healthz)
        self.app.router.add_get("/metrics", self._show_metrics)
        self._runner = web.AppRunner(self.app, handle_signals=False)

    def configure(self, server: Server) -> None:
        """The server is described otherwise from here on."""
        self._server = server
        self._join.configure(server)
        self._client.configure(server)

    async def start(self) -> None:
        """Make ready for connections."""
        await self._runner.setup()
        inner = self._runner.server
        assert inner is not None  # noqa: S101 - set up
        self._factory = _Connections(
            inner.request_handler,
            request_factory=inner.request_factory,
            handler_cancellation=True,
            keepalive_timeout=HEAD_SECONDS,
            lingering_time=LINGER_SECONDS,
            max_line_size=LINE_BYTES,
            max_field_size=LINE_BYTES,
            max_headers=HEADER_FIELDS,
            access_log=None,
        )

    async def stop(self) -> None:
        """Let answers under way finish, for at most `LINGER_SECONDS`, and close every connection."""
        if self._factory is not None:
            self._factory.pre_shutdown()
            await self._factory.shutdown(LINGER_SECONDS)
        await self._runner.cleanup()

    def protocol(self, address: str, gone: Callable[[], None] = lambda: None) -> web.RequestHandler:
        """For one connection: set it as the transport's protocol, give it the transport and the first bytes.

        ``address``: of who is at the other end, a proxy perhaps; ``gone``: called once, when it ends or leaves.
        """
        if self._factory is None:
            raise RuntimeError("HTTP is not started")
        connection = cast("_Connection", self._factory())
        connection.address = address
        connection.gone = gone
        return connection

    # --- who is answered --------------------------------------------------------------------------

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Every refusal in the same plain form."""
        # RFC 9112 section 3.2: exactly one valid Host field, except in HTTP/1.0.
        hosts = request.headers.getall(hdrs.HOST, [])
        if request.version < (1, 0) or len(hosts) > 1 or (not hosts and request.version >= (1, 1)):
            return _plain_answer(400)
        named = split_host(hosts[0]) if hosts else ("localhost", None)
        if named is None:
            return _plain_answer(400)
        if not self._gate.is_host(named[0]):
            # RFC 9110 section 15.5.20
            return _plain_answer(421, "this server does not go by that name; [http] hosts in its configuration adds it")
        if not _wants_websocket(request) and self._gate.is_foreign(request.headers, request.method):
            return _plain_answer(403, "other sites' pages get no answer here")
        try:
            return await handler(request)
        except web.HTTPException as refusal:
            if refusal.status < HTTPStatus.BAD_REQUEST:
                raise
            return _plain_answer(refusal.status, fields={hdrs.ALLOW: refusal.headers.get(hdrs.ALLOW, "")})

    def _client_address(self, request: web.Request) -> str:
        peer = _connection(request).address
        return trusted_address(peer, ",".join(request.headers.getall(_FORWARDED_FOR, [])), self._settings.proxies)

    def _is_private(self, request: web.Request, address: str) -> bool:
        """Whether nobody can read along, all the way from the client at ``address``."""
        peer = _connection(request).address
        if address == peer:
            return request.secure
        asked_by = request.headers.get("X-Forwarded-Proto", "").rpartition(",")[2].strip().lower()
        return asked_by in {"https", "wss"} and (request.secure or addresses.is_loopback(peer))

    def _may_read_metrics(self, request: web.Request) -> bool:
        forwarded = _FORWARDED_FOR in request.headers or hdrs.FORWARDED in request.headers
        if forwarded and not addresses.is_within(_connection(request).address, self._settings.proxies):
            return False  # somebody passes it on for we do not know whom
        address = self._client_address(request)
        return addresses.is_loopback(address) or addresses.is_within(address, self._settings.metrics_from)

    # --- WebSocket --------------------------------------------------------------------------------

    async def _root(self, request: web.Request) -> web.Response:
        if _wants_websocket(request):
            return await self._websocket(request)
        if not _is_for_eyes(request):
            return await self._join.text(request)
        if not self._client.here:
            return await self._join.page(request)
        return await self._client.page(request)

    async def _websocket(self, request: web.Request) -> web.Response:
        """Hand the connection on to a session; a handshake that is refused is answered as any request is."""
        origins = request.headers.getall(hdrs.ORIGIN, [])
        if len(origins) > 1:
            return _plain_answer(400)
        if origins and not self._gate.is_origin(origins[0], request.headers.get(hdrs.HOST, "")):
            logger.info("refused a WebSocket of another site's page", origin=origins[0])
            return _plain_answer(
                403, "other sites' pages do not connect; [http] origins in the configuration lets them"
            )
        fields = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers]
        version = f"HTTP/{request.version.major}.{request.version.minor}"
        answer = websocket.handshake(request.method, version, request.path_qs, fields)
        if isinstance(answer, websocket.Refusal):
            return _plain_answer(answer.status, answer.text, dict(answer.fields))
        longest = SOURCE_TAG_BYTES + self._server.limits.line_bytes
        messages = websocket.Messages(answer.carrier, longest)
        leaving = _connection(request)
        address = self._client_address(request)
        secure = self._is_private(request, address)
        try:
            session = leaving.transport and self._upgrade(messages, address, peer=leaving.address, secure=secure)
        except Refuse as refusal:
            return _refused(refusal)
        if not session:
            return _plain_answer(503, "the server takes no new sessions just now; try again soon")
        transport, first = leaving.leave()
        transport.write(answer.answer)
        session.begin(transport, first, secure=secure)
        raise asyncio.CancelledError  # there is nobody left whom HTTP could answer

    # --- pages ------------------------------------------------------------------------------------

    async def _healthz(self, _: web.Request) -> web.Response:
        if self._healthy():
            return web.Response(text="ok", headers=_UNCACHED)
        return web.Response(status=503, text="the log does not accept writes", headers=_UNCACHED)

    async def _show_metrics(self, request: web.Request) -> web.Response:
        if not self._may_read_metrics(request):
            return _plain_answer(403, "metrics are for this machine, and for [metrics] allow-from in the configuration")
        text, kind = self._metrics(request.headers.get(hdrs.ACCEPT, ""))
        return web.Response(body=text, headers={**_UNCACHED, hdrs.CONTENT_TYPE: kind})


_UNCACHED = {"Cache-Control": "no-store"}
_FORWARDED_FOR = "X-Forwarded-For"


class _Connection(web.RequestHandler):
    """aiohttp's, but a client's mistakes are no errors of ours: no traceback is logged, no detail told."""

    __slots__ = ("address", "gone")

    address: str
    gone: Callable[[], None] | None

    def connection_lost(self, exc: BaseException | None) -> None:
        gone, self.gone = self.gone, None
        if gone is not None:
            gone()
        super().connection_lost(exc)

    def leave(self) -> tuple[asyncio.Transport, bytes]:
        """The transport and what has come since the request's head, for another protocol.

        To aiohttp it is as if the connection were lost, so it touches the transport no more.
        """
        transport = cast("asyncio.Transport", self.transport)
        rest = _Rest()
        self.set_parser(cast("Any", rest))
        self.transport = None
        self.connection_lost(None)
        return transport, bytes(rest.data)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes what was sent
    ) -> web.StreamResponse:
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.error("HTTP request failed", status=status, exc_info=exc)
        else:
            logger.info("refused an HTTP request", status=status, why=type(exc).__name__)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer has begun already")
        return _plain_answer(status)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        if not isinstance(resp, web.Response):
            return await super().finish_response(request, resp, start_time)
        try:
            async with asyncio.timeout(TAKE_SECONDS):
                return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            logger.info("an HTTP client does not read")
            if self.transport is not None:
                self.transport.abort()  # closing would wait for it to read
            return resp, True


class _Rest:
    """In the place of a parser: keeps what it is fed."""

    def __init__(self) -> None:
        self.data = bytearray()

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        self.data += data
        return False, b""

    def feed_eof(self) -> None:
        """Nothing more comes."""


class _Connections(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


def _connection(request: web.Request) -> _Connection:
    return cast("_Connection", request.protocol)


def _wants_websocket(request: web.Request) -> bool:
    return request.headers.get(hdrs.UPGRADE, "").lower() == "websocket" and request.path in {"/", "/ws"}


def _is_for_eyes(request: web.Request) -> bool:
    """Whether a browser asks, rather than a program: browsers name what they show (RFC 9110 section 12.5.1)."""
    return "text/html" in ",".join(request.headers.getall(hdrs.ACCEPT, [])).lower()


def _plain_answer(status: int, why: str = "", fields: Mapping[str, str] | None = None) -> web.Response:
    """A refusal in one line, after which the connection is closed."""
    response = web.Response(status=status, text=f"{status} {HTTPStatus(status).phrase}{why and ': '}{why}\n")
    response.headers.update({name: value for name, value in (fields or {}).items() if value})
    _dress(response)
    response.force_close()
    return response


def _refused(refusal: Refuse) -> web.Response:
    """Why there is no session, and when to come back."""
    why = sentence(refusal.code, refusal.about, refusal.text)
    if refusal.code != "too_fast":
        return _plain_answer(403, why)
    return _plain_answer(429, why, {hdrs.RETRY_AFTER: refusal.about[0]})


def _dress(response: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers[hdrs.SERVER] = "hubbub"


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    _dress(response)
