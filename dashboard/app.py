"""The web application: our FastAPI, Dash on it, and nothing loaded from anywhere else."""

from __future__ import annotations

import asyncio
import gc
import inspect
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

import dash
import uvicorn
from dash import Dash
from dash.backends._fastapi import reset_current_request, set_current_request
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.routing import WebSocketRoute

from dashboard import (
    article_export,
    caller,
    country_export,
    embed,
    exports,
    i18n,
    index,
    pair_export,
    problems,
    search,
    shell,
    statics,
    warming,
)
from dashboard.access import login
from dashboard.access.door import Door
from dashboard.access.gates import Login, gate_of
from dashboard.alerts import feed
from dashboard.api.app import PREFIX
from dashboard.api.app import api as questions
from dashboard.api.problems import DOCS
from dashboard.briefing import pages as briefing
from dashboard.condition import condition
from dashboard.headers import Headers, content_security_policy
from dashboard.mcp import http as mcp
from dashboard.notes import files as notes_files
from dashboard.pages import (
    about,
    articles,
    atlas,
    compare,
    entities,
    entity,
    notes,
    overview,
    relations,
    review,
    sources,
)
from dashboard.pages import alerts as alerts_page
from dashboard.services import Services, no_writer, nothing_refused, utc_now

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

    from dashboard.alerts.desk import Alerts
    from dashboard.review import Reviewer
    from dashboard.settings import WebSettings
    from storage.database import Database
    from storage.writer import WriterState

THREADS: Final = 16


class Page(Protocol):
    """A module of dashboard.pages."""

    def register(self, app: Dash, services: Services) -> None:
        """Add the page and its callbacks."""


PAGES: Final[tuple[Page, ...]] = (
    overview,
    compare,
    entities,
    entity,
    atlas,
    relations,
    articles,
    sources,
    review,
    notes,
    alerts_page,
    about,
)
_STATIC: Final = re.compile(r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"?]+)')


def create_app(
    settings: WebSettings,
    db: Database,
    *,
    writer: Callable[[], WriterState | None] = no_writer,
    names_refused: Callable[[], str] = nothing_refused,
    now: Callable[[], datetime] = utc_now,
    reviewer: Reviewer | None = None,
    alerts: Alerts | None = None,
) -> FastAPI:
    """Build the application, complete: the first request may be for any page.

    ``writer`` says how ingestion is doing, when this process does it, and ``names_refused`` why the user's
    own names are not in force as their file has them now. ``reviewer`` writes what is decided on the page for
    names in review; without one that page is for reading. ``alerts`` has the rules of the reader. One
    application a process: Dash keeps its pages in a global registry.
    """
    services = Services(
        settings=settings,
        db=db,
        writer=writer,
        names_refused=names_refused,
        now=now,
        reviewer=reviewer,
        alerts=alerts,
    )
    api = FastAPI(title="sorot", lifespan=_run, docs_url=None, redoc_url=None, openapi_url=None)
    gate = gate_of(settings)
    if isinstance(gate, Login):
        api.include_router(login.router(gate))
    if settings.mcp:
        api.include_router(mcp.router(services))
    _add_api(api, services)
    api.add_api_route(
        "/", _page, include_in_schema=False
    )  # the first route that fits answers: before Dash's own
    pages = _dash(api, services)
    api.add_api_route("/{path:path}", _page, include_in_schema=False)
    html = _rendered(pages)
    api.add_middleware(Door, gate=gate, open_charts=settings.embed_open)
    api.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)  # of answers; 2 ms for a chart
    api.add_middleware(statics.Statics)
    framed = content_security_policy(html, ancestors=settings.embed)
    api.add_middleware(Headers, policy=content_security_policy(html), framed=framed)
    api.state.services = services
    api.state.html = html
    api.state.dash = pages
    return api


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until told to stop."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        workers=1,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whoever asks could write them
    )


def _add_api(api: FastAPI, services: Services) -> None:
    @api.get("/healthz", include_in_schema=False)
    async def healthz() -> JSONResponse:
        said, status = condition(services.writer())
        known = said | {"version": services.db.version} if caller.role() else {"status": said["status"]}
        return JSONResponse(known, status_code=status)

    @api.get("/robots.txt", include_in_schema=False)
    async def robots() -> PlainTextResponse:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    api.include_router(search.router(services))
    api.include_router(feed.router(services))
    api.include_router(exports.router(services))
    api.include_router(article_export.router(services))
    api.include_router(country_export.router(services))
    api.include_router(pair_export.router(services))
    api.include_router(notes_files.router(services))
    api.include_router(embed.router(services))
    api.include_router(briefing.router(services))
    api.mount(PREFIX, questions(services))
    api.add_api_route(PREFIX, lambda: RedirectResponse(DOCS), include_in_schema=False)

    @api.api_route(
        "/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False
    )
    async def nothing_here(rest: str) -> JSONResponse:
        # Dash would answer any address with the page and status 200.
        return JSONResponse({"error": "not found", "path": f"/api/{rest}"}, status_code=404)


def _dash(api: FastAPI, services: Services) -> Dash:
    app = Dash(
        __name__,
        server=api,  # type: ignore[arg-type]  # "server" takes an application, whatever its annotation says
        backend="fastapi",
        use_pages=True,
        pages_folder="",
        include_pages_meta=False,  # it would echo the Host header into the page
        index_string=index.TEMPLATE,
        include_assets_files=False,  # they go as one: index.TEMPLATE
        suppress_callback_exceptions=True,
        update_title="",
        use_async=True,
        on_error=problems.tell,
        title="sorot",
    )
    app.backend.websocket_capability = False  # or every open page keeps a connection
    api.router.routes[:] = [route for route in api.router.routes if not isinstance(route, WebSocketRoute)]
    dash.page_registry.clear()
    app.layout = lambda: shell.layout(services, i18n.current())
    shell.register(app, services)
    for page in PAGES:
        page.register(app, services)
    dash.register_page("not_found_404", layout=lambda **_: shell.not_found(i18n.current()), title="sorot")
    return app


def _rendered(app: Dash) -> str:
    """The page that every address answers with.

    Dash sets itself up at the first request, but on FastAPI only when that is for "/" or its own paths; a
    link to a page after a restart would get HTML without styles and scripts. So the set-up runs here, before
    the hashes of the inline scripts are taken.
    """

    async def render() -> str:
        request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""})
        token = set_current_request(request)
        try:
            for hook in app.backend._before_request_funcs:  # type: ignore[attr-defined]  # noqa: SLF001
                done = hook()
                if inspect.isawaitable(done):
                    await done
            return index.finished(app.index())
        finally:
            reset_current_request(token)

    with ThreadPoolExecutor(1) as pool:  # its own thread: there may be a running loop in this one
        return pool.submit(asyncio.run, render()).result()


async def _page(request: Request) -> HTMLResponse:
    pages = (page for page in dash.page_registry.values() if _leads_to(page, request.url.path))
    found = next(pages, None)
    charts = bool(found and found.get("charts"))
    html = index.for_reader(request.app.state.html, i18n.current().lang, charts=charts)
    return HTMLResponse(html, status_code=200 if found else 404, headers={"cache-control": "no-cache"})


def _leads_to(page: Mapping[str, Any], path: str) -> bool:
    """Whether a path is of a page; one with a place in its path says itself what may stand there."""
    template = page.get("path_template")
    if not template:
        return bool(page["path"] == path)
    before, place, _ = template.partition("<")
    return bool(place) and path.startswith(before) and bool(page["knows"](path.removeprefix(before)))


@asynccontextmanager
async def _run(app: FastAPI) -> AsyncIterator[None]:
    paths = sorted({*_STATIC.findall(app.state.html), *statics.OVERRIDES})
    with ThreadPoolExecutor(THREADS, thread_name_prefix="page") as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        ended = asyncio.Event()
        packing = asyncio.create_task(statics.warm(app, paths, ended=ended))
        asking = asyncio.create_task(warming.warm(app.state.services))
        # Names, messages and pages stay as long as the server: going over all of them in each search for
        # circular garbage stopped every answer for a sixth of a second, a few times a minute.
        gc.collect()
        gc.freeze()
        yield
        ended.set()
        await asyncio.gather(packing, asking)
