"""Answers about what there is. Descriptions of a table's columns stand at the head of its CSV file, too."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from dashboard.api.base import Answer, Named, Record, from_day
from dashboard.health import FeedStatus
from dashboard.sources import OutletStatus
from entities.types import EntityKind, MentionKind, TextField
from storage.questions.queries import Basis
from storage.records import PublishedSource


class Mark(Record):
    """Where a name stands in a text. Offsets are code points, the end exclusive."""

    start: int
    end: int
    code: str = Field(description="Of the entity.")


class Count(Record):
    """How often an article mentions an entity."""

    code: str
    count: int
    in_title: bool

    def __str__(self) -> str:
        return f"{self.code} {self.count}"


class ArticleRow(Record):
    """An article."""

    id: str = Field(description="Number of the article, as text.")
    published_at: datetime | None = Field(
        description="As the outlet says; null where it says nothing that can be believed."
    )
    first_seen_at: datetime = Field(description="When sorot saw it first.")
    day: date = Field(description="The day it counts on.")
    outlet: int = Field(description="Number of the outlet, as `src` takes it.")
    outlet_name: str = Field(description="Name of the outlet.")
    section: str = Field(description="Section of the feed that brought it.")
    lang: str = Field(description="Its language (ISO 639-1).")
    title: str = Field(description="Its headline.")
    url: str = Field(description="Where it stands.")
    byline: str | None = Field(description="Who wrote it.")
    dateline: list[str] = Field(description="Countries of its dateline (ISO 3166-1 alpha-2).")
    attribution: list[str] = Field(description="Agencies and other sources it names.")
    story: str = Field(description="Articles with the same number are copies of one text.")
    mentions: int = Field(description="How often it mentions what was asked for; all, if nothing was.")
    entities: list[Count] = Field(description="Codes and numbers of mentions.")
    text_gone: bool = Field(description="true: its text is no longer kept, so there is no snippet.")
    snippet: str = Field(description="Some of its text, around the first mention.")
    title_marks: list[Mark] = Field(description="Mentions in title.")
    snippet_marks: list[Mark] = Field(description="Mentions in snippet.")


class Articles(Answer):
    """A page of articles."""

    rows: list[ArticleRow]
    next: str | None = Field(description="`after` of the next page; null at the end.")


class Place(Record):
    """Where a mention stands. Offsets are code points, the end exclusive."""

    field: TextField
    start: int
    end: int


class ArticleMention(Named):
    """All places of an article that name one entity in one way."""

    kind: MentionKind
    count: int
    in_title: bool
    spans: list[Place]


class Removed(Record):
    """What the cleaner took out of a text, and why."""

    reason: str
    text: str


class Version(Record):
    """What an article said before it was edited."""

    title: str
    body: str
    replaced_at: datetime


class FullArticle(Record):
    """One article with its text and every mention in it."""

    id: str = Field(description="Number of the article, as text.")
    published_at: datetime | None
    published_source: PublishedSource = Field(description="Where its date is from.")
    published_said: str | None = Field(description="Its date as printed.")
    first_seen_at: datetime
    day: date
    outlet: int
    outlet_name: str
    sections: list[str] = Field(description="All that it stands in.")
    lang: str
    title: str
    url: str
    summary: str
    body: str = Field(description="Its text without what is not the article, a paragraph a line.")
    text_gone: bool = Field(description="Whether its text is no longer kept; then body is empty.")
    byline: str | None
    dateline: list[str]
    attribution: list[str]
    story: str
    mentions: list[ArticleMention] = Field(description="Of every kind; spans are in title and body.")
    removed: list[Removed]
    versions: list[Version] = Field(description="Before edits, the first on top.")
    gazetteer: str
    demo: bool


class EntityRow(Named):
    """An entity."""

    key: str = Field(description="What it is stored by.", examples=["country:CN"])
    kind: EntityKind = Field(description="What it is.")
    country: str | None = Field(description="Its country (ISO 3166-1 alpha-2).")
    part_of: str | None = Field(description="Key of what its mentions count for, too.")


class Entities(Record):
    """A page of entities, countries first."""

    gazetteer: str
    rows: list[EntityRow]
    next: str | None = Field(description="`after` of the next page; null at the end.")


class Office(Record):
    """A time in office."""

    office: str = Field(examples=["president"])
    first: date = from_day("First day.")
    to: date | None = Field(description="Last day; null while in office.")
    country: str | None = Field(description="Where, when that is not the leader's country.")
    disputed: bool


class Name(Record):
    """A name that is looked for."""

    text: str
    kind: str = Field(description="name, demonym, capital or nickname.")
    lang: str = Field(description="Language the name belongs to; `any`: none in particular.")
    weak: bool = Field(description="Counts only with other evidence in the article.")


class FullEntity(EntityRow):
    """An entity with its names and times in office."""

    gazetteer: str
    wikidata: str | None
    names: list[Name]
    offices: list[Office]


class OutletRow(Record):
    """An outlet."""

    outlet: int = Field(description="Number of the outlet, as `src` takes it.")
    key: str = Field(description="Key of the outlet in config.yaml.")
    name: str = Field(description="Name of the outlet.")
    country: str = Field(description="Its country (ISO 3166-1 alpha-2).")
    lang: str = Field(description="Language of most of its articles.")
    homepage: str = Field(description="Its front page.")
    since: date | None = Field(description="First day collected; null when it was never read.")
    until: date | None = Field(description="Last day collected; null while it is read.")
    articles: int = Field(description="Articles since then, today's left out.")
    unread: int = Field(description="Days that were not fully read.")


class Outlets(Record):
    """Every outlet, by name."""

    rows: list[OutletRow]


class SourceRow(Record):
    """Whether an outlet still brings news."""

    name: str = Field(description="Name of the outlet.")
    status: OutletStatus = Field(description="failing, silent, partly, late, waiting or ok.")
    last_article_at: datetime | None = Field(description="When a feed last brought an article.")
    last_ok_at: datetime | None = Field(description="When a feed was last read.")
    articles: int = Field(description="Articles in 24 hours.")
    usual: float = Field(description="Usual in 24 hours: mean of four weeks.")
    silent_since: datetime | None = Field(description="Since when it brings nothing that was to be expected.")
    articles_28_days: int = Field(description="Articles in 28 days.")
    copies_28_days: int = Field(description="Of these, copies of a text that another article had first.")


class Sources(Record):
    """Outlets, the worst first."""

    reading: int = Field(description="Outlets that bring what they should.")
    missing_share: float = Field(description="Part of the usual volume that does not come in, 0 to 1.")
    rows: list[SourceRow]


class FeedRow(Record):
    """How a feed stands."""

    key: str = Field(description="Key of the feed.")
    outlet: str = Field(description="Name of its outlet.")
    section: str = Field(description="Its section.")
    url: str = Field(description="Its address.")
    status: FeedStatus = Field(description="failing, gone, paused, late, quiet, waiting, unknown or ok.")
    tries: int = Field(description="In a row without success.")
    since: datetime | None = Field(description="First of these.")
    error: str | None = Field(description="What went wrong, in the collector's words.")
    http_status: int | None = Field(description="What the server answered, when it failed.")
    last_poll_at: datetime | None = Field(description="When it was last asked for.")
    last_ok_at: datetime | None = Field(description="When it was last read.")
    last_new_at: datetime | None = Field(description="When it last had an article that was new.")
    next_at: datetime | None = Field(description="When it is asked for next.")


class Feeds(Record):
    """Feeds by outlet."""

    rows: list[FeedRow]


class Quality(Record):
    """How well names are found, in labelled texts."""

    precision: float = Field(description="Part of the entities found that are right.")
    recall: float = Field(description="Part of the entities there that are found.")


class About(Record):
    """What the archive is, and what its numbers mean."""

    program: Literal["sorot"]
    release: str
    zone: str = Field(description="Days begin at midnight in this time zone (IANA).")
    today: date
    first_day: date | None = Field(description="First day with an article; null: there is none.")
    last_day: date | None
    articles: int
    updated_at: datetime | None = Field(description="When the archive last took articles in.")
    home_country: str | None
    gazetteer: str = Field(description="Version of the names that are looked for.")
    entities: dict[EntityKind, int] = Field(description="How many are looked for.")
    retagged: float | None = Field(description="As in every answer's `made`.")
    demo: bool = Field(description="true: invented, not news.")
    labelled_texts: int
    countries: Quality
    leaders: Quality
    counted: dict[Basis, str] = Field(description="What n and collected are.")
