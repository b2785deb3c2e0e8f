"""Static files, compressed once, named by their content and kept by browsers.

Dash on FastAPI compresses on the event loop at gzip's slowest level, or not at all, and gives files without a
fingerprint an ETag that browsers do not accept. This stands in front of it for everything static.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import brotli

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIXES: Final = ("/_dash-component-suites/", "/assets/")
# Our own small build of plotly.js, served where Dash looks for the full one.
OVERRIDES: Final = {
    "/_dash-component-suites/plotly/package_data/plotly.min.js": Path(__file__).parent
    / "vendor"
    / "plotly.min.js"
}
ASSETS: Final = Path(__file__).parent / "assets"
_TYPES: Final = {"css": b"text/css; charset=utf-8", "js": b"text/javascript; charset=utf-8"}
_PACKED_TYPES: Final = ("image/png", "image/jpeg", "font/", "application/font")
_SMALL: Final = 500  # bytes; below this compression only adds headers
_FINGERPRINT: Final = re.compile(r"\.v[0-9_]+m\d+\.")
_FOREVER: Final = b"public, max-age=31536000, immutable"
_HOUR: Final = b"public, max-age=3600, stale-while-revalidate=86400"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    content_type: bytes
    etag: bytes
    plain: bytes
    gzip: bytes | None
    brotli: bytes | None


@cache
def bundle(kind: str) -> tuple[str, bytes]:
    """Address and content of all our files of a kind ("css" or "js"), in the order of their names, as one."""
    body = b"\n".join(path.read_bytes() for path in sorted(ASSETS.glob(f"*.{kind}")))
    return f"/assets/sorot.{kind}?m={hashlib.sha256(body).hexdigest()[:12]}", body


class Statics:
    """ASGI middleware: answers for static files from memory, passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._files: dict[str, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a static file."""
        path = str(scope.get("path", ""))
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or not path.startswith(PREFIXES):
            await self._app(scope, receive, send)
            return
        file = self._files.get(path) or await self._read(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        encoding, body = _best(file, headers.get(b"accept-encoding", b""))
        kept = bool(_FINGERPRINT.search(path)) or scope.get("query_string", b"").startswith(b"m=")
        answer = [
            (b"content-type", file.content_type),
            (b"etag", file.etag),
            (b"vary", b"Accept-Encoding"),
            (b"cache-control", _FOREVER if kept else _HOUR),
        ]
        if file.etag in headers.get(b"if-none-match", b""):
            await send({"type": "http.response.start", "status": 304, "headers": answer})
            await send({"type": "http.response.body", "body": b""})
            return
        if encoding:
            answer.append((b"content-encoding", encoding))
        answer.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": answer})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _read(self, scope: Scope) -> _File | None:
        path = scope["path"]
        kind = path.removeprefix("/assets/sorot.")
        if path in OVERRIDES:
            content_type, body = _TYPES["js"], OVERRIDES[path].read_bytes()
        elif kind in _TYPES:
            content_type, body = _TYPES[kind], bundle(kind)[1]
        else:
            found = await _ask(self._app, scope)
            if found is None:
                return None
            content_type, body = found
        file = await asyncio.to_thread(_pack, content_type, body)
        self._files[path] = file
        return file


def _pack(content_type: bytes, body: bytes) -> _File:
    packed = len(body) < _SMALL or content_type.decode("latin-1").startswith(_PACKED_TYPES)
    return _File(
        content_type=content_type,
        etag=b'"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"',
        plain=body,
        gzip=None if packed else gzip.compress(body, 6, mtime=0),
        brotli=None if packed else brotli.compress(body, quality=9),
    )


def _best(file: _File, accepted: bytes) -> tuple[bytes | None, bytes]:
    if file.brotli is not None and b"br" in accepted:
        return b"br", file.brotli
    if file.gzip is not None and b"gzip" in accepted:
        return b"gzip", file.gzip
    return None, file.plain


async def _ask(app: ASGIApp, scope: Scope) -> tuple[bytes, bytes] | None:
    """Content type and body of what the application itself has at this path; None when it has nothing."""
    dropped = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
    plain = {**scope, "method": "GET", "headers": [h for h in scope["headers"] if h[0] not in dropped]}
    status = 0
    content_type = b"application/octet-stream"
    body = bytearray()
    requested = False

    async def receive() -> Message:
        nonlocal requested
        if not requested:
            requested = True
            return {"type": "http.request", "body": b"", "more_body": False}
        # A receive() that returned at once would make starlette's FileResponse spin.
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal status, content_type
        if message["type"] == "http.response.start":
            status = message["status"]
            content_type = dict(message["headers"]).get(b"content-type", content_type)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(plain, receive, send)
    return (content_type, bytes(body)) if status == 200 else None  # noqa: PLR2004  # OK


async def warm(
    app: ASGIApp,
    paths: Iterable[str],
    host: Mapping[str, str] | None = None,
    *,
    ended: asyncio.Event | None = None,
) -> None:
    """Read and compress ``paths`` now, so that the first reader does not wait for it.

    Stops between two files once ``ended`` is set: cancelled within one, it would leave the file open.
    """
    headers = [(name.encode(), value.encode()) for name, value in (host or {}).items()]
    for path in paths:
        if ended is not None and ended.is_set():
            return
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": headers,
            "client": None,
            "server": None,
        }
        await _ask(app, scope)
