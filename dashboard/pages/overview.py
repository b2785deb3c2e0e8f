"""Overview: the story of the week, what is unusual, what moved, who is in the news, what came in last."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import ClientsideFunction, Input, Output, html, no_update

from dashboard import address, captions, chart_clicks, i18n, overview, shell
from dashboard.comparison import archive_of
from dashboard.components import filter_bar, graph, overview_parts, troubles
from dashboard.components.empties import empty
from dashboard.components.panel_note import panel_said
from dashboard.components.start import checklist
from dashboard.components.text import rich
from dashboard.figures import heatmap
from dashboard.figures.movers import movers_chart
from dashboard.health import Health, health
from dashboard.pages.overview_layout import ADDRESS, HEAT, MOVED, NAME, PATH, Ids, layout
from dashboard.story import story
from dashboard.url_state import Query
from storage.questions import queries

if TYPE_CHECKING:
    from dash import Dash
    from duckdb import DuckDBPyConnection

    from dashboard.clock import Clock
    from dashboard.i18n import Words
    from dashboard.overview import Overview
    from dashboard.services import Services
    from storage.questions.queries import Scope


LIVE: Final = timedelta(minutes=45)  # a feed read within this time: new articles will come


def register(app: Dash, services: Services) -> None:
    """Add the page and its callbacks."""

    async def page(**arguments: Any) -> html.Div:
        query, words = Query.of(arguments), i18n.current()
        archive = await services.db.run(archive_of, today=services.today())
        state = overview.read_state(query, archive)
        return layout(archive, state, services, words, query.notices(words))

    dash.register_page(
        "overview",
        path=PATH,
        layout=page,
        charts=True,
        title=lambda **_: f"{i18n.current()('overview.title')} · sorot",
    )

    @app.callback(
        Output(Ids.BODY, "hidden"),
        Output(Ids.DAY, "children"),
        Output(Ids.STORY, "children"),
        Output(Ids.KPIS, "children"),
        Output(graph.spec_id(HEAT), "data"),
        Output(Ids.HEAT_PLOT, "hidden"),
        Output(Ids.HEAT_TWIN, "children"),
        Output(Ids.HEAT_SUB, "children"),
        Output(Ids.HEAT_TABLE, "aria-pressed"),
        Output(graph.spec_id(MOVED), "data"),
        Output(Ids.MOVED_PLOT, "hidden"),
        Output(Ids.MOVED_TWIN, "children"),
        Output(Ids.MOVED_SUB, "children"),
        Output(Ids.MOVED_ALL, "children"),
        Output(Ids.MOVED_TABLE, "aria-pressed"),
        Output(Ids.LEADERS_SUB, "children"),
        Output(Ids.LEADERS, "children"),
        Output(Ids.LATEST, "children"),
        Output(filter_bar.said_id(NAME), "children"),
        Input(Ids.QUERY, "data"),
        Input(shell.Ids.VERSION, "data"),
        running=[(Output(Ids.BODY, "aria-busy"), "true", "false")],
        prevent_initial_call=True,
    )
    async def draw(query: str | None, _version: int) -> tuple[Any, ...]:
        words = i18n.current()
        found = await services.db.run(_read, services=services, query=Query.parse(query or ""), words=words)
        return _drawn(found, services, words)

    @app.callback(
        Output(Ids.HEALTH, "children"),
        Output(Ids.START, "children"),
        Output(Ids.LIVE, "children"),
        Input(shell.Ids.CLOCK, "n_intervals"),
        Input(shell.Ids.VERSION, "data"),
    )
    async def look(_beats: int | None, _version: int) -> tuple[Any, Any, Any]:
        words = i18n.current()
        found, empty_archive = await services.db.run(_health, services=services)
        return _told(found, services, words, empty_archive=empty_archive)

    _register_clicks(app)


def _register_clicks(app: Dash) -> None:
    """What a click changes, in the browser alone."""
    address.written(app, Ids.QUERY, ADDRESS, Ids.PLAN)
    for button, store in ((Ids.HEAT_TABLE, Ids.HEAT_VIEW), (Ids.MOVED_TABLE, Ids.MOVED_VIEW)):
        chart_clicks.turns_to_table(app, button, store)
    chart_clicks.becomes_picture(app, HEAT, Ids.HEAT_PNG, Ids.HEAT_PICTURED)
    chart_clicks.becomes_picture(app, MOVED, Ids.MOVED_PNG, Ids.MOVED_PICTURED)
    for name, function in ((HEAT, "cellOpened"), (MOVED, "moverOpened")):
        app.clientside_callback(
            ClientsideFunction("sorot", function),
            Output(Ids.GONE, "data", allow_duplicate=True),
            Input(graph.graph_id(name), "clickData"),
            prevent_initial_call=True,
        )


def _read(con: DuckDBPyConnection, *, services: Services, query: Query, words: Words) -> Overview | None:
    """None while the archive is empty."""
    archive = archive_of(con, today=services.today())
    if archive.empty:
        return None
    state = overview.read_state(query, archive)
    return overview.overview(con, services=services, archive=archive, state=state, lang=words.lang)


def _health(con: DuckDBPyConnection, *, services: Services) -> tuple[Health, bool]:
    found = health(
        con,
        data_dir=services.settings.data_dir,
        now=services.now(),
        writer=services.writer(),
    )
    return found, queries.bounds(con).first_day is None


def _told(found: Health, services: Services, words: Words, *, empty_archive: bool) -> tuple[Any, Any, Any]:
    clock = services.clock(words)
    if empty_archive:
        return troubles.notice(troubles.own_lines(found, clock), words), checklist(found, clock), None
    return troubles.notice(troubles.health_lines(found, clock), words), None, _live(found, clock)


def _live(found: Health, clock: Clock) -> list[Any] | None:
    """Whether the list goes on by itself."""
    read = found.last_ok_at
    if read is None:
        return None
    if clock.now - read < LIVE:
        return [html.I(className="dot"), clock.words("overview.live")]
    return [html.I(className="dot off"), clock.words("overview.last_read", time=clock(read))]


def _drawn(found: Overview | None, services: Services, words: Words) -> tuple[Any, ...]:
    """Values of the outputs of ``draw``, in their order."""
    if found is None:
        return (True, words.day(services.today(), "heading"), *[no_update] * 17)
    clock = services.clock(words)
    state = found.state
    heat_spec, heat_twin = _heat(found, services, words)
    moved_spec, moved_twin = _moved(found, services, words)
    return (
        False,
        words.day(services.today(), "heading"),
        _lede(found, words),
        overview_parts.kpis(found, clock),
        heat_spec,
        heat_twin is not None,
        heat_twin,
        _heat_sub(found, words),
        str(state.heat == "table").lower(),
        moved_spec,
        moved_twin is not None,
        moved_twin,
        _moved_sub(found, words),
        words("movers.all", n=words.number(found.countries.entities)),
        str(state.moved == "table").lower(),
        overview_parts.leaders_sub(found, words),
        overview_parts.leader_cards(found.leaders, state.filters, words)
        or empty("zero", words("overview.leaders_none")),
        overview_parts.latest(found.latest, found.names, clock)
        or empty("zero", words("overview.latest_none")),
        filter_bar.said(state.filters, words),
    )


def _lede(found: Overview, words: Words) -> list[Any]:
    """The story, and whose it is."""
    said = panel_said(found.panel, words)
    return [*rich(story(found, words)), *([" ", html.Span(said, className="sub")] if said else [])]


def _heat(found: Overview, services: Services, words: Words) -> tuple[Any, Any]:
    """The figure, and what stands in its place: its table, or why there is nothing to see."""
    heat = found.heat
    if not heat.rows:
        return no_update, empty("zero", words("heat.none"))
    if heatmap.young(heat):
        day = words.day(heatmap.known_from(heat))
        return no_update, empty("before", words("heat.young", day=day))
    table = (
        overview_parts.heat_table(heat, found.state.filters, words) if found.state.heat == "table" else None
    )
    figure = heatmap.heatmap(heat, found.state.filters, words)
    said = {"title": words("heat.title"), "subtitle": _heat_sub(found, words), "events": words("heat.key")}
    figure["credits"] = {"graph": HEAT, **said, **_credits(found, heat.scope, "unusual", services, words)}
    return figure, table


def _heat_sub(found: Overview, words: Words) -> str:
    runs = heatmap.gap_runs(found.heat)
    said = words("heat.sub")
    if not runs:
        return said
    days = words.join([words.days(first, last) for first, last in runs])
    return f"{said} {words('heat.sub_gap', days=days)}"


def _moved(found: Overview, services: Services, words: Words) -> tuple[Any, Any]:
    if found.movers.is_empty() and found.moves_from:
        return no_update, empty("before", words("movers.young", day=words.day(found.moves_from)))
    if found.movers.is_empty():
        return no_update, empty("zero", words("movers.none"))
    table = None
    if found.state.moved == "table":
        table = overview_parts.movers_table(found.movers, found.names, found.state.filters, words)
    figure = movers_chart(found.movers, found.names, found.state.filters, words)
    said = {"title": words("movers.title"), "subtitle": _moved_sub(found, words), "events": ""}
    figure["credits"] = {"graph": MOVED, **said, **_credits(found, found.window, "movers", services, words)}
    return figure, table


def _moved_sub(found: Overview, words: Words) -> str:
    state = found.state
    return words(f"movers.sub.{state.span}", things=words(state.filters.things))


def _credits(found: Overview, scope: Scope, name: str, services: Services, words: Words) -> dict[str, str]:
    """What a picture says of how it was made."""
    first, last = scope.since, scope.end - timedelta(days=1)
    aside = words("filter.home_aside", name=found.aside) if found.aside else ""
    chosen = captions.chosen(
        found.state.filters,
        found.archive,
        words,
        words.days(first, last),
        words(f"basis.{found.state.filters.basis}"),
        aside,
        demo=services.settings.demo,
    )
    return {"filters": chosen, "name": f"sorot-{name}-{first}-{last}"}
