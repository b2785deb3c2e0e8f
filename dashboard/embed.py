"""A chart of Compare alone, for pages of other sites: ``/embed/compare`` with the address of the page.

Which sites may show it, and whether a login is asked for, is up to config.yaml: headers.py and access/door.py
keep to that. Nothing here needs a cookie.
"""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from dashboard import caller, comparison, i18n, statics, theme
from dashboard.access.limits import Limit
from dashboard.compared import ask, chart_of
from dashboard.components import event_key
from dashboard.headers import EMBED
from dashboard.i18n import plotly_locale
from dashboard.index import ICON, SCHEME_SCRIPT
from dashboard.kept import Kept
from dashboard.url_state import Query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.compared import Asked, Chart
    from dashboard.comparison import Comparison
    from dashboard.i18n import Words
    from dashboard.services import Services

PATH: Final = f"{EMBED}compare"
THEMES: Final = ("auto", "light", "dark")
MOST_NEW: Final = (60, 60)  # charts made for strangers, all together, in so many seconds
_OWN: Final = ("theme", "ui")  # parts of the address that are not Compare's


def router(services: Services) -> APIRouter:
    """``GET /embed/compare``."""
    api = APIRouter()
    kept: Kept[str] = Kept()
    tries = Limit(*MOST_NEW)

    @api.get(PATH, include_in_schema=False)
    async def chart(request: Request) -> Response:
        words, query = i18n.current(), request.url.query

        async def make() -> str:
            if caller.role() is None and (wait := tries.wait("")):
                raise _TooOftenError(wait)
            return await services.db.run(_page, services=services, query=Query.parse(query), words=words)

        key = (services.db.version, services.notes.stamp, services.today(), words.lang, query)
        try:
            html = await kept.get(key, make)
        except _TooOftenError as error:
            return PlainTextResponse("too many charts at once", 429, {"retry-after": str(error.wait)})
        return HTMLResponse(html, headers={"cache-control": "no-cache"})

    return api


class _TooOftenError(Exception):
    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait  # seconds


def _page(con: DuckDBPyConnection, *, services: Services, query: Query, words: Words) -> str:
    scheme = query.choice("theme", THEMES, "auto")
    asked = ask(con, services=services, query=query, words=words)
    numbers = comparison.compare(con, state=asked.state, subjects=asked.subjects, today=asked.archive.today)
    chart = chart_of(asked, numbers, services, words)
    more = {name: value for name, value in query.params.items() if name not in _OWN}
    return _html(asked, numbers, chart, services, words, scheme=scheme, query=_address(more))


def _address(parts: dict[str, str]) -> str:
    return f"?{urlencode(parts, safe=',')}" if parts else ""


def _html(
    asked: Asked,
    numbers: Comparison,
    chart: Chart,
    services: Services,
    words: Words,
    *,
    scheme: str,
    query: str,
) -> str:
    names = words.join([subject.label for subject in asked.subjects])
    lines = "".join(
        f'<span><i style="background:var(--{theme.series(one.colour)[1:]})"></i>{escape(one.label)}</span>'
        for one in asked.subjects
    )
    drawn = chart.figure is not None and chart.nothing is None
    key = "".join(f"<li>{escape(line)}</li>" for line in event_key.said(chart.events, words).splitlines())
    outlets = words.count("filter.outlets", len(asked.state.outlets) or numbers.outlets)
    demo = f"{words('shell.demo')} · " if services.settings.demo else ""
    source = words("embed.source", outlets=outlets, time=words.moment(services.now(), services.settings.zone))
    plotly = next(iter(statics.OVERRIDES))
    scripts = f"""<script id="embed-spec" type="application/json">{_json(_spec(chart, words))}</script>
<script src="{plotly}"></script>
<script src="{statics.bundle("js")[0]}"></script>"""
    height = chart.figure["layout"]["height"] if chart.figure else 0
    place = f'<div id="embed-chart" role="img" style="height:{height}px"></div>'
    said = f'<p class="lede">{escape(_text(chart.nothing))}</p>'
    fixed = "" if scheme == "auto" else f' data-mantine-color-scheme="{scheme}"'
    return f"""<!DOCTYPE html>
<html lang="{words.lang}"{fixed}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{escape(f"{chart.title}: {names}")} · sorot</title>
{ICON}
<style>{theme.css()}</style>
<link rel="stylesheet" href="{statics.bundle("css")[0]}">
{f"<script>{SCHEME_SCRIPT}</script>" if scheme == "auto" else ""}
</head>
<body class="embed">
<main>
<h1>{escape(chart.title)}</h1>
<p class="key">{lines}</p>
<p class="sub">{escape(chart.subtitle)}</p>
{place if drawn else said}
{f'<ul class="sub">{key}</ul>' if key else ""}
<p class="sub source">{escape(demo)}{escape(source)}
<a href="/compare{escape(query)}" target="_blank" rel="noopener">{escape(words("embed.open"))}</a></p>
</main>
{scripts if drawn else ""}
</body>
</html>"""


def _spec(chart: Chart, words: Words) -> dict[str, Any]:
    return {"figure": chart.figure, "lang": words.lang, "locale": plotly_locale(words.lang)}


def _json(data: dict[str, Any]) -> str:
    """JSON that no page takes for its own markup."""
    return json.dumps(data, ensure_ascii=False, default=str, separators=(",", ":")).replace("<", "\\u003c")


def _text(node: Any) -> str:
    """The text of a component."""
    if isinstance(node, (list, tuple)):
        return " ".join(filter(None, map(_text, node)))
    if node is None or isinstance(node, (str, int, float)):
        return "" if node is None else str(node)
    return _text(getattr(node, "children", None))
