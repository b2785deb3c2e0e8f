"""The page that asks for the password, and the end of a session."""

from __future__ import annotations

import asyncio
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard import i18n, plain
from dashboard.access.passwords import SESSION_S
from dashboard.bodies import read_body

if TYPE_CHECKING:
    from dashboard.access.gates import Login

log = structlog.get_logger()

PATH: Final = "/login"
OUT: Final = "/logout"
_LARGEST: Final = 4_096  # bytes of a form
_NOWHERE: Final = {"cache-control": "no-store"}


def router(login: Login) -> APIRouter:
    """``/login`` and ``/logout``."""
    api = APIRouter()

    @api.get(PATH, include_in_schema=False)
    async def ask(request: Request) -> Response:
        return _page(local(request.query_params.get("next", "")))

    @api.post(PATH, include_in_schema=False)
    async def answer(request: Request) -> Response:
        body = await read_body(request, _LARGEST) or b""
        form = parse_qs(body.decode(errors="replace"))
        password, there = form.get("password", [""])[0], local(form.get("next", [""])[0])
        if login.https and request.headers.get("origin", "").startswith("http://"):
            return _page(there, problem="access.by_http", status=400)
        if seconds := login.wait(request):
            return _page(there, problem="access.too_often", status=429, wait=seconds)
        role = await asyncio.to_thread(login.try_password, request, password)
        if role is None:
            log.warning("wrong password", address=request.client.host if request.client else None)
            return _page(there, problem="access.wrong", status=403)
        response = RedirectResponse(there, 303, headers=_NOWHERE)
        response.set_cookie(
            login.cookie,
            login.passwords.session(role),
            max_age=SESSION_S,
            path="/",
            secure=login.https,
            httponly=True,
            samesite="lax",
        )
        return response

    @api.post(OUT, include_in_schema=False)
    async def leave() -> Response:
        response = RedirectResponse(PATH, 303, headers={"clear-site-data": '"cache"', **_NOWHERE})
        response.delete_cookie(login.cookie, path="/", secure=login.https, httponly=True, samesite="lax")
        return response

    return api


def local(address: str) -> str:
    """An address to go on to, if it is one of ours; else that of the first page."""
    parts = urlsplit(address) if address.isprintable() and "\\" not in address else None
    ours = parts and not parts.scheme and not parts.netloc and address.startswith("/")
    return address if ours and not address.startswith("//") else "/"


def _page(there: str, *, problem: str = "", status: int = 200, wait: int = 0) -> HTMLResponse:
    words = i18n.current()
    minutes = -(-wait // 60)
    said = words.count(problem, minutes) if wait else words(problem) if problem else ""
    body = f"""<form class="card login" method="post" action="{PATH}">
<h1>{escape(words("access.title"))}</h1>
<p class="sub">{escape(words("access.lede"))}</p>
{f'<p class="notice" role="alert">{escape(said)}</p>' if said else ""}
<label for="password">{escape(words("access.password"))}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required autofocus>
<input type="hidden" name="next" value="{escape(there)}">
<button class="btn primary" type="submit">{escape(words("access.enter"))}</button>
</form>"""
    address = PATH + (f"?{urlencode({'next': there})}" if there != "/" else "")
    headers = _NOWHERE | ({"retry-after": str(wait)} if wait else {})
    html = plain.page(words("access.title"), body, words, path=address)
    return HTMLResponse(html, status, headers)
