"""Wire copy of the demo's world: one report that several outlets carry, each with a few edits of its own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sorot.demo.prose import Told

# Who sends reports in each language. The English one has a site of its own (outlets.yaml), as some do.
AGENCIES = {"id": "Kantor Berita Zamrud", "en": "Monsoon Wire"}
DAILY = {"id": 4, "en": 2}  # reports
CARRIED = 0.45  # chance that an outlet carries a report
OWN_HEADLINE = 0.4  # of the outlets that carry it
CUT = 0.35  # of them, too: the last paragraph is left out
LATEST = timedelta(hours=3)  # after the report


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an agency sends to outlets."""

    agency: str
    sent_at: datetime
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A report as one outlet has it."""

    agency: str
    published_at: datetime
    told: Told


def copies(reports: Sequence[Report], outlet: str, dice: random.Random) -> list[Copy]:
    """What ``outlet`` carries of ``reports``; what it would have after midnight it leaves alone."""
    carried = []
    for report in reports:
        wanted = outlet == report.agency or dice.random() < CARRIED
        one = copy(report, outlet, dice)
        if wanted and one.published_at.date() == report.sent_at.date():
            carried.append(one)
    return carried


def copy(report: Report, outlet: str, dice: random.Random) -> Copy:
    """A report as an outlet's editors would have it; the agency's own site has it at once and as it is."""
    if outlet == report.agency:
        return Copy(agency=report.agency, published_at=report.sent_at, told=report.told)
    told = report.told
    *text, notice = told.paragraphs
    if dice.random() < CUT:
        text.pop()
    title = dice.choice(told.titles) if dice.random() < OWN_HEADLINE else told.title
    return Copy(
        agency=report.agency,
        published_at=report.sent_at + LATEST * dice.uniform(0.03, 1.0),
        told=replace(told, title=title, paragraphs=(*text, notice)),
    )
