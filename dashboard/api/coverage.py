"""Questions about numbers: who is covered how much, when, by whom, and what was read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from dashboard import relations as pages
from dashboard.api.counts import (
    Coverage,
    CoverageRow,
    Map,
    MapRow,
    MoverRow,
    Movers,
    OutletRunRow,
    OutletRuns,
    OutletShareRow,
    OutletShares,
    PanelOutlet,
    RelationRow,
    Relations,
    SpikeRow,
    Spikes,
    Timeline,
    TimelineRow,
    Totals,
    TotalsRow,
)
from dashboard.api.ground import Ground, gaps_of, named
from dashboard.comparison import panel_of
from storage.questions import queries

if TYPE_CHECKING:
    from dashboard.api.asked import (
        EntityOutletsAsked,
        MapAsked,
        MoversAsked,
        RelationsAsked,
        Selected,
        SpikesAsked,
        TimelineAsked,
        TotalsAsked,
    )


def timeline(ground: Ground, asked: TimelineAsked) -> Timeline:
    """Entities over time."""
    scope, con = ground.scope(asked), ground.con
    found = queries.timeline(con, scope=scope, entity_ids=ground.ids(asked.e), grain=asked.g)
    panel = panel_of(con, scope)
    return Timeline(
        made=ground.made(scope),
        grain=asked.g,
        rows=[
            TimelineRow(
                **named(ground.names[row["entity_id"]]),
                start=row["day"],
                n=row["articles"],
                **{
                    name: row[name]
                    for name in ("mentions", "collected", "share", "index", "days", "days_observed", "state")
                },
            )
            for row in found.iter_rows(named=True)
        ],
        gaps=gaps_of(queries.coverage_gaps(con, scope=scope)),
        outlets_in_panel=[
            PanelOutlet(
                outlet=row["outlet_id"], name=row["name"], included=row["included"], reason=row["reason"]
            )
            for row in panel.iter_rows(named=True)
        ],
    )


def totals(ground: Ground, asked: TotalsAsked) -> Totals:
    """Entities by coverage."""
    scope = ground.scope(asked)
    found = queries.coverage_totals(ground.con, scope=scope, kind=asked.kind, entity_ids=ground.ids(asked.e))
    return Totals(
        made=ground.made(scope),
        rows=[
            TotalsRow(
                **named(ground.names[row["entity_id"]]),
                n=row["articles"],
                lead_n=row["lead_articles"],
                peak_n=row["peak_articles"],
                **{
                    name: row[name]
                    for name in (
                        *("kind", "country", "mentions", "share_n", "share_of", "share", "outlets"),
                        *("lead_outlet", "peak_day", "peak_collected"),
                    )
                },
            )
            for row in found.iter_rows(named=True)
        ],
    )


def spikes(ground: Ground, asked: SpikesAsked) -> Spikes:
    """Days far above the usual."""
    scope = ground.scope(asked)
    found = queries.spikes(ground.con, scope=scope, entity_ids=ground.ids(asked.e), limit=asked.limit)
    return Spikes(
        made=ground.made(scope),
        rows=[
            SpikeRow(
                **named(ground.names[row["entity_id"]]),
                n=row["articles"],
                **{
                    name: row[name]
                    for name in ("day", "collected", "expected", "ratio", "z", "p_value", "outlets")
                },
            )
            for row in found.iter_rows(named=True)
        ],
    )


def movers(ground: Ground, asked: MoversAsked) -> Movers:
    """What changed against the window before."""
    scope = ground.scope(asked)
    home = ground.services.settings.home_country if asked.home == "0" else None
    without = [key for key, one in ground.names.items() if one.code == home]
    found = queries.movers(ground.con, scope=scope, kind=asked.kind, limit=asked.limit, without=without)
    return Movers(
        made=ground.made(scope, earlier=scope.before()),
        rows=[
            MoverRow(
                **named(ground.names[row["entity_id"]]),
                n=row["articles"],
                n_before=row["articles_before"],
                **{
                    name: row[name]
                    for name in ("collected", "collected_before", "share", "share_before", "change", "z")
                },
            )
            for row in found.iter_rows(named=True)
        ],
    )


def countries(ground: Ground, asked: MapAsked) -> Map:
    """Countries for a map."""
    scope = ground.scope(asked)
    found = queries.country_totals(ground.con, scope=scope, leaders=asked.level == "leader")
    return Map(
        made=ground.made(scope, earlier=scope.before()),
        rows=[
            MapRow(n=row.pop("articles"), n_before=row.pop("articles_before"), **row)
            for row in found.iter_rows(named=True)
        ],
    )


def entity_outlets(ground: Ground, asked: EntityOutletsAsked) -> OutletShares:
    """How each outlet covers one entity."""
    scope, number = ground.scope(asked), ground.number(asked.entity, parameter="entity")
    found = queries.coverage_by_outlet(ground.con, scope=scope, entity_id=number)
    return OutletShares(
        made=ground.made(scope),
        entity=ground.names[number],
        rows=[
            OutletShareRow(outlet=row.pop("outlet_id"), n=row.pop("articles"), **row)
            for row in found.iter_rows(named=True)
        ],
    )


def relations(ground: Ground, asked: RelationsAsked) -> Relations:
    """Who is written of together."""
    scope = ground.scope(asked)
    if asked.e:
        ground.number(asked.e)
    found = pages.relations(ground.con, services=ground.services, query=ground.query(asked), lang="en")
    return Relations(
        made=ground.made(scope),
        collected=found.collected,
        rows=[
            RelationRow(
                **{
                    f"{side}{column}": value
                    for side, node in (("a", pair.a), ("b", pair.b))
                    for column, value in (
                        ("", node.code),
                        ("_name_en", ground.names[node.entity_id].name_en),
                        ("_name_id", ground.names[node.entity_id].name_id),
                    )
                },
                together=pair.together,
                n_a=pair.a.articles,
                n_b=pair.b.articles,
                lift=pair.lift,
            )
            for pair in found.pairs
        ],
    )


def coverage(ground: Ground, asked: Selected) -> Coverage:
    """Which days were read."""
    scope = ground.scope(asked)
    found = queries.collected_by_day(ground.con, scope=scope)
    return Coverage(
        made=ground.made(scope),
        rows=[CoverageRow(**row) for row in found.iter_rows(named=True)],
        gaps=gaps_of(queries.coverage_gaps(ground.con, scope=scope)),
    )


def coverage_outlets(ground: Ground, asked: Selected) -> OutletRuns:
    """Which days of which outlets were read."""
    scope = ground.scope(asked)
    found = queries.coverage_calendar(ground.con, scope=scope)
    names = ground.archive.outlets
    return OutletRuns(
        made=ground.made(scope),
        rows=[
            OutletRunRow(
                outlet=row["outlet_id"],
                name=names[row["outlet_id"]],
                first=row["since"],
                to=row["until"] - timedelta(days=1),
                state=row["state"],
                reason=row["reason"],
            )
            for row in found.iter_rows(named=True)
        ],
    )
