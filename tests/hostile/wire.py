"""Servers that write what they like onto the wire, each on a port of its own, in a thread of their own."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

Behave = Callable[["Call"], Awaitable[None]]


@dataclass
class Call:
    """One request, and the way to answer it."""

    head: bytes
    number: int  # of this server's requests, from 0
    port: int  # of this server
    writer: asyncio.StreamWriter

    @property
    def path(self) -> str:
        return self.head.split(b" ")[1].decode("latin-1")

    async def send(self, *parts: bytes) -> None:
        self.writer.write(b"".join(parts))
        await self.writer.drain()

    async def flood(self, piece: bytes) -> None:
        """Send ``piece`` until the other side has had enough; breathing, for we share a machine."""
        while True:
            await self.send(piece)
            await asyncio.sleep(0.002)

    async def drip(self, piece: bytes, *, every: float = 0.1) -> None:
        """Send ``piece`` a byte at a time, over and over."""
        while True:
            for byte in piece:
                await self.send(bytes([byte]))
                await asyncio.sleep(every)

    async def hang(self) -> None:
        await asyncio.sleep(3600)

    def reset(self) -> None:
        """End the connection with RST instead of FIN."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class _Server:
    """One behaviour on one port."""

    def __init__(self, behave: Behave) -> None:
        self._behave = behave
        self._calls = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self.port

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            number, self._calls = self._calls, self._calls + 1
            await self._behave(Call(head=head, number=number, port=self.port, writer=writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()


@contextmanager
def serving(behaviours: dict[str, Behave]) -> Iterator[dict[str, int]]:
    """Serve each behaviour; yields its port by name."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    servers = {name: _Server(behave) for name, behave in behaviours.items()}

    async def start() -> dict[str, int]:
        return {name: await server.start() for name, server in servers.items()}

    async def stop() -> None:
        await asyncio.gather(*(server.stop() for server in servers.values()))

    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result(30)
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
