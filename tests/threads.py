"""A web server in a thread, for commands that run in the test's own process or in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Press:
    """What an outlet's server answers by path, a body or a status, and what it was asked."""

    url: str
    answers: dict[str, str | bytes | int] = field(default_factory=dict)
    headers: dict[str, Mapping[str, str]] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)


@contextmanager
def press() -> Iterator[Press]:
    """A server that listens on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.paths.append(self.path)
            answer = site.answers.get(self.path, 404)
            status, body = (answer, b"") if isinstance(answer, int) else (200, answer)
            body = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in site.headers.get(self.path, {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Press(url=f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
