"""Who is let in: looked at once, before anything answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from dashboard import caller, statics
from dashboard.access.gates import FOR_PROGRAMS, Here, Login
from dashboard.api import problems
from dashboard.api.problems import ApiError
from dashboard.headers import EMBED

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from dashboard.access.gates import Gate

OPEN: Final = frozenset({"/login", "/healthz", "/robots.txt"})
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Door:
    """ASGI middleware: sets who asks, and turns strangers and pages of other sites away."""

    def __init__(self, app: ASGIApp, *, gate: Gate, open_charts: bool = False) -> None:
        self._app, self._gate = app, gate
        self._open = (*statics.PREFIXES, EMBED) if open_charts else statics.PREFIXES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = HTTPConnection(scope)
        if "authorization" in asked.headers:  # takes a while
            role = await asyncio.to_thread(self._gate.role, asked)
        else:
            role = self._gate.role(asked)
        # Without a login whoever sends from another site is a reader already.
        foreign = not isinstance(self._gate, Here) and not caller.is_own_page(asked.headers)
        if foreign and scope["method"] not in _READING:
            await PlainTextResponse("sent by a page of another site", 403)(scope, receive, send)
            return
        caller.asks_as(role)
        if role is None and scope["path"] not in OPEN and not scope["path"].startswith(self._open):
            await self._stranger(asked)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _stranger(self, asked: HTTPConnection) -> Response:
        path = asked.url.path
        login = isinstance(self._gate, Login)
        if any(path == start or path.startswith(f"{start}/") for start in FOR_PROGRAMS):
            said = "a password is needed, as in curl -u reader" if login else "ask by way of the proxy"
            headers = {"www-authenticate": 'Basic realm="sorot", charset="UTF-8"'} if login else {}
            return problems.response(ApiError("unauthorised", detail=said).problem, headers)
        if not login:
            return PlainTextResponse("This address is for the proxy before sorot; ask by way of it.", 403)
        if path.startswith(("/_dash", "/api/")):
            return JSONResponse({"error": "the session is over; log in again"}, 401)
        there = path + (f"?{asked.url.query}" if asked.url.query else "")
        query = f"?{urlencode({'next': there})}" if there != "/" else ""
        return RedirectResponse(f"/login{query}", 303, headers={"cache-control": "no-store"})
