"""``/briefing`` to read, ``/briefing.html`` and ``/briefing.eml`` to take away: all with the same address."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboard import i18n, plain
from dashboard.briefing.document import body, mail, standalone, title
from dashboard.briefing.numbers import briefing
from dashboard.url_state import Query

if TYPE_CHECKING:
    from dashboard.briefing.numbers import Briefing
    from dashboard.services import Services

PATH: Final = "/briefing"


def router(services: Services) -> APIRouter:
    """The three."""
    api = APIRouter()

    async def read(request: Request) -> tuple[Briefing, Query]:
        query = Query.parse(request.url.query)
        lang = i18n.current().lang
        return await services.db.run(briefing, services=services, query=query, lang=lang), query

    @api.get(PATH, include_in_schema=False)
    async def page(request: Request) -> HTMLResponse:
        found, query = await read(request)
        words, asked = i18n.current(), _asked(request)
        notices = "".join(
            f'<p class="notice" role="status">{escape(said)}</p>' for said in query.notices(words)
        )
        ways = {"html": words("briefing.html"), "eml": words("briefing.mail")}
        tools = "".join(
            f'<a class="btn" href="{PATH}.{ending}{escape(asked)}" download>{escape(name)}</a>'
            for ending, name in ways.items()
        )
        inner = (
            f'{notices}<div class="briefing card"><div class="row no-print">{tools}</div>'
            f"{body(found, services, words)}</div>"
        )
        return HTMLResponse(plain.page(title(found, words), inner, words, path=f"{PATH}{asked}"))

    @api.get(f"{PATH}.html", include_in_schema=False)
    async def as_html(request: Request) -> Response:
        found, _ = await read(request)
        return _file(standalone(found, services, i18n.current()).encode(), found, "html", "text/html")

    @api.get(f"{PATH}.eml", include_in_schema=False)
    async def as_mail(request: Request) -> Response:
        found, _ = await read(request)
        return _file(mail(found, services, i18n.current()), found, "eml", "message/rfc822")

    return api


def _asked(request: Request) -> str:
    """The query, without the choice of language."""
    kept = [part for part in request.url.query.split("&") if part and not part.startswith("ui=")]
    return f"?{'&'.join(kept)}" if kept else ""


def _file(content: bytes, found: Briefing, ending: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="sorot-briefing-{found.window.last}.{ending}"'}
    return Response(content, media_type=kind, headers=headers)
