"""Host names to addresses, without letting a dead name server hold anything up."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult


class ThreadPerLookup(AbstractResolver):
    """The system's resolver, each lookup in its own daemon thread.

    A lookup cannot be cancelled. asyncio's own pool has six threads on two cores: six outlets with a dead
    name server would stop all others, and a hanging thread of that pool keeps the process from ending.
    """

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of ``host``; OSError when there are none."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[Any]] = loop.create_future()

        def deliver(infos: list[Any] | None, error: OSError | UnicodeError | None) -> None:
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error if isinstance(error, OSError) else OSError(None, str(error)))
            else:
                answer.set_result(infos or [])

        def look_up() -> None:
            infos: list[Any] | None = None
            error: OSError | UnicodeError | None = None
            try:
                infos = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
            except (OSError, UnicodeError) as exc:
                error = exc
            try:
                loop.call_soon_threadsafe(deliver, infos, error)
            except RuntimeError:
                return  # the loop has ended meanwhile; nobody waits any more

        threading.Thread(target=look_up, name=f"dns {host}", daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=str(sockaddr[0]),
                port=int(sockaddr[1]),
                family=family_,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family_, _, proto, _, sockaddr in await answer
            if family_ in {socket.AF_INET, socket.AF_INET6}
        ]

    async def close(self) -> None:
        """Nothing to close: threads end by themselves."""
