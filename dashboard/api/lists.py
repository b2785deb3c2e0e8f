"""Questions about what there is: entities, articles, outlets, feeds, and the archive itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from dashboard import reading
from dashboard import sources as pages
from dashboard.api.ground import Ground, aware, named
from dashboard.api.problems import fault
from dashboard.api.things import (
    About,
    ArticleMention,
    ArticleRow,
    Articles,
    Count,
    Entities,
    EntityRow,
    FeedRow,
    Feeds,
    FullArticle,
    FullEntity,
    Mark,
    Name,
    Office,
    OutletRow,
    Outlets,
    Place,
    Quality,
    Removed,
    SourceRow,
    Sources,
    Version,
)
from entities import accuracy
from storage.questions import queries
from storage.questions.articles import MOST_ID, read_cursor
from storage.questions.methodology import COUNTED
from storage.questions.queries import Scope
from storage.retag.retag import unfinished

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.api.asked import ArticleAsked, ArticlesAsked, EntitiesAsked, EntityAsked, NothingAsked
    from entities.accuracy import Score
    from entities.types import Entity


def about(ground: Ground, _: NothingAsked) -> About:
    """The archive."""
    services, bounds = ground.services, queries.bounds(ground.con)
    figures, begun = accuracy.measured().whole, unfinished(ground.con)
    return About(
        program="sorot",
        release=version("sorot"),
        zone=services.settings.zone.key,
        today=ground.archive.today,
        first_day=bounds.first_day,
        last_day=bounds.last_day,
        articles=bounds.articles,
        updated_at=aware(bounds.updated_at),
        home_country=services.settings.home_country,
        gazetteer=services.gazetteer.version,
        entities=dict(Counter(entity.kind for entity in services.gazetteer.entities.values())),
        retagged=begun.share if begun else None,
        demo=services.settings.demo,
        labelled_texts=figures.texts,
        countries=_quality(figures.countries),
        leaders=_quality(figures.leaders),
        counted=COUNTED,
    )


def _quality(score: Score) -> Quality:
    return Quality(precision=score.precision, recall=score.recall)


def entities(ground: Ground, asked: EntitiesAsked) -> Entities:
    """Entities by name or kind."""
    gazetteer = ground.services.gazetteer
    wanted = asked.q.strip()
    known: Sequence[Entity] = (
        gazetteer.search(wanted, len(gazetteer.entities)) if wanted else list(gazetteer.entities.values())
    )
    fitting = [entity for entity in known if asked.kind in {None, entity.kind}]
    begin = 0
    if asked.after:
        last = ground.entity(asked.after, parameter="after").key
        places = [place for place, entity in enumerate(fitting) if entity.key == last]
        if not places:
            raise fault(
                "unknown-value", "after", f"{asked.after} is not in this list; begin again without it"
            )
        begin = places[0] + 1
    page = fitting[begin : begin + asked.limit]
    return Entities(
        gazetteer=gazetteer.version,
        rows=[EntityRow(**_entity(entity)) for entity in page],
        next=page[-1].key if begin + asked.limit < len(fitting) else None,
    )


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "code": entity.code,
        "name_en": entity.labels["en"],
        "name_id": entity.labels["id"],
        "key": entity.key,
        "kind": entity.kind,
        "country": entity.country,
        "part_of": entity.part_of,
    }


def entity(ground: Ground, asked: EntityAsked) -> FullEntity:
    """One entity with its names."""
    gazetteer, found = ground.services.gazetteer, ground.entity(asked.entity)
    return FullEntity(
        **_entity(found),
        gazetteer=gazetteer.version,
        wikidata=found.wikidata,
        names=[
            Name(text=alias.text, kind=alias.kind, lang=alias.lang, weak=alias.weak)
            for alias in gazetteer.aliases_of(found.key)
            if alias.kind != "dateline"
        ],
        offices=[
            Office(
                office=term.office,
                first=term.start,
                to=term.end,
                country=term.country,
                disputed=term.disputed,
            )
            for term in found.terms
        ],
    )


def articles(ground: Ground, asked: ArticlesAsked) -> Articles:
    """A page of articles."""
    if asked.after and read_cursor(asked.after) is None:
        raise fault("unknown-value", "after", "is not the next of a page; begin again without it")
    query = ground.query(asked)
    state = reading.read_state(query, archive=ground.archive, gazetteer=ground.services.gazetteer)
    ground.scope(asked)  # refuses outlets and languages that are not there
    wanted = reading.where(ground.con, state, ground.services.gazetteer)
    ground.nothing_dropped(query)
    scope = state.scope(ground.archive.today)
    page = queries.article_list(
        ground.con,
        scope=scope,
        where=wanted,
        sort=state.sort,
        after=asked.after,
        limit=asked.limit,
        fold=state.copies == "fold",
    )
    return Articles(
        made=ground.made(scope),
        rows=[_article(ground, row) for row in page.rows.iter_rows(named=True)],
        next=page.after,
    )


def _article(ground: Ground, row: dict[str, Any]) -> ArticleRow:
    return ArticleRow(
        **_common(row),
        section=row["section"],
        mentions=row["mentions"],
        entities=[
            Count(code=ground.names[chip["entity_id"]].code, count=chip["count"], in_title=chip["in_title"])
            for chip in row["chips"]
        ],
        snippet=row["snippet"],
        title_marks=_marks(ground, row["title_marks"]),
        snippet_marks=_marks(ground, row["snippet_marks"]),
    )


def _common(row: dict[str, Any]) -> dict[str, Any]:
    """What an article has in a list and alone."""
    return {
        "id": str(row["article_id"]),
        "published_at": aware(row["published_at"]) if row["published_source"] != "collected" else None,
        "first_seen_at": aware(row["first_seen_at"]),
        "outlet": row["outlet_id"],
        "outlet_name": row["outlet"],
        "dateline": row["dateline"] or [],
        "attribution": row["attribution"] or [],
        "story": str(row["story_id"]),
    } | {name: row[name] for name in ("day", "lang", "title", "url", "byline", "text_gone")}


def _marks(ground: Ground, marks: list[dict[str, int]]) -> list[Mark]:
    return [
        Mark(start=mark["start"], end=mark["end"], code=ground.names[mark["entity_id"]].code)
        for mark in marks
    ]


def article(ground: Ground, asked: ArticleAsked) -> FullArticle:
    """One article with its mentions."""
    number = int(asked.id)
    row = queries.article(ground.con, article_id=number) if number <= MOST_ID else None
    if row is None:
        raise fault("unknown-value", "id", f"there is no article {asked.id}; /api/v1/articles lists them")
    mentions = queries.mentions_of(ground.con, article_ids=[number])
    return FullArticle(
        **_common(row),
        **{name: row[name] for name in ("published_source", "published_said", "sections", "summary", "body")},
        mentions=[
            ArticleMention(
                **named(ground.names[mention["entity_id"]]),
                kind=mention["kind"],
                count=mention["count"],
                in_title=mention["in_title"],
                spans=[
                    Place(field=span["field"], start=span["start_char"], end=span["end_char"])
                    for span in mention["spans"]
                ],
            )
            for mention in mentions.iter_rows(named=True)
        ],
        removed=[Removed(**part) for part in row["removed"] or ()],
        versions=[
            Version(title=old["title"], body=old["body"], replaced_at=aware(old["replaced_at"]))
            for old in queries.versions_of(ground.con, article_id=number).iter_rows(named=True)
        ],
        gazetteer=ground.services.gazetteer.version,
        demo=ground.services.settings.demo,
    )


def outlets(ground: Ground, _: NothingAsked) -> Outlets:
    """Every outlet."""
    today = ground.archive.today
    scope = Scope(since=today, until=today + timedelta(days=1), today=today)
    read = {
        row["outlet_id"]: row
        for row in queries.outlets_collected(ground.con, scope=scope).iter_rows(named=True)
    }
    none = {"since": None, "until": None, "articles": 0, "unread": 0}
    return Outlets(
        rows=[
            OutletRow(
                outlet=row["outlet_id"],
                **{name: row[name] for name in ("key", "name", "country", "lang", "homepage")},
                **{name: read.get(row["outlet_id"], none)[name] for name in none},
            )
            for row in queries.outlets(ground.con).iter_rows(named=True)
        ]
    )


def sources(ground: Ground, _: NothingAsked) -> Sources:
    """Whether outlets still bring news."""
    found = pages.sources(ground.con, services=ground.services)
    return Sources(
        reading=found.reading,
        missing_share=found.missing_share,
        rows=[
            SourceRow(
                articles_28_days=row.written,
                copies_28_days=row.copies,
                **{
                    name: getattr(row, name)
                    for name in (
                        *("name", "status", "last_article_at", "last_ok_at", "articles", "usual"),
                        "silent_since",
                    )
                },
            )
            for row in found.rows
        ],
    )


def feeds(ground: Ground, _: NothingAsked) -> Feeds:
    """How each feed stands."""
    found = pages.sources(ground.con, services=ground.services).health.feeds
    return Feeds(
        rows=[FeedRow(**{name: getattr(feed, name) for name in FeedRow.model_fields}) for feed in found]
    )
