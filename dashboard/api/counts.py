"""Answers about numbers. Descriptions of a table's columns stand at the head of its CSV file, too."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from dashboard.api.base import Answer, Named, Record, from_day
from entities.types import EntityKind
from storage.coverage.judging import Unread
from storage.coverage.panel import LeftOut
from storage.coverage.reading import DayState, Reason
from storage.questions.queries import Grain


class Gap(Record):
    """Days on which outlets were not read: what these said is not known, and it is not 0."""

    first: date = from_day("First day.")
    to: date = Field(description="Last day.")
    outlets: list[str] = Field(description="Not read; empty where all were and nothing came in.")
    reasons: list[Unread] = Field(description="Why, for each of these.")
    outlets_selected: int = Field(description="How many were asked for and collected then.")


class PanelOutlet(Record):
    """An outlet in a fixed panel, or why it is not in it."""

    outlet: int
    name: str
    included: bool
    reason: LeftOut | None


class TimelineRow(Named):
    """One entity in one day, week or month."""

    start: date = Field(description="First day of the row.")
    n: int | None = Field(description="Articles that mention it; null where outlets were not read.")
    mentions: int | None = Field(description="How often it is mentioned in them.")
    collected: int | None = Field(description="All articles of the same outlets, languages and days.")
    share: float | None = Field(description="n / collected, 0 to 1.")
    index: float | None = Field(description="n a day; 100 is the average of the window.")
    days: int = Field(description="Days of the row in the window.")
    days_observed: int = Field(description="Of these, days that were read; n and collected are of them.")
    state: DayState = Field(
        description="observed; gap: outlets were not read, so n is unknown, not 0; partial: not over, or "
        "cut by the window; before: collecting had not begun."
    )


class Timeline(Answer):
    """Coverage over time."""

    grain: Grain
    rows: list[TimelineRow]
    gaps: list[Gap]
    outlets_in_panel: list[PanelOutlet] = Field(description="Where the panel is fixed; else empty.")


class TotalsRow(Named):
    """One entity in a window."""

    kind: EntityKind = Field(description="What it is.")
    country: str | None = Field(description="Its country (ISO 3166-1 alpha-2).")
    n: int = Field(description="Articles that mention it, on all days.")
    mentions: int = Field(description="How often it is mentioned in them.")
    share_n: int = Field(description="Articles that mention it, on days that were read.")
    share_of: int = Field(description="All articles of the days that were read.")
    share: float | None = Field(description="share_n / share_of, 0 to 1; null where no day was read.")
    outlets: int = Field(description="Outlets that mention it.")
    lead_outlet: str | None = Field(description="The outlet with the most articles about it.")
    lead_n: int | None = Field(description="So many.")
    peak_day: date | None = Field(description="Day with the most articles about it, of those that were read.")
    peak_n: int | None = Field(description="So many.")
    peak_collected: int | None = Field(description="All articles of that day.")


class Totals(Answer):
    """Entities by coverage."""

    rows: list[TotalsRow]


class SpikeRow(Named):
    """A day on which an entity was in far more articles than usual."""

    day: date = Field(description="The day with the largest share of its rise.")
    n: int = Field(description="Articles that mention it.")
    collected: int = Field(description="All articles of that day.")
    expected: float = Field(description="Usual on this weekday: median of the last eight that were read.")
    ratio: float = Field(description="Times as many as usual.")
    z: float = Field(description="Standard deviations above the usual.")
    p_value: float = Field(description="How likely so many are by chance.")
    outlets: int = Field(description="Outlets that mention it that day.")


class Spikes(Answer):
    """Spikes in the order of time."""

    rows: list[SpikeRow]


class MoverRow(Named):
    """An entity whose share changed."""

    n: int = Field(description="Articles that mention it, on days of the window that were read.")
    collected: int = Field(description="All articles of these days.")
    n_before: int = Field(description="The same in the equally long window before.")
    collected_before: int = Field(description="All articles of that window.")
    share: float = Field(description="n / collected, 0 to 1.")
    share_before: float = Field(description="n_before / collected_before.")
    change: float | None = Field(description="0.31: 31 % more; null when share_before is 0.")
    z: float = Field(description="How sure the change is, in standard deviations.")


class Movers(Answer):
    """What changed against the window before, largest change first."""

    rows: list[MoverRow]


class MapRow(Record):
    """A country."""

    country: str = Field(description="ISO 3166-1 alpha-2.", examples=["CN"])
    n: int = Field(description="Articles about it, on days of the window that were read.")
    collected: int = Field(description="All articles of these days.")
    n_before: int = Field(description="The same in the equally long window before.")
    collected_before: int = Field(description="All articles of that window.")
    share: float | None = Field(description="n / collected, 0 to 1; null where no day was read.")
    share_before: float | None = Field(description="n_before / collected_before.")
    change: float | None = Field(description="0.31: 31 % more; null when nothing is known of before.")
    outlets: int = Field(description="Outlets that wrote of it on these days.")


class Map(Answer):
    """Every country that was written of."""

    rows: list[MapRow]


class OutletShareRow(Record):
    """An outlet's share of one entity."""

    outlet: int = Field(description="Number of the outlet, as `src` takes it.")
    key: str = Field(description="Key of the outlet in config.yaml.")
    name: str = Field(description="Name of the outlet.")
    n: int = Field(description="Its articles that mention the entity.")
    mentions: int = Field(description="How often they do.")
    collected: int = Field(description="All its articles.")
    share: float = Field(description="n / collected, 0 to 1.")
    low: float = Field(description="Lower end of the 95 % interval of share.")
    high: float = Field(description="Upper end.")


class OutletShares(Answer):
    """How each outlet covers one entity."""

    entity: Named
    rows: list[OutletShareRow]


class RelationRow(Record):
    """Two entities in the same articles, or stories, which says nothing of whether they acted together."""

    a: str = Field(description="Code of the one with more articles.")
    a_name_en: str = Field(description="Its English name.")
    a_name_id: str = Field(description="Its Indonesian name.")
    b: str = Field(description="Code of the other.")
    b_name_en: str = Field(description="Its English name.")
    b_name_id: str = Field(description="Its Indonesian name.")
    together: int = Field(description="Articles, or stories, with both.")
    n_a: int = Field(description="Articles, or stories, with a.")
    n_b: int = Field(description="Articles, or stories, with b.")
    lift: float = Field(description="Times as often together as two unrelated entities of their size.")


class Relations(Answer):
    """Who is written of together more than chance would have it."""

    collected: int = Field(description="All articles, or stories, of the window.")
    rows: list[RelationRow]


class CoverageRow(Record):
    """What came in on a day."""

    day: date = Field(description="The day.")
    articles: int = Field(description="Articles collected.")
    expected: float | None = Field(description="Usual on this weekday; null before any is known.")
    outlets_selected: int = Field(description="Outlets asked for that had begun.")
    outlets_unread: int = Field(description="Of these, outlets that were not read.")
    state: DayState = Field(
        description="observed; gap: an outlet was not read, so counts are unknown, not 0; partial: not over; "
        "before: collecting had not begun."
    )


class Coverage(Answer):
    """Which days were read."""

    rows: list[CoverageRow]
    gaps: list[Gap]


class OutletRunRow(Record):
    """Days of one outlet in one state."""

    outlet: int = Field(description="Number of the outlet, as `src` takes it.")
    name: str = Field(description="Name of the outlet.")
    first: date = from_day("First day.")
    to: date = Field(description="Last day.")
    state: DayState = Field(
        description="observed; gap: not read; partial: today; before: not begun, or ended."
    )
    reason: Reason | None = Field(description="Why it was not read, or why nothing is expected.")


class OutletRuns(Answer):
    """Each outlet's days, by outlet and oldest first."""

    rows: list[OutletRunRow]
