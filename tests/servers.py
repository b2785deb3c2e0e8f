"""Web servers on loopback that behave as told, well or badly."""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import uvicorn
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from fastapi import FastAPI

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
RawHandler = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Seen:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]  # lower-case names


@dataclass
class Site:
    """An outlet's server: what it answers by path, and what it was asked."""

    port: int = 0
    answers: dict[str, web.Response | Handler | bytes | str | int] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Seen]:
        return [request for request in self.seen if request.path == path]

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.seen]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(Seen(request.raw_path, headers))
        answer = self.answers.get(request.raw_path, self.answers.get(request.path, 404))
        if isinstance(answer, int):
            return web.Response(status=answer)
        if isinstance(answer, str):
            return web.Response(text=answer, content_type="text/html")
        if isinstance(answer, bytes):
            return web.Response(body=answer, content_type="application/rss+xml")
        if isinstance(answer, web.Response):  # a Response can be sent once only
            body = answer.body if isinstance(answer.body, bytes) else b""
            return web.Response(status=answer.status, headers=answer.headers, body=body)
        return await answer(request)


def free_ports(count: int) -> int:
    """First of ``count`` neighbouring ports that are free now."""
    for first in range(random.randrange(20_000, 55_000), 60_000, 41):
        with ExitStack() as held:
            try:
                for n in range(count):
                    held.enter_context(socket.create_server(("127.0.0.1", first + n)))
            except OSError:
                continue
            return first
    raise AssertionError("no free ports")


@asynccontextmanager
async def serving() -> AsyncIterator[Site]:
    """A Site that listens."""
    site = Site()

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        assert isinstance(request, web.Request)
        return await site._answer(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    tcp = web.TCPSite(runner, "127.0.0.1", 0)
    await tcp.start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(handler: RawHandler) -> AsyncIterator[str]:
    """A server that hands each request's head to ``handler`` and lets it write any bytes; yields its URL."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await handler(head, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


class Names(AbstractResolver):
    """A name server for tests: each lookup of a host takes its next list of addresses, the last one stays."""

    def __init__(self, **hosts: list[list[str]]) -> None:
        self.hosts = {name.replace("_", "."): list(answers) for name, answers in hosts.items()}
        self.lookups: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.lookups.append(host)
        answers = self.hosts.get(host)
        if answers is None:
            raise OSError(None, "no such host")
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        """Nothing to close."""


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """Serve an application of ours on a free port of loopback; gives its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
