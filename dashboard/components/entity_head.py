"""Above the chart of an entity: which names it is known by, and its key numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import dcc, html

from dashboard.components.kpi import kpi
from dashboard.components.twin import change
from dashboard.findings import spike_said
from dashboard.links import articles_href, days_and, entity_href
from dashboard.profile import FEW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboard.i18n import Words
    from dashboard.profile import Profile
    from dashboard.services import Services
    from entities.types import Alias, Entity

SHOWN: Final = 12  # names before "more"
_FIRST: Final = ("any", "id", "en")


def finding(found: Profile, words: Words) -> str:
    """What is most worth knowing, with **strong** names; empty when nothing was read."""
    row = found.sums.get("now")
    if row is None or row["share"] is None:
        return ""
    things = words(f"basis.things_{found.state.basis}")
    name = found.subjects[0].label
    if not row["share_n"]:
        return words("entity.finding_none", name=name, things=things)
    said = words("entity.finding", name=name, share=words.percent(row["share"]), things=things)
    before = found.sums["before"]
    if before["share"] and row["share_n"] + before["share_n"] >= FEW:
        days = words.days(found.earlier.first, found.earlier.last)
        ratio = words.change(row["share"] / before["share"])
        said = words("entity.finding_change", text=said, change=ratio, days=days)
    spike = spike_said(found.numbers, words)
    return f"{spike} {said}" if spike else said


def kind_said(entity: Entity, services: Services, words: Words) -> list[Any]:
    """``Leader · Malaysia · anwar-ibrahim``, its country being a link."""
    parts: list[Any] = [words(f"kind.{entity.kind}")]
    if entity.kind != "country" and entity.country:
        label = services.label(f"country:{entity.country}", words.lang)
        parts.append(dcc.Link(label, href=entity_href(entity.country)))
    parts.append(html.Span(entity.code, className="code"))
    said: list[Any] = []
    for part in parts:
        said += [" · ", part] if said else [part]
    return said


def known_as(entity: Entity, services: Services, words: Words) -> html.Div:
    """The names that are looked for, those of the reader's press first."""
    names = _names(entity, services.gazetteer.aliases_of(entity.key))
    shown, rest = names[:SHOWN], names[SHOWN:]
    spans = [html.Span(_name(*pair, words), className="alias", dir="auto") for pair in shown]
    more = [
        html.Details(
            [
                html.Summary(words.count("entity.more_names", len(rest))),
                html.Div(
                    [html.Span(_name(*pair, words), className="alias", dir="auto") for pair in rest],
                    className="aliases",
                ),
            ]
        )
    ]
    return html.Div(
        [
            html.Div([html.Span(words("entity.known_as"), className="sub"), *spans], className="aliases"),
            *(more if rest else []),
        ],
        className="known",
    )


def _names(entity: Entity, aliases: Iterable[Alias]) -> list[tuple[str, str]]:
    """Name and kind, each once: labels, then names, then what stands for it."""
    order = {"name": 0, "demonym": 1, "nickname": 2, "capital": 3}
    ranked = sorted(
        (alias for alias in aliases if alias.kind in order),
        key=lambda alias: (alias.lang not in _FIRST, order[alias.kind]),
    )
    kinds = dict.fromkeys((entity.labels[lang] for lang in ("id", "en")), "name")
    for alias in ranked:
        kinds.setdefault(alias.text, alias.kind)
    return list(kinds.items())


def _name(text: str, kind: str, words: Words) -> list[Any]:
    if kind == "name":
        return [text]
    return [text, html.Span(words(f"mention.{kind}"), className="sub")]


def kpis(found: Profile, words: Words) -> list[dcc.Link]:
    """Four numbers of the window; nothing while the archive has never heard of it."""
    row = found.sums.get("now")
    if row is None:
        return []
    state, filters = found.state, found.filters
    code, window = found.subjects[0].code, state.window
    articles = articles_href(code, filters, window)
    things = words(f"basis.things_{state.basis}")
    shown = "–" if row["share"] is None else words.percent(row["share"])
    lead = words("entity.lead", outlet=row["lead_outlet"], n=words.number(row["lead_articles"] or 0))
    of = words("entity.of", n=words.number(row["share_of"]), things=things)
    at = f"&at={code}.{row['peak_day']}" if row["peak_day"] else ""
    return [
        kpi("news", words(f"basis.{state.basis}"), words.number(row["share_n"]), of, articles),
        kpi(
            "chart-line",
            words("measure.share"),
            shown,
            _against(found, words),
            f"/compare?e={code}{days_and(filters, window, trend=True)}",
        ),
        kpi(
            "rss",
            words("filter.outlets_title"),
            words("overview.reporting_of", n=words.number(row["outlets"]), total=words.number(found.outlets)),
            lead if row["lead_outlet"] else words("entity.no_outlet"),
            "/sources",
        ),
        kpi(
            "arrow-up-right",
            words("recent.peak"),
            words.day(row["peak_day"], "short") if row["peak_day"] else "–",
            _peak(row, things, words),
            entity_href(code, days_and(filters, window, trend=True) + at),
        ),
    ]


def _against(found: Profile, words: Words) -> list[Any]:
    now, before = found.sums["now"], found.sums["before"]
    few = now["share_n"] + before["share_n"] < FEW
    days = words.days(found.earlier.first, found.earlier.last)
    if before["share"] is None:
        return [words("entity.not_before", days=days)]
    said = change(now["share"], before["share"], words, few=few)
    return [said, " ", words("atlas.card_before", days=days)]


def _peak(row: dict[str, Any], things: str, words: Words) -> str:
    if not row["peak_day"]:
        return words("entity.no_peak")
    n, of = words.number(row["peak_articles"]), words.number(row["peak_collected"])
    return words("panel.counted_plain", n=n, of=of, things=things)
