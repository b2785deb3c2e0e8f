"""The chart of Compare, wherever it stands: on the page, or inside of another site's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import captions, comparison
from dashboard.components import event_key
from dashboard.events import NONE, all_events
from dashboard.figures.multiples import multiples
from dashboard.figures.timeline import timeline
from dashboard.findings import finding
from dashboard.theme import MAX_LINES

if TYPE_CHECKING:
    from dash import html
    from duckdb import DuckDBPyConnection

    from dashboard.comparison import Archive, Comparison, State, Subject
    from dashboard.components.graph import Figure
    from dashboard.events import Events
    from dashboard.i18n import Words
    from dashboard.services import Services
    from dashboard.url_state import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for, in terms of the archive."""

    archive: Archive
    state: State
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart and what stands around it."""

    figure: Figure | None  # None: nobody is chosen, or nothing was ever collected
    nothing: html.Div | None  # why there is nothing to see, when there is not
    finding: str  # a sentence, with **strong** names
    title: str
    subtitle: str
    events: Events


def ask(con: DuckDBPyConnection, *, services: Services, query: Query, words: Words) -> Asked:
    """Read an address; one without entities has the leading countries."""
    archive = comparison.archive_of(con, today=services.today())
    state = comparison.read_state(query, archive=archive, gazetteer=services.gazetteer)
    codes = state.codes
    if "e" not in query.params:
        codes = comparison.leading(con, today=archive.today, without=services.settings.home_country)
    subjects = comparison.subjects_of(con, codes=codes, gazetteer=services.gazetteer, lang=words.lang)
    return Asked(archive=archive, state=state, subjects=subjects)


def chart_of(asked: Asked, numbers: Comparison, services: Services, words: Words) -> Chart:
    """Draw the numbers."""
    state = asked.state
    text = finding(numbers, state.basis, words)
    title = captions.title(state, words)
    subtitle = "" if asked.archive.empty else captions.subtitle(numbers, state, services, words)
    nothing = captions.nothing(asked.archive, asked.subjects, numbers, state, words)
    events = NONE
    if nothing is None:
        events = all_events(state, asked.subjects, services.gazetteer, services.own_notes(), words)
    figure: Figure | None = None
    if asked.subjects and not asked.archive.empty:
        draw = timeline if len(asked.subjects) <= MAX_LINES else multiples
        figure = draw(numbers, state, words, events=events, finding=text.replace("**", ""))
        figure["credits"] = {
            "title": title,
            "subtitle": subtitle,
            "events": event_key.said(events, words),
            "filters": captions.filters(state, asked.archive, words, demo=services.settings.demo),
            "name": captions.file_name(state),
        }
    return Chart(figure=figure, nothing=nothing, finding=text, title=title, subtitle=subtitle, events=events)
