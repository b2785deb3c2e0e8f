"""A store on loopback that speaks as much of S3 as a lake needs, and refuses whoever has not the key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY = "AKIAEXAMPLE"


class Store(BaseHTTPRequestHandler):
    """Path-style addresses: /bucket/key."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]
    parts: dict[str, dict[int, bytes]]
    numbers: Iterator[int]

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        return unquote(parts.path).lstrip("/"), {
            name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()
        }

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _refused(self) -> bool:
        known = f"Credential={KEY}/" in self.headers.get("Authorization", "")
        if not known:
            self._body()
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        return not known

    def do_HEAD(self) -> None:
        if self._refused():
            return
        key, _ = self._asked()
        if key in self.objects:
            size = str(len(self.objects[key]))
            self._answer(200, Content_Length=size, Accept_Ranges="bytes", ETag=f'"{hash(self.objects[key])}"')
        else:
            self._answer(404)

    def do_GET(self) -> None:
        if self._refused():
            return
        key, query = self._asked()
        if "list-type" in query:
            self._list(key.partition("/")[0], query.get("prefix", ""))
        elif key not in self.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        elif said := self.headers.get("Range"):
            content = self.objects[key]
            first, _, last = said.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(content)), len(content) - 1)
            told = f"bytes {start}-{end}/{len(content)}"
            self._answer(206, content[start : end + 1], Content_Range=told)
        else:
            self._answer(200, self.objects[key])

    def _list(self, bucket: str, prefix: str) -> None:
        keys = sorted(key.partition("/")[2] for key in self.objects if key.startswith(f"{bucket}/{prefix}"))
        listed = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-20T01:00:00.000Z</LastModified>"
            f"<Size>{len(self.objects[f'{bucket}/{key}'])}</Size></Contents>"
            for key in keys
        )
        said = f"<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>"
        self._answer(200, said.encode(), Content_Type="application/xml")

    def do_PUT(self) -> None:
        if self._refused():
            return
        key, query = self._asked()
        body = self._body()
        if "uploadId" in query:
            self.parts[query["uploadId"]][int(query["partNumber"])] = body
        else:
            self.objects[key] = body
        self._answer(200, ETag='"1"')

    def do_POST(self) -> None:
        if self._refused():
            return
        key, query = self._asked()
        body = self._body()
        if "uploads" in query:
            number = str(next(self.numbers))
            self.parts[number] = {}
            self._answer(200, f"<R><UploadId>{number}</UploadId></R>".encode())
        elif "uploadId" in query:
            parts = self.parts.pop(query["uploadId"])
            self.objects[key] = b"".join(parts[number] for number in sorted(parts))
            self._answer(
                200, b"<CompleteMultipartUploadResult><ETag>1</ETag></CompleteMultipartUploadResult>"
            )
        else:  # ?delete: several at once
            bucket = key.partition("/")[0]
            for name in body.decode().split("<Key>")[1:]:
                self.objects.pop(f"{bucket}/{unquote(name.partition('</Key>')[0])}", None)
            self._answer(200, b"<DeleteResult></DeleteResult>")

    def do_DELETE(self) -> None:
        if self._refused():
            return
        key, _ = self._asked()
        self.objects.pop(key, None)
        self._answer(204)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def store() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address, and what is in it."""
    objects: dict[str, bytes] = {}
    kind = type("OwnStore", (Store,), {"objects": objects, "parts": {}, "numbers": count(1)})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", objects
        server.shutdown()
        thread.join()
