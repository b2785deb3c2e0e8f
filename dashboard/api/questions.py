"""Every question there is, declared once: addresses, parameters, answers, the document and tools follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import BaseModel

from dashboard.api import asked, counts, coverage, lists, things
from dashboard.api.ground import Ground

Subject = Literal["Coverage", "Articles", "Names", "Outlets and feeds", "The archive"]
MARKS: Final = frozenset({"title_marks", "snippet_marks"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that can be asked."""

    name: str
    path: str  # below /api/v1; a part in braces is a parameter
    subject: Subject
    title: str
    about: str  # what is to be known of it, in English
    asked: type[asked.Asked]
    answer: type[BaseModel]
    ask: Callable[[Ground, Any], BaseModel]
    table: bool = True  # whether the answer's "rows" are a table: then there is CSV, too
    left_out: frozenset[str] = frozenset()  # columns that a table cannot have
    example: str = ""  # query of a call that shows what it does

    @property
    def in_path(self) -> tuple[str, ...]:
        """Parameters that are parts of the path."""
        return tuple(name for name in self.asked.model_fields if f"{{{name}}}" in self.path)


QUESTIONS: Final = (
    Question(
        name="timeline",
        path="/timeline",
        subject="Coverage",
        title="Coverage over time",
        about="How many articles mention some entities, of how many, by day, week or month. There is a row "
        "for every day. Where outlets were not read n is null and gaps say why: that is not 0.",
        asked=asked.TimelineAsked,
        answer=counts.Timeline,
        ask=coverage.timeline,
        example="e=CN,JP&g=week&last=90d",
    ),
    Question(
        name="totals",
        path="/totals",
        subject="Coverage",
        title="Entities by coverage",
        about="Sums of every entity that the window mentions, most articles first.",
        asked=asked.TotalsAsked,
        answer=counts.Totals,
        ask=coverage.totals,
        example="kind=country&last=28d",
    ),
    Question(
        name="movers",
        path="/movers",
        subject="Coverage",
        title="What changed",
        about="Entities whose share changed most surely against the equally long window before; only those "
        "with twenty articles or more in one of the two.",
        asked=asked.MoversAsked,
        answer=counts.Movers,
        ask=coverage.movers,
        example="last=7d",
    ),
    Question(
        name="spikes",
        path="/spikes",
        subject="Coverage",
        title="Days far above the usual",
        about="The most surprising days, in the order of time: at least eight articles in two outlets, half "
        "as many again as usual, and too many for chance. A rise that lasts is one spike.",
        asked=asked.SpikesAsked,
        answer=counts.Spikes,
        ask=coverage.spikes,
        example="e=CN,MY&last=90d",
    ),
    Question(
        name="map",
        path="/map",
        subject="Coverage",
        title="Countries",
        about="Every country that was written of in the window or in the one before.",
        asked=asked.MapAsked,
        answer=counts.Map,
        ask=coverage.countries,
        example="l=leader&last=28d",
    ),
    Question(
        name="entity-outlets",
        path="/entities/{entity}/outlets",
        subject="Coverage",
        title="One entity by outlet",
        about="Which part of its articles each outlet gives to an entity, with the 95 % interval.",
        asked=asked.EntityOutletsAsked,
        answer=counts.OutletShares,
        ask=coverage.entity_outlets,
        example="last=90d",
    ),
    Question(
        name="relations",
        path="/relations",
        subject="Coverage",
        title="Who is written of together",
        about="Pairs of entities in the same articles, of the forty with the most articles or around one. "
        "Together means in the same article, or story where these are counted, not that they acted together.",
        asked=asked.RelationsAsked,
        answer=counts.Relations,
        ask=coverage.relations,
        example="e=CN&last=90d",
    ),
    Question(
        name="coverage",
        path="/coverage",
        subject="Coverage",
        title="Which days were read",
        about="What came in each day against what is usual, and the days on which outlets were not read, "
        "with the reasons.",
        asked=asked.Selected,
        answer=counts.Coverage,
        ask=coverage.coverage,
        example="last=28d",
    ),
    Question(
        name="coverage-outlets",
        path="/coverage/outlets",
        subject="Coverage",
        title="Which days of which outlets were read",
        about="Runs of days of each outlet in one state.",
        asked=asked.Selected,
        answer=counts.OutletRuns,
        ask=coverage.coverage_outlets,
        example="last=all",
    ),
    Question(
        name="articles",
        path="/articles",
        subject="Articles",
        title="Articles",
        about="A page of articles with their mentions, newest first. The next page is named by `next` and "
        "by the `Link` header; pages stay in order while news comes in.",
        asked=asked.ArticlesAsked,
        answer=things.Articles,
        ask=lists.articles,
        left_out=MARKS,
        example="e=CN&last=7d&limit=2",
    ),
    Question(
        name="article",
        path="/articles/{id}",
        subject="Articles",
        title="One article",
        about="An article with its text, every place of every mention in it, what was taken out of it, and "
        "what it said before it was edited.",
        asked=asked.ArticleAsked,
        answer=things.FullArticle,
        ask=lists.article,
        table=False,
    ),
    Question(
        name="entities",
        path="/entities",
        subject="Names",
        title="Entities",
        about="Countries, leaders and whatever else is followed; with `q` those of a name, the best first.",
        asked=asked.EntitiesAsked,
        answer=things.Entities,
        ask=lists.entities,
        example="q=korea",
    ),
    Question(
        name="entity",
        path="/entities/{entity}",
        subject="Names",
        title="One entity",
        about="The names that are looked for, and times in office.",
        asked=asked.EntityAsked,
        answer=things.FullEntity,
        ask=lists.entity,
        table=False,
    ),
    Question(
        name="outlets",
        path="/outlets",
        subject="Outlets and feeds",
        title="Outlets",
        about="Every outlet with the number that `src` takes, and since when it has been collected.",
        asked=asked.NothingAsked,
        answer=things.Outlets,
        ask=lists.outlets,
    ),
    Question(
        name="sources",
        path="/sources",
        subject="Outlets and feeds",
        title="Whether outlets still bring news",
        about="Outlets, the worst first.",
        asked=asked.NothingAsked,
        answer=things.Sources,
        ask=lists.sources,
    ),
    Question(
        name="feeds",
        path="/feeds",
        subject="Outlets and feeds",
        title="How feeds stand",
        about="Every feed with what its last poll said.",
        asked=asked.NothingAsked,
        answer=things.Feeds,
        ask=lists.feeds,
    ),
    Question(
        name="about",
        path="/about",
        subject="The archive",
        title="About the archive",
        about="What the archive spans, which names are looked for, how well they are found, and what is "
        "counted.",
        asked=asked.NothingAsked,
        answer=things.About,
        ask=lists.about,
        table=False,
    ),
)
