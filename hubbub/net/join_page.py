"""How to join without the web client: a page, and the same in plain text for who asks without a browser."""

from __future__ import annotations

from html import escape
from importlib import resources
from string import Template

from aiohttp import hdrs, web

from hubbub.model.server import Server

from .gate import split_host

NEUTRAL_HOST = "the-address-of-this-server"

_CACHED = {"Cache-Control": "max-age=3600"}
_BY_WHO_ASKS = {"Cache-Control": "no-cache", hdrs.VARY: hdrs.ACCEPT}
"""Where there is no client, both forms have one address."""


class JoinPage:
    """Served at ``/join``, with its style sheet."""

    def __init__(self, server: Server) -> None:
        self._server = server
        pages = resources.files("hubbub.net") / "pages"
        self._page = Template((pages / "join.html").read_text("utf-8"))
        self._text = Template((pages / "join.txt").read_text("utf-8"))
        self._style = (pages / "style.css").read_bytes()
        self._icon = (pages / "favicon.svg").read_bytes()

    def configure(self, server: Server) -> None:
        """The server is described otherwise from here on."""
        self._server = server

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/join", self.page)
        router.add_get("/style.css", self._serve_style)

    async def page(self, request: web.Request) -> web.Response:
        """For people."""
        lobby = self._server.lobby
        words = {name: escape(word) for name, word in self._words(request).items()}
        words["room"] = f"<code>{escape(lobby)}</code>" if lobby else "channels"
        text = self._page.substitute(words)
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=_BY_WHO_ASKS)

    async def text(self, request: web.Request) -> web.Response:
        """For who asks with curl or the like."""
        return web.Response(text=self._text.substitute(self._words(request)), headers=_BY_WHO_ASKS)

    async def icon(self, _: web.Request) -> web.Response:
        """The page's icon, where the client brings none."""
        return web.Response(body=self._icon, content_type="image/svg+xml", headers=_CACHED)

    async def _serve_style(self, _: web.Request) -> web.Response:
        return web.Response(body=self._style, content_type="text/css", charset="utf-8", headers=_CACHED)

    def _words(self, request: web.Request) -> dict[str, str]:
        host, port = _address(request)
        bracketed = f"[{host}]" if ":" in host else host
        return {
            "network": self._server.network,
            "description": self._server.description,
            "version": self._server.version,
            "room": self._server.lobby or "channels",
            "host": host,
            "port": str(port),
            "address": f"{bracketed}:{port}",
        }


def _address(request: web.Request) -> tuple[str, int]:
    """The host and port by which the browser came, which `Gate` let pass."""
    sockname = request.transport.get_extra_info("sockname") if request.transport else None
    port = sockname[1] if isinstance(sockname, tuple) else 7500
    host, named = split_host(request.headers.get(hdrs.HOST, "")) or ("", None)
    return host or NEUTRAL_HOST, named or port
