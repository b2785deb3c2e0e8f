"""Small archives and questions about them, made of dice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from entities.types import MentionKind
from storage.batches.batch import Batch
from storage.questions.articles import ArticleFilter
from storage.records import (
    Article,
    Feed,
    Mention,
    NameSeen,
    Outlet,
    Poll,
    RemovedFeed,
    Sighting,
    Span,
    article_id_of,
)
from storage.scope import Scope
from tests.storage.engines import Question
from tests.storage.world import ENTITIES, GAZETTEER, NOW, PAGI, SORE, ZONE, batch

Draw = Callable[[st.SearchStrategy[Any]], Any]

MALAM = Outlet(key="malam", name="malam", country="MY", lang="en", homepage="https://malam.example/")
FEEDS = tuple(
    Feed(
        key=f"{outlet.key}-{section}",
        outlet=outlet,
        url=f"{outlet.homepage}{section}",
        section=section,
        lang=lang,
    )
    for outlet, section, lang in (
        (PAGI, "dunia", "id"),
        (PAGI, "bisnis", "id"),
        (SORE, "dunia", "id"),
        (MALAM, "world", "en"),
        (MALAM, "", "id"),
    )
)
DAYS = 21  # that articles are of
FIRST = (NOW - timedelta(days=DAYS)).date()
KINDS: tuple[MentionKind, ...] = ("name", "demonym", "capital", "nickname", "office")
TITLES = ("Prancis dan Jepang", "PRANCIS!", "Brasil menang 3–1", "É", "", "“Paris” & <Tokyo>", "日本と🇫🇷")
TEXTS = (
    "",
    "Prancis.",
    "Ada Contoh tiba di Paris.\nIa bertemu Menlu Budi Baru di Tokyo.",
    *(
        " ".join(f"{word} {place} dibahas panjang lebar oleh para menteri" for word in words.split())
        for words in ("beras gula kopi minyak emas karet", "kereta kapal pesawat jalan tol bandara")
        for place in ("Prancis", "Jepang")
    ),
)
MOMENTS = st.integers(0, DAYS * 24 * 60 - 1).map(lambda minute: NOW - timedelta(minutes=minute))


def text_with(place: int, change: int) -> str:
    """A text, or a copy of it that was edited a little."""
    words = TEXTS[place].split(" ")
    return " ".join([*words, "hari ini"] if change else words)


TEXT = st.builds(text_with, st.integers(0, len(TEXTS) - 1), st.integers(0, 1))


@st.composite
def mentions(draw: Draw, title: str, body: str) -> tuple[Mention, ...]:
    chosen = draw(
        st.lists(
            st.tuples(st.sampled_from([*(e.key for e in ENTITIES), "leader:baru"]), st.sampled_from(KINDS)),
            unique=True,
            max_size=4,
        )
    )
    found = []
    for key, kind in chosen:
        spans = []
        for _ in range(draw(st.integers(1, 2))):
            field, text = draw(st.sampled_from([("title", title), ("body", body)]))
            if text:
                start = draw(st.integers(0, len(text) - 1))
                end = draw(st.integers(start + 1, min(len(text), start + 9)))
                spans.append(Span(field=field, start_char=start, end_char=end))
        if spans:
            found.append(Mention(entity=key, kind=kind, spans=tuple(spans)))
    return tuple(found)


@st.composite
def articles(draw: Draw) -> Article:
    feed = draw(st.sampled_from(FEEDS))
    url = f"{feed.outlet.homepage}{draw(st.integers(0, 11))}"
    seen = draw(MOMENTS)
    title, body = draw(st.sampled_from(TITLES)), draw(TEXT)
    source = draw(st.sampled_from(["feed", "page", "text", "collected"]))
    named = [
        NameSeen(
            name="Budi Baru",
            title="foreign-minister",
            country=None,
            field="body",
            start_char=at,
            end_char=at + 9,
        )
        for at in [body.find("Budi Baru")]
        if at >= 0
    ]
    return Article(
        article_id=article_id_of(url),
        feed=feed.key,
        url=url,
        lang=draw(st.sampled_from(["id", "en"])),
        title=title,
        summary=draw(st.sampled_from(["", "Ringkasan."])),
        body=body,
        published_at=None if source == "collected" else seen - timedelta(minutes=draw(st.integers(0, 3000))),
        published_source=source,
        first_seen_at=seen,
        byline=draw(st.sampled_from([None, "Penulis"])),
        dateline=draw(st.sampled_from([(), ("FR", "JP")])),
        attribution=draw(st.sampled_from([(), ("Antara", "Reuters")])),
        mentions=draw(mentions(title, body)),
        names=tuple(named),
        backfilled=draw(st.integers(0, 5)) == 0,
    )


@st.composite
def polls(draw: Draw) -> Poll:
    status = draw(st.sampled_from(["ok", "ok", "ok", "unchanged", "failed"]))
    return Poll(
        feed=draw(st.sampled_from(FEEDS)).key,
        started_at=draw(MOMENTS),
        took_ms=draw(st.integers(0, 9000)),
        status=status,
        http_status={"ok": 200, "unchanged": 304}.get(status),
        bytes=draw(st.integers(0, 10_000)),
        entries=20,
        new_articles=draw(st.integers(0, 3)),
        known_articles=draw(st.integers(0, 3)),
        error="no answer" if status == "failed" else None,
    )


@st.composite
def steady_polls(draw: Draw) -> list[Poll]:
    """A feed that was read four times a day, but for a hole."""
    feed, hole = draw(st.sampled_from(FEEDS)).key, draw(st.integers(0, 4 * DAYS))
    return [
        Poll(
            feed=feed,
            started_at=NOW - timedelta(hours=6 * turn),
            took_ms=100,
            status="ok",
            http_status=200,
            bytes=1000,
            entries=20,
            new_articles=1,
            known_articles=19,
        )
        for turn in range(4 * DAYS)
        if not hole <= turn < hole + 12
    ]


@st.composite
def batches(draw: Draw) -> Batch:
    """Whatever a collector may hand over: articles that are known already, edited, copies of others."""
    found = draw(st.lists(articles(), max_size=14))
    read = [*draw(st.lists(polls(), max_size=6)), *draw(st.one_of(st.just([]), steady_polls()))]
    sightings = [
        Sighting(article_id=one.article_id, feed=draw(st.sampled_from(FEEDS)).key, seen_at=one.first_seen_at)
        for one in found[: draw(st.integers(0, 2))]
    ]
    gone = [RemovedFeed(key="malam-", removed_at=NOW)] if draw(st.integers(0, 4)) == 0 else []
    made = batch(*found, polls=read, at=draw(MOMENTS))
    return replace(made, feeds=FEEDS, sightings=tuple(sightings), removed_feeds=tuple(gone))


@st.composite
def scopes(draw: Draw) -> Scope:
    since = FIRST + timedelta(days=draw(st.integers(-3, DAYS)))
    return Scope(
        since=since,
        until=since + timedelta(days=draw(st.integers(0, DAYS))),
        outlets=tuple(draw(st.lists(st.integers(1, 4), max_size=2, unique=True))),
        langs=draw(st.sampled_from([(), (), ("id",), ("en", "id")])),
        capitals=draw(st.booleans()),
        basis=draw(st.sampled_from(["articles", "stories"])),
        panel=draw(st.sampled_from(["all", "fixed"])),
        today=draw(st.sampled_from([None, NOW.date(), NOW.date() - timedelta(days=4)])),
    )


@st.composite
def filters(draw: Draw) -> ArticleFilter:
    return ArticleFilter(
        entities=draw(IDS),
        text=draw(st.sampled_from(["", "", "prancis", '"dibahas panjang" kopi', "é 日本"])),
        sections=draw(st.sampled_from([(), ("dunia",), ("", "world")])),
        kinds=draw(st.sampled_from([(), ("name", "office")])),
        alias=draw(st.sampled_from(["", "", "prancis"])),
        in_title=draw(st.booleans()),
        hours=draw(st.sampled_from([(), (), ((1, 7), (5, 12), (7, 23))])),
        zone=ZONE,
    )


ID = st.integers(1, 5)
IDS = st.lists(ID, max_size=3, unique=True).map(tuple)
SOME_IDS = st.lists(ID, min_size=1, max_size=3, unique=True).map(tuple)
ARTICLE = st.builds(
    lambda feed, number: article_id_of(f"{feed.outlet.homepage}{number}"),
    st.sampled_from(FEEDS),
    st.integers(0, 11),
)
ARTICLES = st.lists(ARTICLE, max_size=6, unique=True).map(tuple)
PAIR = st.tuples(ID, ID)
DAY = st.integers(-2, DAYS + 2).map(lambda place: FIRST + timedelta(days=place))
KIND = st.sampled_from([None, "country", "leader"])
LIMIT = st.integers(1, 6)
NOWS = st.sampled_from([NOW, NOW - timedelta(hours=30)])
SCOPE = scopes()

# What each question of storage.questions.queries is asked with, and those of storage.questions.names.
ARGUMENTS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "article": {"article_id": ARTICLE},
    "article_count": {"scope": SCOPE, "where": filters()},
    "article_list": {
        "scope": SCOPE,
        "where": filters(),
        "sort": st.sampled_from(["new", "most"]),
        "limit": LIMIT,
        "fold": st.booleans(),
    },
    "bounds": {},
    "by_weekday_and_hour": {"scope": SCOPE, "entity_id": ID, "zone": st.just(ZONE)},
    "carried": {"article_ids": ARTICLES},
    "collected_by_day": {"scope": SCOPE},
    "copies_by_outlet": {"since": DAY, "until": DAY},
    "counted_by_day": {"scope": SCOPE},
    "country_totals": {"scope": SCOPE, "leaders": st.booleans()},
    "coverage_by_day": {"scope": SCOPE, "entity_ids": IDS},
    "coverage_by_outlet": {"scope": SCOPE, "entity_id": ID},
    "coverage_calendar": {"scope": SCOPE},
    "coverage_gaps": {"scope": SCOPE},
    "coverage_sums": {"scope": SCOPE, "kind": KIND, "entity_ids": IDS},
    "coverage_totals": {"scope": SCOPE, "kind": KIND, "entity_ids": IDS},
    "entities": {},
    "entities_mentioned": {"scope": SCOPE, "kind": KIND},
    "facets": {"scope": SCOPE, "where": filters(), "limit": LIMIT},
    "fed_articles": {"scope": SCOPE, "entity_ids": SOME_IDS},
    "feeds": {},
    "fixed_panel": {"scope": SCOPE},
    "judged_days": {"scope": SCOPE, "entity_ids": IDS},
    "languages": {},
    "mentioned_with": {"scope": SCOPE, "entity_id": ID, "limit": LIMIT},
    "mentions_of": {"article_ids": ARTICLES},
    "movers": {"scope": SCOPE, "kind": KIND, "limit": LIMIT, "without": IDS},
    "name_contexts": {"names": st.just(["budi baru"])},
    "named_as": {"scope": SCOPE, "entity_id": ID, "limit": LIMIT},
    "names_waiting": {"gazetteer": st.just(GAZETTEER)},
    "nights": {"now": NOWS},
    "outlet_days": {"scope": SCOPE},
    "outlets": {},
    "outlets_collected": {"scope": SCOPE},
    "outlets_reporting": {"now": NOWS},
    "outlets_with_articles": {"scope": SCOPE},
    "pairs": {"scope": SCOPE, "entity_ids": IDS, "most": LIMIT, "at_least": st.integers(1, 2)},
    "rolling_share": {"scope": SCOPE, "entity_ids": SOME_IDS, "days": st.integers(1, 8)},
    "spikes": {"scope": SCOPE, "entity_ids": IDS, "limit": LIMIT},
    "timeline": {"scope": SCOPE, "entity_ids": SOME_IDS, "grain": st.sampled_from(["day", "week", "month"])},
    "together_by_day": {"scope": SCOPE, "pairs": st.lists(PAIR, max_size=3).map(tuple)},
    "today": {"now": NOWS, "zone": st.just(ZONE)},
    "typical_headlines": {"scope": SCOPE, "entity_id": ID, "limit": LIMIT},
    "versions_of": {"article_id": ARTICLE},
    "zone_of": {},
}


def question(name: str) -> st.SearchStrategy[Question]:
    return st.tuples(st.just(name), st.fixed_dictionaries(ARGUMENTS[name]))


def each_question() -> st.SearchStrategy[list[Question]]:
    """Every question once, with arguments of its own."""
    return st.tuples(*map(question, ARGUMENTS)).map(list)
