"""An archive of many years: 200 outlets, 700 entities, one to ten million articles.

It is written straight into the schema by SQL, some weeks at a time and in the order in which articles would
have come in, so ten million take some minutes. The same seed gives the same archive. It has what real ones
have: outlets of all sizes that join over time, quiet week-ends, bursts, late and undated articles, copies of
agencies' texts, other languages, failing polls; and it adds up (``audit`` of storage/upkeep/rollups.py).
Bodies are left out unless asked for. Addresses are as outlets make them: the day, the title in small letters
up to some length, and a number; those of one outlet in twelve have letters that say nothing, and an article
that was edited has the address of its first title.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl
from duckdb import DuckDBPyConnection

from benchmarks.news import WORDS
from entities.gazetteer import Gazetteer
from storage.arrow import offered
from storage.connect import connect
from storage.database import Database
from storage.ingest import totals
from storage.ingest.stories import KEPT
from storage.likeness import likeness_of
from storage.sqlfiles import statement
from storage.upkeep.rollups import compact

ZONE = ZoneInfo("Asia/Jakarta")  # the SQL relies on its seven hours
FIRST = date(2020, 1, 1)
OUTLETS = 200
OLD = 80  # of them were read from the first day on
SECOND_FEEDS = 100  # outlets with two feeds
COUNTRIES, LEADERS = 250, 450
SLOTS = 65_536  # of which each outlet and entity has its part
PHRASES = 131_072
CHUNK = 250_000  # articles at a time
COMPACTED_EVERY = timedelta(days=180)  # a real one each night: room that is left is filled by what comes in
LANGS = ("id", "id", "id", "id", "id", "id", "en", "en", "ms", "zh")


class Burst(NamedTuple):
    """A day on which an entity is in the news more than usual."""

    day: date
    entity_id: int
    permille: int  # of that day's articles


@dataclass(frozen=True, slots=True, kw_only=True)
class Big:
    """What was built."""

    path: Path
    articles: int
    first: date
    until: date  # exclusive
    entity_ids: tuple[int, ...]  # most written of first
    bursts: tuple[Burst, ...]


def build(
    path: Path,
    gazetteer: Gazetteer,
    *,
    articles: int,
    years: int = 6,
    seed: int = 1,
    bodies: bool = False,
    progress: Callable[[date], None] | None = None,
) -> Big:
    """Write the archive to ``path``, which does not exist yet."""
    rng = Random(seed)
    until = FIRST.replace(year=FIRST.year + years)
    days = (until - FIRST).days
    Database.open(path, zone=ZONE, gazetteer=gazetteer).close()
    with connect(path) as con:
        chosen = _entities(con, rng)
        bursts = _bursts([key for key, *_ in chosen], until, rng)
        _set_up(con, chosen, bursts, rng)
        con.execute("CREATE TEMP MACRO die(number, sides) AS (number % sides)::BIGINT")
        con.execute(_sql("days"), {"seed": seed, "articles": articles, "first": FIRST, "days": days})
        con.execute(_sql("copied"), {"seed": seed, "articles": articles})
        con.execute(_sql("add_batches"))
        polls = max(2, articles // ((OUTLETS + SECOND_FEEDS) * days))
        since, compacted = FIRST, FIRST
        while since < until:
            end = min(until, since + timedelta(days=max(1, CHUNK * days // articles)))
            con.begin()
            _add(con, since, end, seed=seed, bodies=bodies, polls=polls)
            con.commit()
            if end - compacted >= COMPACTED_EVERY:
                _compact(con)
                compacted = end
            if progress:
                progress(since)
            since = end
        con.execute("CHECKPOINT")  # as it happens all the time
        con.begin()
        _add_likenesses(con, until)
        _count_stories(con)
        con.commit()
        _compact(con)
    return Big(
        path=path,
        articles=articles,
        first=FIRST,
        until=until,
        entity_ids=tuple(key for key, *_ in chosen),
        bursts=tuple(bursts),
    )


@cache
def _sql(name: str) -> str:
    return (files("benchmarks") / "sql" / "big" / f"{name}.sql").read_text(encoding="utf-8")


def _entities(con: DuckDBPyConnection, rng: Random) -> list[tuple[int, str, float]]:
    """Id, name and weight of those that are written of: a few daily, most hardly ever."""
    found = con.execute("SELECT entity_id, kind, name_id FROM entity ORDER BY key").fetchall()
    rng.shuffle(found)
    countries = [row for row in found if row[1] == "country"][:COUNTRIES]
    leaders = [row for row in found if row[1] == "leader"][:LEADERS]
    mixed = sorted(
        [(rank + 1.0, row) for rank, row in enumerate(countries)]
        + [(3.0 * rank + 6, row) for rank, row in enumerate(leaders)],
        key=lambda pair: pair[0],
    )
    return [(key, name, 1 / (rank + 4) ** 1.05) for rank, (_, (key, _, name)) in enumerate(mixed)]


def _bursts(entity_ids: Sequence[int], until: date, rng: Random) -> list[Burst]:
    """About two a week begin, each fading over some days."""
    found: dict[tuple[date, int], int] = {}
    day = FIRST
    while day < until:
        entity = entity_ids[int(len(entity_ids) * rng.random() ** 2)]
        height = rng.randrange(15, 160)
        for late in range(rng.randrange(1, 6)):
            if (at := day + timedelta(days=late)) < until:
                found[at, entity] = max(found.get((at, entity), 0), height // (1 + late))
        day += timedelta(days=rng.randrange(1, 7))
    return [Burst(at, entity, permille) for (at, entity), permille in found.items()]


def _set_up(
    con: DuckDBPyConnection,
    chosen: Sequence[tuple[int, str, float]],
    bursts: Sequence[Burst],
    rng: Random,
) -> None:
    """Outlets, feeds, and what articles are drawn from."""
    outlets = [
        (
            number,
            number,
            OUTLETS + number if number <= SECOND_FEEDS else number,
            LANGS[number % len(LANGS)],
            f"https://www.outlet-{number}.example/",
            FIRST if number <= OLD else FIRST + timedelta(days=rng.randrange(1, 700)),
        )
        for number in range(1, OUTLETS + 1)
    ]
    begin = {number: begin_day for number, *_, begin_day in outlets}
    con.executemany(
        "INSERT INTO outlet VALUES (?, ?, ?, 'ID', ?, ?)",
        [
            (number, f"outlet-{number}", f"Outlet {number}", lang, home)
            for number, _, _, lang, home, _ in outlets
        ],
    )
    con.executemany(
        "INSERT INTO feed VALUES (?, ?, ?, ?, ?, 'id', ?, NULL)",
        [
            (feed, f"feed-{feed}", (feed - 1) % OUTLETS + 1, f"https://feeds.example/{feed}", section, added)
            for feed in range(1, OUTLETS + SECOND_FEEDS + 1)
            for section in (("internasional", "ekonomi")[feed > OUTLETS],)
            for added in (datetime.combine(begin[(feed - 1) % OUTLETS + 1], time()),)
        ],
    )
    outlet_weights = [1 / (number + 6) for number in range(OUTLETS)]
    words = [*WORDS, *(_word(rng) for _ in range(6000))]
    word_weights = list(accumulate(1 / (rank + 30) for rank in range(len(words))))
    tables: dict[str, tuple[list[tuple[Any, ...]], dict[str, Any]]] = {
        "big_outlet": (
            outlets,
            {
                "outlet_id": pl.Int16,
                "first_feed": pl.Int16,
                "second_feed": pl.Int16,
                "lang": pl.String,
                "homepage": pl.String,
                "begin_day": pl.Date,
            },
        ),
        "big_outlet_slot": (
            [(slot, row, begin[row]) for slot, row in _slots(range(1, OUTLETS + 1), outlet_weights)],
            {"slot": pl.Int32, "outlet_id": pl.Int16, "begin_day": pl.Date},
        ),
        "big_entity": ([(key, name) for key, name, _ in chosen], {"entity_id": pl.Int16, "name": pl.String}),
        "big_entity_slot": (
            list(_slots([key for key, *_ in chosen], [weight for *_, weight in chosen])),
            {"slot": pl.Int32, "entity_id": pl.Int16},
        ),
        "big_burst": (
            list(map(tuple, bursts)),
            {"day": pl.Date, "entity_id": pl.Int16, "permille": pl.Int32},
        ),
        "big_phrase": (
            [
                (phrase, " ".join(rng.choices(words, cum_weights=word_weights, k=6)))
                for phrase in range(PHRASES)
            ],
            {"phrase": pl.Int32, "words": pl.String},
        ),
    }
    for name, (rows, schema) in tables.items():
        with offered(con, given=pl.DataFrame(rows, schema=schema, orient="row")):
            con.execute(f"CREATE TEMP TABLE {name} AS FROM given")


def _slots(keys: Sequence[int], weights: Sequence[float]) -> list[tuple[int, int]]:
    bounds = list(accumulate(weights))
    return [
        (slot, keys[min(len(keys) - 1, bisect(bounds, (slot + 0.5) / SLOTS * bounds[-1]))])
        for slot in range(SLOTS)
    ]


def _word(rng: Random) -> str:
    return "".join(rng.choice("bcdghjklmnprst") + rng.choice("aiueo") for _ in range(rng.randrange(2, 5)))


def _add(con: DuckDBPyConnection, since: date, until: date, *, seed: int, bodies: bool, polls: int) -> None:
    """Everything of some days."""
    window = {"seed": seed, "since": since, "until": until}
    con.execute(_sql("articles"), window | {"old": OLD})
    con.execute(_sql("mentions"), {"seed": seed})
    con.execute(_sql("texts"), {"bodies": bodies})
    con.execute(_sql("add_articles"), {"seed": seed})
    con.execute(statement("write/begin_mention_change"))
    con.execute(_sql("add_mentions"))
    con.execute(statement("write/apply_mention_change"))
    con.execute(statement("write/add_entity_days"))
    for part in _sql("add_rest").split(";\n"):
        if part.strip():
            con.execute(part, {"seed": seed} if "$seed" in part else None)
    con.execute(_sql("add_polls"), window | {"polls": polls})


def _count_stories(con: DuckDBPyConnection) -> None:
    """All of them at once, of which the chunks took no notice."""
    totals.begin(con)
    con.execute("INSERT INTO touched_story SELECT DISTINCT story_id, NULL FROM story_article")
    totals.refresh(con)


def _compact(con: DuckDBPyConnection) -> None:
    con.begin()
    compact(con)
    con.commit()


def _add_likenesses(con: DuckDBPyConnection, until: date) -> None:
    """What is compared of the last weeks' articles."""
    before = datetime.combine(until, time()) - KEPT
    found = con.execute(
        "SELECT article_id, coalesce(published_at, first_seen_at), title, summary FROM article "
        "WHERE first_seen_at >= $before",
        {"before": before},
    ).fetchall()
    rows = [(article, at, likeness_of(title, text).packed()) for article, at, title, text in found]
    schema: dict[str, Any] = {"article_id": pl.Int64, "dated_at": pl.Datetime("us"), "likeness": pl.Binary}
    with offered(con, given=pl.DataFrame(rows, schema=schema, orient="row")):
        con.execute("INSERT INTO story_likeness FROM given")
