"""The web client, as it is served: the files that `web/` was built into, from memory.

There is nothing but these files: a path is looked up among them, never on the disk.  What has its content's hash in its
name may be kept for ever; the rest is asked for again each time, and mostly answered with 304.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from html import escape
from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeAlias

import msgspec
from aiohttp import hdrs, web

from hubbub.model.server import Server

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_PACKED = frozenset({".png", ".woff2"})
"""What a compressor makes no smaller."""

_FORMS = (("br", "br"), ("gzip", "gz"))
"""Encodings that the build makes, by the ending of their files, smallest first.  Its gzip is 3% smaller than ours."""

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

PAGE = "index.html"

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class File(msgspec.Struct, frozen=True):
    """``forms``: by the name of their encoding ("" for none), smallest first."""

    kind: str
    etag: str
    cache: str
    forms: Mapping[str, bytes]


class WebClient:
    """``folder``: with the build; without one that has a page, `here` is false and nothing is offered."""

    def __init__(self, server: Server, folder: Traversable | None = None) -> None:
        self.files = dict(_load(folder or resources.files("hubbub.net") / "pages" / "client"))
        self._page = self.files.get(PAGE)
        self.configure(server)

    def configure(self, server: Server) -> None:
        """The server is described otherwise from here on: the page says what it is called, and where to begin."""
        if self._page is not None:
            self.files[PAGE] = _with(self._page, {"%NETWORK%": server.network, "%LOBBY%": server.lobby})

    @property
    def here(self) -> bool:
        """Whether this package has the client."""
        return PAGE in self.files

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """One for each file but the page, which shares its path with others."""
        for path, file in self.files.items():
            if path != PAGE:
                router.add_get(f"/{path}", _server_of(file))

    async def page(self, request: web.Request) -> web.Response:
        """The page."""
        response = serve(self.files[PAGE], request)
        response.headers[hdrs.VARY] = "Accept, Accept-Encoding"
        return response


def policy(request: web.Request) -> str:
    """What the page may do: what came with it, and talking to where it came from.

    ``'self'`` is not WebSocket's for every browser, so those addresses are named (CSP 3 section 6.7.2.8 made it so).
    """
    host = request.headers.get(hdrs.HOST, "")
    sockets = f" ws://{host} wss://{host}" if host else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src 'self'{sockets}; manifest-src 'self'; worker-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def serve(file: File, request: web.Request) -> web.Response:
    """The file in the smallest form that was asked for, or 304.

    Scripts have the policy too: a service worker lives by that of its own file (CSP 3 section 4.2.3).
    """
    accepted = accepted_encodings(request.headers.get(hdrs.ACCEPT_ENCODING, ""))
    encoding = next(name for name in file.forms if not name or name in accepted)
    # RFC 9110 section 8.8.3: forms of different bytes have different tags.
    etag = f'"{file.etag}{encoding and "-"}{encoding}"'
    fields: dict[str, str] = {hdrs.CACHE_CONTROL: file.cache, hdrs.ETAG: etag, hdrs.VARY: hdrs.ACCEPT_ENCODING}
    fields["Content-Security-Policy"] = policy(request)
    if _is_known(request.headers.get(hdrs.IF_NONE_MATCH, ""), etag):
        return web.Response(status=304, headers=fields)
    fields[hdrs.CONTENT_TYPE] = file.kind
    if encoding:
        fields[hdrs.CONTENT_ENCODING] = encoding
    return web.Response(body=file.forms[encoding], headers=fields)


def accepted_encodings(field: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding field does not refuse (RFC 9110 section 12.5.3)."""
    found = set[str]()
    for item in field.lower().split(","):
        name, _, parameter = item.partition(";")
        weight = parameter.strip().removeprefix("q=")
        if name.strip() and not (parameter and weight.strip("0") in {"", "."}):
            found.add(name.strip())
    return frozenset(found)


def _is_known(field: str, etag: str) -> bool:
    """RFC 9110 section 13.1.2: compared weakly."""
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in field.split(","))


def _server_of(file: File) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return serve(file, request)

    return handle


def _load(folder: Traversable, above: str = "") -> Iterator[tuple[str, File]]:
    """Each file below ``folder``."""
    if not folder.is_dir():
        return
    inside = {entry.name: entry for entry in folder.iterdir()}
    for name, entry in sorted(inside.items()):
        path = f"{above}{name}"
        if entry.is_dir():
            yield from _load(entry, f"{path}/")
            continue
        ending = f".{name.rpartition('.')[2]}"
        if ending not in TYPES:
            continue
        built = ((encoding, inside.get(f"{name}.{form}")) for encoding, form in _FORMS)
        forms = {encoding: squeezed.read_bytes() for encoding, squeezed in built if squeezed is not None}
        cache = FOR_EVER if path.startswith("assets/") else ASK_AGAIN
        yield path, _file(TYPES[ending], cache, entry.read_bytes(), forms, packed=ending in _PACKED)


def _file(kind: str, cache: str, body: bytes, forms: dict[str, bytes], *, packed: bool = False) -> File:
    if not packed:
        forms.setdefault("gzip", gzip.compress(body, mtime=0))
    return File(kind, hashlib.sha256(body).hexdigest()[:20], cache, {**forms, "": body})


def _with(page: File, words: Mapping[str, str]) -> File:
    """The page with ``words`` in it, and the forms it was built with where it is still the same."""
    before = text = page.forms[""].decode()
    for word, value in words.items():
        text = text.replace(word, escape(value))
    return page if text == before else _file(page.kind, page.cache, text.encode(), {})
