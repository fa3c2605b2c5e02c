"""The web client's files as they are served: what a browser is given, may keep, and may do with it."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path

import pytest
from msgspec import structs
from test_http import SERVER, SETTINGS, Detected, Run, loops, run

from hubbub.net.http import Http
from hubbub.net.web_client import WebClient, accepted_encodings

__all__ = ["loops", "run"]

HTML = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
SCRIPT = b"console.log('hello')\n" * 40
SQUEEZED = b"(brotli of the script)"
PACKED = gzip.compress(SCRIPT, 1, mtime=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build, in small, and things beside it that are nobody's business."""
    build = tmp_path / "client"
    (build / "assets").mkdir(parents=True)
    (build / "index.html").write_text("<!doctype html><title>%NETWORK%</title><meta content='%LOBBY%'>hubbub")
    (build / "index.html.br").write_bytes(b"(brotli of another page)")
    (build / "worker.js").write_bytes(b"self.x = 1\n")
    (build / "icon.png").write_bytes(b"\x89PNG")
    (build / "manifest.webmanifest").write_text("{}")
    (build / "assets" / "main-ABC.js").write_bytes(SCRIPT)
    (build / "assets" / "main-ABC.js.br").write_bytes(SQUEEZED)
    (build / "assets" / "main-ABC.js.gz").write_bytes(PACKED)
    (build / "assets" / "part-DEF.js").write_bytes(SCRIPT)
    (build / "assets" / "notes.md").write_text("not for the web")
    (tmp_path / "secret.js").write_text("secret")
    return build


@asynccontextmanager
async def serving(folder: Path | None) -> AsyncIterator[int]:
    client = WebClient(SERVER, folder)
    pages = Http(SERVER, SETTINGS, lambda: True, lambda _: (b"", "text/plain"), lambda *_, **__: None, client)
    await pages.start()
    listener = await asyncio.get_running_loop().create_server(lambda: Detected(pages, "127.0.0.1"), "127.0.0.1", 0)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        await listener.wait_closed()
        await pages.stop()


async def get(
    port: int, path: str, *fields: str, host: str = "localhost:7500", method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *fields, "", ""]
    writer.write("\r\n".join(lines).encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in rest)}
    return int(status.split()[1]), headers, body


def test_a_browser_is_given_the_client(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            status, headers, body = await get(port, "/", HTML)
            assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert body.startswith(b"<!doctype html>")
            assert (headers["cache-control"], headers["vary"]) == ("no-cache", "Accept, Accept-Encoding")
            assert b"<title>&lt;Hub &amp; Co&gt;</title>" in body
            assert b"content='#lobby'" in body

    run(main())


def test_the_page_says_what_the_server_is_called_now(folder: Path) -> None:
    client = WebClient(SERVER, folder)
    before = client.files["index.html"]
    client.configure(structs.replace(SERVER, kept_channels=("#hall",)))
    after = client.files["index.html"]
    assert b"content='#hall'" in after.forms[""]
    assert gzip.decompress(after.forms["gzip"]) == after.forms[""]
    assert (after.kind, after.cache, after.etag != before.etag) == (before.kind, before.cache, True)
    client.configure(SERVER)
    assert client.files["index.html"] == before


def test_who_is_no_browser_is_told_how_to_join(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            for fields in ((), ("Accept: */*",), ("Accept: application/json",)):
                status, headers, body = await get(port, "/", *fields, host="[::1]:7501")
                assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
                assert headers["vary"] == "Accept"
                assert b"nc ::1 7501, and write" in body
                assert b"http://[::1]:7501\n" in body

    run(main())


def test_a_package_without_the_client_tells_browsers_how_to_join(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as port:
            status, headers, body = await get(port, "/", HTML)
            assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert headers["vary"] == "Accept"
            assert b"With an IRC app" in body
            assert (await get(port, "/favicon.svg"))[0] == 200

    run(main())


def test_the_page_may_do_nothing_but_talk_to_where_it_came_from(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            for path in ("/", "/worker.js", "/assets/main-ABC.js"):
                _, headers, _ = await get(port, path, HTML, host="chat.example.org:8443")
                parts = (part.partition(" ") for part in headers[CSP].split("; "))
                policy = {name: rest for name, _, rest in parts}
                assert policy == {
                    "default-src": "'none'",
                    "script-src": "'self'",
                    "style-src": "'self'",
                    "img-src": "'self' data: blob:",
                    "font-src": "'self'",
                    "connect-src": "'self' ws://chat.example.org:8443 wss://chat.example.org:8443",
                    "manifest-src": "'self'",
                    "worker-src": "'self'",
                    "base-uri": "'none'",
                    "form-action": "'none'",
                    "frame-ancestors": "'none'",
                }
                assert headers["x-content-type-options"] == "nosniff"
                assert headers["referrer-policy"] == "no-referrer"
                assert headers["cross-origin-opener-policy"] == "same-origin"
                assert headers["x-frame-options"] == "DENY"

    run(main())


CSP = "content-security-policy"


def test_a_host_that_is_not_ours_gets_no_client(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            for path in ("/", "/assets/main-ABC.js"):
                assert (await get(port, path, HTML, host="rebound.example"))[0] == 421
                assert (await get(port, path, HTML, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"))[0] == 403

    run(main())


def test_what_has_its_hash_in_its_name_is_kept_for_ever(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            _, headers, body = await get(port, "/assets/main-ABC.js")
            assert headers["cache-control"] == "public, max-age=31536000, immutable"
            assert headers["content-type"] == "text/javascript; charset=utf-8"
            assert body == SCRIPT
            for path in ("/worker.js", "/manifest.webmanifest", "/icon.png"):
                assert (await get(port, path))[1]["cache-control"] == "no-cache"

    run(main())


def test_what_did_not_change_is_not_sent_again(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            for path in ("/", "/worker.js", "/icon.png"):
                _, headers, _ = await get(port, path, HTML, "Accept-Encoding: gzip")
                etag = headers["etag"]
                for field in (etag, f"W/{etag}", f'"other", {etag}', "*"):
                    status, again, body = await get(
                        port, path, HTML, "Accept-Encoding: gzip", f"If-None-Match: {field}"
                    )
                    assert (status, body, again["etag"]) == (304, b"", etag), field
                    assert again["cache-control"] == "no-cache"
                assert (await get(port, path, HTML, 'If-None-Match: "other"'))[0] == 200

    run(main())


def test_the_smallest_form_that_is_understood(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            forms = {}
            for asked, encoding in (("br, gzip", "br"), ("gzip", "gzip"), ("", ""), ("br;q=0, gzip", "gzip")):
                _, headers, body = await get(port, "/assets/main-ABC.js", f"Accept-Encoding: {asked}")
                assert headers.get("content-encoding", "") == encoding
                assert headers["vary"] == "Accept-Encoding"
                assert int(headers["content-length"]) == len(body)
                forms[headers["etag"]] = body
            assert len(forms) == 3
            assert set(forms.values()) == {SQUEEZED, PACKED, SCRIPT}
            # What the build left uncompressed is compressed when the server starts.
            _, headers, body = await get(port, "/assets/part-DEF.js", "Accept-Encoding: br, gzip")
            assert headers["content-encoding"] == "gzip"
            assert gzip.decompress(body) == SCRIPT
            # The page was written into, so its form from the build is another page.
            _, headers, body = await get(port, "/", HTML, "Accept-Encoding: br, gzip")
            assert headers["content-encoding"] == "gzip"
            assert b"hubbub" in gzip.decompress(body)
            assert "content-encoding" not in (await get(port, "/icon.png", "Accept-Encoding: br, gzip"))[1]

    run(main())


@pytest.mark.parametrize(
    ("field", "accepted"),
    [
        ("", set()),
        ("gzip", {"gzip"}),
        ("GZIP, deflate;q=0.5, br", {"gzip", "deflate", "br"}),
        ("gzip;q=0, br;q=0.000, x;q=0.001", {"x"}),
        ("gzip ; q=0.0,,;q=1", set()),
    ],
)
def test_accepted_encodings(field: str, accepted: set[str]) -> None:
    assert accepted_encodings(field) == accepted


@pytest.mark.parametrize(
    "path",
    [
        "/index.html",
        "/index.html.br",
        "/assets/notes.md",
        "/assets/main-ABC.js.br",
        "/secret.js",
        "/../secret.js",
        "/assets/../../secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/%2e%2e/secret.js",
        "/assets//main-ABC.js",
        "/assets",
        "/assets/",
        "/client/index.html",
        "//worker.js",
        "/worker.js%00.png",
    ],
)
def test_there_is_nothing_but_the_files(run: Run, folder: Path, path: str) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            status, _, body = await get(port, path, HTML)
            assert (status, b"secret" in body) in {(404, False), (400, False)}

    run(main())


def test_head_tells_as_much_without_a_body(run: Run, folder: Path) -> None:
    async def main() -> None:
        async with serving(folder) as port:
            for path in ("/", "/worker.js"):
                _, headers, body = await get(port, path, HTML)
                _, again, nothing = await get(port, path, HTML, method="HEAD")
                assert (again["etag"], nothing) == (headers["etag"], b"")
                assert int(again["content-length"]) == len(body)

    run(main())


def test_what_is_shipped_refers_only_to_itself() -> None:
    """The build of this checkout: all addresses relative, nothing inline, everything there."""
    client = WebClient(SERVER)
    assert client.here
    page = client.files["index.html"].forms[""].decode()
    named = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert named
    for address in named:
        assert address in client.files, address
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", page)
    assert "%" not in re.sub(r'content="[^"]*"', "", page)
    manifest = json.loads(client.files["manifest.webmanifest"].forms[""])
    assert (manifest["start_url"], manifest["scope"]) == ("./", "./")
    for icon in manifest["icons"]:
        assert icon["src"] in client.files
    for path, file in client.files.items():
        if path.endswith((".js", ".css")):
            assert set(file.forms) == {"br", "gzip", ""}, path


def test_all_that_the_first_page_fetches_is_small_even_for_who_takes_no_brotli(run: Run) -> None:
    """Over plain http beyond this machine browsers ask for gzip alone; other parts come when they are used."""

    async def main() -> None:
        async with serving(None) as port:
            _, _, page = await get(port, "/", HTML)
            [begin] = re.findall(r'<script type="module" src="([^"]*)"', page.decode())
            wanted, parts, size = {begin}, set[str](), 0
            seen = set[str]()
            while wanted:
                path = wanted.pop()
                seen.add(path)
                status, headers, body = await get(port, f"/{path}", "Accept-Encoding: gzip")
                assert (status, headers["content-encoding"]) == (200, "gzip"), path
                size += len(body)
                script = gzip.decompress(body).decode()
                beside = {f"assets/{name}" for name in re.findall(r'(?:from|import)"\./([^"]+)"', script)}
                wanted |= beside - seen
                parts |= {f"assets/{name}" for name in re.findall(r'import\("\./([^"]+)"\)', script)}
            assert 20_000 < size <= 60_000
            assert len(parts) >= 4, parts
            _, _, worker = await get(port, "/worker.js")
            for path in parts:
                assert (await get(port, f"/{path}"))[0] == 200, path
                assert path.encode() in worker, path

    run(main())


def test_the_build_is_part_of_the_package() -> None:
    folder = resources.files("hubbub.net") / "pages" / "client"
    assert (folder / "index.html").is_file()
