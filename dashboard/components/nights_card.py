"""What nights did for the archive and found in it, in words, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dash import html

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from storage.questions.nights import Nights
    from storage.upkeep.nightly import NightFinding

SHOWN: Final = 20  # findings


def nights_lines(found: Nights, words: Words) -> list[str]:
    """What somebody has to look after; empty when all is well."""
    lines = []
    if found.failed is not None:
        night, error = found.failed
        lines.append(words("nights.failed", night=words.day(night), error=error))
    if found.not_mended:
        days = words.count("nights.days", len({finding.day for finding in found.not_mended}))
        lines.append(words("nights.not_mended", days=days))
    return lines


def nights_card(found: Nights, words: Words) -> html.Section:
    """What was looked at, what was found there, and since when texts are kept."""
    said: list[Any] = []
    if found.last is None:
        said.append(html.P(words("nights.never")))
    else:
        days = words.count("nights.days", found.days)
        key = "nights.last_found" if found.found else "nights.last"
        said.append(html.P(words(key, night=words.day(found.last), days=days)))
    if found.found:
        said.append(html.Ul([html.Li(_finding(one, words)) for one in found.found[:SHOWN]]))
    if found.texts_before is not None:
        said.append(html.P(words("nights.texts", day=words.day(found.texts_before))))
    return html.Section(
        [html.H2(words("nights.title")), html.Div(words("nights.sub"), className="sub"), *said],
        className="card nights",
    )


def _finding(finding: NightFinding, words: Words) -> str:
    return words(
        "nights.mended" if finding.mended else "nights.left",
        night=words.day(finding.found_at.date()),
        day=words.day(finding.day),
        what=words(f"nights.what.{finding.what.replace(' ', '_')}"),
        rows=words.count("nights.rows", finding.rows),
    )
