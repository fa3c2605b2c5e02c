"""The door for whoever has the server's own files: the `hubbub` command that speaks to a running server.

It is a path of the port's HTTP, for programs of this machine alone that know the secret; no web page comes through.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hmac import compare_digest

from aiohttp import hdrs, web

from .gate import is_browser, is_forwarded

PATH = "/control"
TOKEN = "Hubbub-Token"  # noqa: S105 - the name of its header field
JSON = "application/json"

CarryOut = Callable[[bytes], Awaitable[tuple[int, bytes]]]


class Control:
    """``token``: the secret; ``carry_out``: given a body, the status and body of the answer, both JSON."""

    def __init__(self, token: str, carry_out: CarryOut) -> None:
        self._token = token
        self._carry_out = carry_out

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(PATH, self._answer)

    async def _answer(self, request: web.Request) -> web.Response:
        if is_browser(request.headers) or is_forwarded(request.headers) or not _is_of_this_machine(request):
            raise web.HTTPForbidden
        if not compare_digest(request.headers.get(TOKEN, "").encode(), self._token.encode()):
            raise web.HTTPForbidden
        if request.content_type != JSON:
            raise web.HTTPUnsupportedMediaType
        status, body = await self._carry_out(await request.read())
        return web.Response(status=status, body=body, headers={hdrs.CONTENT_TYPE: JSON, hdrs.CACHE_CONTROL: "no-store"})


def _is_of_this_machine(request: web.Request) -> bool:
    """Both ends have the same address, or both are loopback's; the address is the connection's own."""
    transport = request.transport
    if transport is None:
        return False
    peer, own = transport.get_extra_info("peername"), transport.get_extra_info("sockname")
    return isinstance(peer, tuple) and isinstance(own, tuple) and peer[0] == own[0]
