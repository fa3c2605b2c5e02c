"""HTTP on a connection that was detected to speak it: pages, and whether the server is healthy.

A connection handed to `Http` never leaves it again: nothing that comes by HTTP is said in a channel.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from html import escape
from http import HTTPStatus
from importlib import resources
from string import Template

import structlog
from aiohttp import hdrs, web

from hubbub.model.server import Server

HEAD_SECONDS = 10.0
"""For a request's head, from the moment the connection or the answer before it was there; bytes extend nothing."""

TAKE_SECONDS = 10.0
"""For the client to take an answer that was made whole; who pipelines and never reads is cut off."""

LINGER_SECONDS = 2.0
"""For the rest of a request that nobody wants to read, so that its sender gets to read the answer."""

LINE_BYTES = 8190
HEADER_FIELDS = 64
BODY_BYTES = 64 * 1024

NEUTRAL_HOST = "the-address-of-this-server"

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

_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

logger = structlog.get_logger()


class Http:
    """All HTTP connections of a server.  ``healthy``: whether the log accepts writes."""

    def __init__(self, server: Server, healthy: Callable[[], bool]) -> None:
        self._server = server
        self._healthy = healthy
        self._factory: web.Server | None = None
        pages = resources.files("hubbub.net") / "pages"
        self._join_page = Template((pages / "join.html").read_text("utf-8"))
        self._style = (pages / "style.css").read_bytes()
        self._icon = (pages / "favicon.svg").read_bytes()
        self.app = web.Application(middlewares=[_refuse_plainly], client_max_size=BODY_BYTES)
        """Routes and middlewares are added here, before `start`."""
        self.app.on_response_prepare.append(_add_headers)
        self.app.router.add_get("/", self._join)
        self.app.router.add_get("/style.css", self._serve_style)
        self.app.router.add_get("/favicon.svg", self._serve_icon)
        self.app.router.add_get("/healthz", self._healthz)
        self._runner = web.AppRunner(self.app, handle_signals=False)

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

    def protocol(self) -> web.RequestHandler:
        """For one connection: set it as the transport's protocol, give it the transport and the first bytes."""
        if self._factory is None:
            raise RuntimeError("HTTP is not started")
        return self._factory()

    async def _join(self, request: web.Request) -> web.Response:
        host, port = _address(request, self._server.name)
        bracketed = f"[{host}]" if ":" in host else host
        lobby = self._server.lobby
        text = self._join_page.substitute(
            network=escape(self._server.network),
            description=escape(self._server.description),
            version=escape(self._server.version),
            room=f"<code>{escape(lobby)}</code>" if lobby else "channels",
            host=escape(host),
            port=port,
            address=escape(f"{bracketed}:{port}"),
        )
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers={"Cache-Control": "no-cache"})

    async def _serve_style(self, _: web.Request) -> web.Response:
        return web.Response(body=self._style, content_type="text/css", charset="utf-8", headers=_CACHED)

    async def _serve_icon(self, _: web.Request) -> web.Response:
        return web.Response(body=self._icon, content_type="image/svg+xml", headers=_CACHED)

    async def _healthz(self, _: web.Request) -> web.Response:
        if self._healthy():
            return web.Response(text="ok", headers=_UNCACHED)
        return web.Response(status=503, text="the log does not accept writes", headers=_UNCACHED)


_CACHED = {"Cache-Control": "max-age=3600"}
_UNCACHED = {"Cache-Control": "no-store"}


class _Connection(web.RequestHandler):
    """aiohttp's, but a client's mistakes are no errors of ours: no traceback is logged, no detail told."""

    __slots__ = ()

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


class _Connections(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


def _plain_answer(status: int, allow: str = "") -> web.Response:
    """A refusal in one line, after which the connection is closed."""
    response = web.Response(status=status, text=f"{status} {HTTPStatus(status).phrase}\n")
    if allow:
        response.headers[hdrs.ALLOW] = allow
    _dress(response)
    response.force_close()
    return response


def _dress(response: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers[hdrs.SERVER] = "hubbub"


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    _dress(response)


@web.middleware
async def _refuse_plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal in the same plain form."""
    # RFC 9112 section 3.2: exactly one Host field, except in HTTP/1.0.
    hosts = request.headers.getall(hdrs.HOST, [])
    if request.version < (1, 0) or len(hosts) > 1 or (not hosts and request.version >= (1, 1)):
        return _plain_answer(400)
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < HTTPStatus.BAD_REQUEST:
            raise
        return _plain_answer(refusal.status, refusal.headers.get(hdrs.ALLOW, ""))


def _address(request: web.Request, name: str) -> tuple[str, int]:
    """The host and port by which the browser came, if the host is an address, loopback, or the server's own name."""
    sockname = request.transport.get_extra_info("sockname") if request.transport else None
    port = sockname[1] if isinstance(sockname, tuple) else 7500
    match = _HOST.fullmatch(request.headers.get(hdrs.HOST, ""))
    host = match["host"].strip("[]").lower() if match else ""
    if not (host in {"localhost", name.lower()} or host.endswith(".localhost") or _is_address(host)):
        return NEUTRAL_HOST, port
    named = int(match["port"] or 0) if match else 0
    return host, named if 0 < named < 65536 else port


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
