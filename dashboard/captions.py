"""What stands around a chart of coverage: its title, what was counted, and why it may be empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import i18n
from dashboard.components import controls, empties
from dashboard.components.panel_note import panel_said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dash import html

    from dashboard.comparison import Archive, Comparison, State, Subject
    from dashboard.filters import Filters
    from dashboard.i18n import Words
    from dashboard.services import Services


def title(state: State, words: Words) -> str:
    """What is drawn of several."""
    return words(f"compare.{state.measure}_title", things=counted(state, words))


def counted(state: State, words: Words) -> str:
    """What is counted, as a title begins or goes on with it."""
    return words(f"basis.{state.basis}") if state.measure == "count" else words(f"basis.things_{state.basis}")


def subtitle(numbers: Comparison, state: State, services: Services, words: Words) -> str:
    """Of what, and how."""
    zone = services.settings.zone
    chosen = 0 if state.panel == "fixed" else len(state.outlets)
    parts = [
        words(
            f"compare.sub_{state.measure}",
            counted=words(
                f"basis.counted_{state.basis}",
                articles=words.number(numbers.collected),
                stories=words.number(numbers.collected_stories),
            ),
            outlets=words.count("filter.outlets", chosen or numbers.outlets),
        ),
        words("compare.sub_average", n=state.average) if state.average and state.grain == "day" else "",
        words("compare.sub_zone", zone=i18n.zone_name(zone, services.now())),
        words("compare.sub_partial") if "partial" in numbers.timeline["state"] else "",
        panel_said(numbers.panel, words),
        "" if state.capitals else words("compare.sub_capitals"),
        words("compare.sub_languages", languages=_languages(state, words)) if state.langs else "",
    ]
    return " ".join(filter(None, parts))


def file_name(state: State) -> str:
    """Name of a picture, without its ending."""
    counted = state.measure if state.basis == "articles" else f"{state.measure}-{state.basis}"
    return f"sorot-{counted}-{state.window.first}-{state.window.last}"


def filters(state: State, archive: Archive, words: Words, *, demo: bool) -> str:
    """What was chosen, as a picture says it."""
    said = words(
        "compare.filters",
        days=words.days(state.window.first, state.window.last),
        outlets=controls.outlets_said(len(archive.outlets), len(state.outlets), words),
        capitals=words("compare.capitals_on" if state.capitals else "compare.capitals_off"),
        things=words(f"basis.things_{state.basis}"),
    )
    if state.panel == "fixed":
        said = f"{said} · {words('filter.panel_fixed')}"
    if state.langs:
        said = f"{said} · {_languages(state, words)}"
    return f"{words('shell.demo')} · {said}" if demo else said


def chosen(filters: Filters, archive: Archive, words: Words, *before: str, demo: bool) -> str:
    """The filters that pages share, as a picture says them, after what the page has beside them."""
    parts = [
        words("shell.demo") if demo else "",
        *before,
        controls.outlets_said(len(archive.outlets), len(filters.outlets), words),
        words.join([words.language(code) for code in filters.langs]),
        words("compare.capitals_on" if filters.capitals else "compare.capitals_off"),
        words("filter.panel_fixed") if filters.panel == "fixed" else "",
    ]
    return " · ".join(filter(None, parts))


def nothing(
    archive: Archive, subjects: Sequence[Subject], numbers: Comparison, state: State, words: Words
) -> html.Div | None:
    """Why there is nothing to see, when there is not."""
    if archive.empty:
        return empties.nothing(words)
    if not subjects:
        return empties.empty("zero", words("compare.none_chosen"))
    days = words.days(state.window.first, state.window.last)
    panel = numbers.panel
    if state.panel == "fixed" and (panel.is_empty() or not panel["included"].any()):
        return empties.empty("gap", words("compare.panel_none", days=days))
    states = set(numbers.timeline["state"])
    if states <= {"gap", "before"}:
        return empties.gap(words, days=days)
    if not numbers.timeline["articles"].sum():
        name = words.join([subject.label for subject in subjects])
        outlets = words.count("filter.outlets", len(state.outlets) or numbers.outlets)
        return empties.zero(words, outlets=outlets, name=name, days=days, all_read="gap" not in states)
    return None


def _languages(state: State, words: Words) -> str:
    return words.join([words.language(code) for code in state.langs])
