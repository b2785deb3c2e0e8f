"""A year by month, beside a calendar of its days, for those who read numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

if TYPE_CHECKING:
    import polars as pl

    from dashboard.i18n import Words


def month_table(months: pl.DataFrame, words: Words) -> html.Details:
    """``months`` is queries.timeline by month; the latest first, those before the start left out."""
    head = [
        html.Th(words("table.month"), scope="col"),
        html.Th(words("measure.share"), scope="col", className="n"),
        html.Th(words("entity.n_of"), scope="col", className="n"),
        html.Th(words("table.state"), scope="col"),
    ]
    rows = [
        html.Tr(
            [
                html.Th(words.month(row["day"]), scope="row"),
                html.Td("–" if row["share"] is None else words.percent(row["share"]), className="n"),
                html.Td(
                    "–"
                    if row["articles"] is None
                    else words(
                        "overview.reporting_of",
                        n=words.number(row["articles"]),
                        total=words.number(row["collected"]),
                    ),
                    className="n muted",
                ),
                html.Td(
                    words("table.short", n=words.number(row["days_observed"]), of=words.number(row["days"])),
                    className="muted",
                ),
            ]
        )
        for row in reversed(list(months.filter(months["state"] != "before").iter_rows(named=True)))
    ]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="data")
    return html.Details(
        [html.Summary(words("entity.by_month")), html.Div(table, className="table-scroll")],
        className="months",
    )
