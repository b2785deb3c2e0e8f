"""Lines over time above a strip of what was collected: zero is drawn, a gap is a hatched band."""

from __future__ import annotations

import html
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from dashboard import theme
from dashboard.comparison import Opened
from dashboard.figures.base import DAY_MS, STEP_MS, layout, positions, spread, ticks
from dashboard.figures.lines import Lines, Series, dotted, lines
from dashboard.figures.strip import strip, strip_axis, strip_caption

if TYPE_CHECKING:
    from dashboard.comparison import Comparison, State
    from dashboard.components.graph import Figure
    from dashboard.i18n import Words

HEIGHT: Final = 566
DOMAIN: Final = (0.235, 1.0)
_HALF: Final = timedelta(hours=12)
_PLOT_PX: Final = 400  # height of the upper panel, to turn pixels into values
_LABEL_PX: Final = 19
_MARK_PX: Final = 22  # from a point to the middle of its number
_LETTER_PX: Final = 7.4
_NAMED_GAPS: Final = 3
_HEADROOM: Final = 1.16  # above the highest line, for marks and texts
_MONTH: Final = 31
_PADDING: Final = {"day": timedelta(days=1.5), "week": timedelta(days=4), "month": timedelta(days=17)}
_SEASON: Final = 220  # days; on longer axes months stand with a year, not a day


def timeline(comparison: Comparison, state: State, words: Words, *, finding: str = "") -> Figure:
    """Chart of up to six entities. ``finding`` is what it shows, in a sentence."""
    drawn = lines(comparison, state)
    end, step = ticks(drawn.top * _HEADROOM)
    data: list[dict[str, Any]] = []
    hover: list[dict[str, Any]] = []
    running = [at for run in drawn.runs("partial", "short") for at in run]
    for series in drawn.series:
        said = {"n": series.articles, "mean": series.mean}
        hover.append({"trace": len(data), **said})
        data += _line(drawn, series, state)
        if running:
            hover.append({"trace": len(data), "at": running, **said})
            data.append(_running(drawn, series, running))
    bands = gap_bands(comparison, state, drawn)
    if bands:
        data.append(_hatching(bands, end))
    marks, stems = _marks(comparison, state, drawn, end)
    data += marks
    data += strip(comparison, state, words)
    labels = _end_labels(drawn, state, end, words)
    caption = strip_caption(state, words)
    right = 26 + max((len(label["text"]) - len("<b></b>") for label in labels), default=0) * _LETTER_PX
    axis = _time_axis(drawn, state, words)
    return {
        "data": data,
        "layout": layout(
            height=HEIGHT,
            margin={"l": 42, "r": round(max(96, min(right, 230))), "t": 16, "b": 28},
            hovermode="x unified",
            hoversubplots="axis",
            dragmode=False,
            bargap=0.25,
            annotations=[*labels, *_gap_texts(bands, state, words, end), *caption],
            shapes=[*stems, *_selected(state, drawn), *_hundred(state)],
            xaxis=axis,
            yaxis={
                "domain": list(DOMAIN),
                "range": [0, end],
                "dtick": step,
                "ticksuffix": "%" if state.measure == "share" else "",
                "gridcolor": "@grid",
                "zeroline": True,
                "zerolinecolor": "@axis",
                "fixedrange": True,
                "tickfont": {"size": 12},
                "separatethousands": True,
                "exponentformat": "none",
            },
            yaxis2=strip_axis(comparison, state),
            separators=",." if words.lang == "id" else ".,",
        ),
        "narrow": {
            "height": 400,
            "margin": {"l": 36, "r": 12, "t": 14, "b": 26},
            "annotations": [*_gap_texts(bands, state, words, end, short=True), *caption],
            "xaxis": {**axis, **_narrow_ticks(state)},
        },
        "hover": {
            "lang": words.lang,
            "measure": state.measure,
            "template": words("chart.hover", value="{value}", n="{n}", of="{of}"),
            "collected": drawn.collected,
            "series": hover,
        },
        "label": finding,
    }


def _line(drawn: Lines, series: Series, state: State) -> list[dict[str, Any]]:
    place, name = series.subject.colour, series.subject.label
    colour = theme.series(place)
    whole = [
        value if is_state == "observed" else None
        for value, is_state in zip(series.values, drawn.states, strict=True)
    ]
    alone = sum(value is not None for value in whole) < 2  # noqa: PLR2004  # a line needs two points
    solid = {
        "type": "scatter",
        "mode": "lines+markers" if alone else "lines",
        "name": name,
        **positions(drawn.days, state.grain),
        "y": series.values if alone else whole,
        "line": {"color": colour, "width": 2.3, "dash": theme.dash(place)},
        "connectgaps": False,
        "meta": {"code": series.subject.code},
        "hovertemplate": hover_line(name),
    }
    rest = dotted(drawn, series)
    light = {
        "type": "scatter",
        "mode": "lines",
        **rest,
        "line": {"color": colour, "width": 1.6, "dash": "dot"},
        "opacity": 0.8,
        "hoverinfo": "skip",
        "connectgaps": False,
    }
    return [solid, light] if rest["x"] else [solid]


def _running(drawn: Lines, series: Series, running: list[int]) -> dict[str, Any]:
    """Rings on the points that may still move."""
    colour = theme.series(series.subject.colour)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": series.subject.label,
        "x": [drawn.days[at].isoformat() for at in running],
        "y": [series.values[at] for at in running],
        "marker": {"size": 6, "color": "@surface", "line": {"width": 1.6, "color": colour}},
        "meta": {"code": series.subject.code},
        "hovertemplate": hover_line(series.subject.label),
        "cliponaxis": False,
    }


def hover_line(name: str) -> str:
    """Hover template: the text the browser makes (assets/50-figures.js), then the name."""
    return f"%{{text}}<extra>{html.escape(name)}</extra>"


def gap_bands(comparison: Comparison, state: State, drawn: Lines) -> list[tuple[date, date, int, int]]:
    """Runs of gap days: first, last, outlets unread, outlets selected. Neighbours are one band."""
    if not state.gaps:
        return []
    if state.grain != "day":
        # A coarse bucket is a gap only when none of its days was read; then its middle is its first day.
        runs = (drawn.runs("gap"), STEP_MS.get(state.grain, _MONTH * DAY_MS) // DAY_MS)
        return [(drawn.days[r.start], drawn.days[r[-1]] + timedelta(days=runs[1] - 1), 0, 0) for r in runs[0]]
    bands: list[tuple[date, date, int, int]] = []
    for since, until, outlets, selected in comparison.gaps.iter_rows():
        last = until - timedelta(days=1)
        if bands and bands[-1][1] + timedelta(days=1) == since:
            first, _, unread, of = bands.pop()
            bands.append((first, last, max(unread, len(outlets)), max(of, selected)))
        else:
            bands.append((since, last, len(outlets), selected))
    return bands


def edge(day: date, hours: timedelta) -> str:
    """Midnight of ``day`` and some hours, as plotly reads it."""
    return (datetime.combine(day, time()) + hours).isoformat(timespec="minutes")


def _hatching(bands: list[tuple[date, date, int, int]], end: float) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[float | None] = []
    for first, last, _, _ in bands:
        left, right = edge(first, -_HALF), edge(last, _HALF)
        x += [left, right, right, left, left, None]
        y += [0, 0, end, end, 0, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x[:-1],
        "y": y[:-1],
        "fill": "toself",
        "fillcolor": "@clear",
        "fillpattern": {
            "shape": "/",
            "size": 7,
            "solidity": 0.13,
            "fgcolor": "@gap",
            "bgcolor": "@gap-fill",
            "fillmode": "overlay",
        },
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _gap_texts(
    bands: list[tuple[date, date, int, int]], state: State, words: Words, end: float, *, short: bool = False
) -> list[dict[str, Any]]:
    """What the longest bands say, beside them; texts never lie on each other."""
    texts: list[dict[str, Any]] = []
    taken: list[tuple[float, float]] = []
    total = max(1, state.window.days)
    room = 0.12 if short else 0.26
    for first, last, unread, of in sorted(bands, key=lambda band: band[0] - band[1])[:_NAMED_GAPS]:
        left, right = ((day - state.window.first).days / total for day in (first, last + timedelta(days=1)))
        rightward = right + room < 1
        span = (right, right + room) if rightward else (left - room, left)
        if any(span[0] < stop and start < span[1] for start, stop in taken):
            continue
        taken.append(span)
        days = words.days(first, last)
        if short:
            text = f"<b>{words('chart.gap_short')}</b>"
        else:
            key = "chart.gap_unread" if unread else "chart.gap_nothing"
            said = words(key, unread=unread, total=of, days=days) if of else days
            text = f"<b>{words('chart.gap')}</b><br>{said}"
        texts.append(
            {
                "x": edge(last, _HALF) if rightward else edge(first, -_HALF),
                "y": end * 0.985,
                "xanchor": "left" if rightward else "right",
                "yanchor": "top",
                "align": "left" if rightward else "right",
                "xshift": 6 if rightward else -6,
                "showarrow": False,
                "text": text,
                "bgcolor": "@surface",
                "borderpad": 2,
                "font": {"size": 11.5, "color": "@gap"},
            }
        )
    return texts


def _marks(
    comparison: Comparison, state: State, drawn: Lines, end: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Numbered marks of spikes with their stems; the one that is open has the colour of its line."""
    if not state.spikes or not len(comparison.spikes):
        return [], []
    by_id = {series.subject.entity_id: series for series in drawn.series}
    rise = end * _MARK_PX / _PLOT_PX
    x, y, texts, colours, stems, codes = [], [], [], [], [], []
    for number, (entity_id, day) in enumerate(comparison.spikes.select("entity_id", "day").iter_rows(), 1):
        series, at = by_id[entity_id], drawn.place(day)
        value = None if at is None else series.values[at]
        if at is None or value is None:
            continue
        is_open = state.at == Opened(code=series.subject.code, day=day)
        bucket = drawn.days[at].isoformat()
        x.append(bucket)
        y.append(value + rise)
        texts.append(f"<b>{number}</b>")
        codes.append([series.subject.code, day.isoformat()])
        colours.append(theme.series(series.subject.colour) if is_open else "@ink")
        stems.append(
            {
                "type": "line",
                "x0": bucket,
                "x1": bucket,
                "y0": value + rise * 0.1,
                "y1": value + rise * 0.5,
                "line": {"color": "@axis", "width": 1},
            }
        )
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "x": x,
        "y": y,
        "text": texts,
        "textfont": {"color": "@surface", "size": 11.5, "family": theme.FONT},
        "marker": {
            "size": 21,
            "opacity": 1,
            "color": colours,
            "line": {"width": 2, "color": "@surface"},
        },
        "customdata": codes,
        "hoverinfo": "none",
        "cliponaxis": False,
    }
    return [marks], stems


def _selected(state: State, drawn: Lines) -> list[dict[str, Any]]:
    """A band behind the day whose evidence is open."""
    series = next((s for s in drawn.series if state.at and s.subject.code == state.at.code), None)
    if state.at is None or series is None or not drawn.days:
        return []
    at = drawn.place(state.at.day)
    if at is None or state.at.day > state.window.last:
        return []
    half = _HALF if state.grain == "day" else timedelta(days=2)
    return [
        {
            "type": "rect",
            "x0": edge(drawn.days[at], -half),
            "x1": edge(drawn.days[at], half),
            "y0": DOMAIN[0],
            "y1": 0.985,
            "yref": "paper",
            "fillcolor": theme.series(series.subject.colour),
            "opacity": 0.16,
            "line": {"width": 0},
            "layer": "below",
        }
    ]


def _hundred(state: State) -> list[dict[str, Any]]:
    """The average, when values are relative to it."""
    if state.measure != "index":
        return []
    line = {"color": "@axis", "width": 1, "dash": "dot"}
    return [
        {
            "type": "line",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": 100,
            "y1": 100,
            "line": line,
            "layer": "below",
        }
    ]


def _end_labels(drawn: Lines, state: State, end: float, words: Words) -> list[dict[str, Any]]:
    """Names and last whole values at the right, pushed apart."""
    ends = []
    for series in drawn.series:
        whole = [
            at
            for at, value in enumerate(series.values)
            if value is not None and drawn.states[at] == "observed"
        ]
        at = whole[-1] if whole else series.last
        if at is not None:
            ends.append((series, series.values[at] or 0.0))
    places = spread([value for _, value in ends], least=end * _LABEL_PX / _PLOT_PX, top=end)
    return [
        {
            "x": 1.0,
            "xref": "paper",
            "xshift": 8,
            "y": place,
            "xanchor": "left",
            "text": f"<b>{html.escape(series.subject.label)}</b>  {value_said(value, state, words)}",
            "showarrow": False,
            "font": {"color": f"{theme.series(series.subject.colour)}-text", "size": 13},
        }
        for (series, value), place in zip(ends, places, strict=True)
    ]


def value_said(value: float, state: State, words: Words) -> str:
    """A value of the chart with its unit."""
    if state.measure == "share":
        return words.percent(value / 100)
    return words.number(value, 0 if state.measure == "index" or value == round(value) else 1)


def _time_axis(drawn: Lines, state: State, words: Words) -> dict[str, Any]:
    days = state.window.days
    ladder: tuple[tuple[int, int | str, str], ...] = (
        (10, DAY_MS, "%-d %b"),
        (20, 2 * DAY_MS, "%-d %b"),
        (45, 7 * DAY_MS, "%-d %b"),
        (100, 14 * DAY_MS, "%-d %b"),
        (_SEASON, "M1", "%-d %b"),
        (430, "M2", "%b %Y"),
        (1100, "M3", "%b %Y"),
    )
    dtick, form = next(((step, form) for most, step, form in ladder if days <= most), ("M12", "%Y"))
    monday = state.window.first - timedelta(days=state.window.first.weekday())
    begin = monday if isinstance(dtick, int) and dtick >= 7 * DAY_MS else state.window.first
    first, last = (drawn.days[0], drawn.days[-1]) if drawn.days else (state.window.first, state.window.last)
    padding = _PADDING[state.grain]
    hover = {"day": "%A, %-d %b %Y", "week": words("chart.week_of", day="%-d %b %Y"), "month": "%B %Y"}
    return {
        "type": "date",
        # What was asked for, never what there happens to be: series that begin late show it.
        "range": [edge(first, -padding), edge(last, padding)],
        "fixedrange": True,
        "showgrid": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": "@axis",
        "linecolor": "@axis",
        "showline": True,
        "dtick": dtick,
        **({"tick0": begin.isoformat()} if isinstance(dtick, int) else {}),
        "tickformat": form,
        "tickangle": 0,
        "anchor": "y2",
        "showspikes": True,
        "spikemode": "across",
        "spikethickness": 1,
        "spikedash": "solid",
        "spikecolor": "@axis",
        "hoverformat": hover[state.grain],
    }


def _narrow_ticks(state: State) -> dict[str, Any]:
    """Fewer, shorter dates for a phone."""
    days = state.window.days
    if days > _SEASON:
        return {"dtick": f"M{max(3, days // 150)}", "tickformat": "%b %y"}
    if days > 2 * _MONTH:
        return {"dtick": "M1", "tick0": "2000-01-01", "tickformat": "%b"}
    return {"dtick": max(1, round(days / 4)) * DAY_MS, "tick0": state.window.first.isoformat()}
