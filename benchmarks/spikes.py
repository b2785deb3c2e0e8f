"""Spikes in a generated press: how many tripled days are found, and how often there is a false alarm.

Seven hundred entities over three years in four outlets: from one article in three weeks to sixty a day,
counts that scatter more than chance (negative binomial), quiet week-ends, holidays and Lebaran, outages,
interest that rises and falls. Some days are tripled: their count is three times what it would have been on
average, or three times what it happened to be. Everything is asked the way pages ask.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

import duckdb
import polars as pl

from benchmarks.figures import Figure, tell
from storage.arrow import offered
from storage.coverage.free_days import free_days
from storage.ingest.totals import derive
from storage.migrate import migrate
from storage.questions.queries import Scope, judged_days

FIRST = date(2023, 11, 6)  # a Monday; three times Lebaran follow
SETTLED = 60  # days before the first that is judged: norms need some weeks
WEEKDAYS = (1.1, 1.1, 1.08, 1.05, 1.0, 0.85, 0.82)  # Monday first
QUIET = {"": 1.0, "holiday": 0.75, "lebaran": 0.45}  # part of a usual day
OUTLETS: tuple[int, ...] = (320, 210, 150, 90)  # articles on an average day
LEAST, MOST = 0.05, 60.0  # articles a day of the smallest and of the largest entity
OFTEN, RARELY = (
    0.02,
    0.004,
)  # part of the entity-days that are tripled: one in seven weeks, one in eight months
LARGE = 20  # articles on a tripled day from which it has to be found

Tripled = Literal["mean", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is generated."""

    seed: int = 1
    entities: int = 700
    days: int = 1_100
    scatter: float = 0.05  # variance beyond chance, as part of the squared mean
    drift: float = 0.0  # how far interest rises and falls within months; 0.5: by half, up and down
    tripled: Tripled = "mean"
    often: float = OFTEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    large: int  # tripled days with at least twenty articles that could be judged
    found: int  # of these
    alarms: int  # spikes on days that were not tripled
    days: int  # entity-days that were not tripled and could be judged

    @property
    def found_share(self) -> float:
        return self.found / self.large

    @property
    def alarms_per_thousand(self) -> float:
        return 1_000 * self.alarms / self.days


def main(entities: int = 700, days: int = 1_100, others: int = 200) -> None:
    whole = World(entities=entities, days=days)
    small = replace(whole, entities=others)
    figures = _figures("scatter 0.05", measured(whole), found=0.95, alarms=1.0)
    for name, world in (
        ("no scatter but chance", replace(small, scatter=0.0)),
        ("no scatter, three times what came", replace(small, scatter=0.0, tripled="count")),
        ("scatter 0.05, three times what came", replace(small, tripled="count")),
        ("scatter 0.05, interest rises and falls by half", replace(small, drift=0.5)),
        ("scatter 0.1", replace(small, scatter=0.1)),
        ("scatter 0.2", replace(small, scatter=0.2)),
        ("scatter 0.05, tripled five times as rarely", replace(small, often=RARELY)),
    ):
        figures += _figures(name, measured(world))
    tell(
        f"Tripled days with {LARGE} articles or more that are found, and false alarms",
        figures,
        f"{entities} entities ({others} below the first two lines), {days} days, one in 50 of them tripled.",
        "Scatter: variance beyond chance as part of the squared mean. Alarms: per 1,000 other entity-days.",
    )


def _figures(
    name: str, outcome: Outcome, *, found: float | None = None, alarms: float | None = None
) -> list[Figure]:
    return [
        Figure(
            name=f"found, {name}",
            value=100 * outcome.found_share,
            unit="%",
            at_least=None if found is None else 100 * found,
        ),
        Figure(name="  false alarms", value=outcome.alarms_per_thousand, unit="in 1,000", at_most=alarms),
    ]


def measured(world: World) -> Outcome:
    """Generate a press, ask for its spikes, and count."""
    con, tripled = generated(world)
    since, until = FIRST + timedelta(days=SETTLED), FIRST + timedelta(days=world.days)
    judged = judged_days(con, scope=Scope(since=since, until=until)).filter(
        pl.col("state").is_in(["spike", "usual", "too_few"])
    )
    con.close()
    spike = pl.col("state") == "spike"
    days = pl.DataFrame(sorted(tripled), schema={"entity_id": pl.Int16, "day": pl.Date}, orient="row")
    large = judged.join(days, on=["entity_id", "day"]).filter(pl.col("articles") >= LARGE)
    plain = judged.join(days, on=["entity_id", "day"], how="anti")
    return Outcome(
        large=len(large),
        found=len(large.filter(spike)),
        alarms=len(plain.filter(spike)),
        days=len(plain),
    )


def generated(world: World) -> tuple[duckdb.DuckDBPyConnection, set[tuple[int, date]]]:
    """An archive with only daily counts, and the entity-days that were tripled."""
    rng = Random(world.seed)
    kinds = free_days(FIRST, world.days)
    down = {(outlet, day) for outlet, day in _outages(world, rng)}
    quiet = [QUIET[kind] * (rng.uniform(0.85, 1.15) if kind else 1.0) for kind in kinds]
    busy = [quiet[place] * WEEKDAYS[(FIRST + timedelta(days=place)).weekday()] for place in range(world.days)]
    read: list[list[int]] = [
        [0 if (outlet, place) in down else size for outlet, size in enumerate(OUTLETS)]
        for place in range(world.days)
    ]
    volume: list[tuple[object, ...]] = [
        (FIRST + timedelta(days=place), outlet + 1, "id", drawn(rng, size * busy[place], 0.005))
        for place in range(world.days)
        for outlet, size in enumerate(read[place])
        if size
    ]
    counted: list[tuple[object, ...]] = []
    tripled: set[tuple[int, date]] = set()
    whole = sum(OUTLETS)
    for entity in range(1, world.entities + 1):
        rate = LEAST * (MOST / LEAST) ** rng.random()
        turn, phase = rng.uniform(180, 720), rng.uniform(0, 2 * math.pi)
        for place in range(world.days):
            wave = 1 + world.drift * math.sin(2 * math.pi * place / turn + phase)
            mean = rate * wave * busy[place] * sum(read[place]) / whole
            count = drawn(rng, mean, world.scatter)
            if place >= SETTLED and rng.random() < world.often:
                count = 3 * count if world.tripled == "count" else round(3 * mean)
                tripled.add((entity, FIRST + timedelta(days=place)))
            for outlet, n in enumerate(_shared(rng, count, read[place])):
                if n:
                    counted.append((FIRST + timedelta(days=place), outlet + 1, "id", entity, n, n, 0, n, n))
    return _archive(world, volume, counted), tripled


def drawn(rng: Random, mean: float, scatter: float) -> int:
    """A count: Poisson, or negative binomial with variance ``mean + scatter * mean ** 2``."""
    if scatter and mean:
        mean = rng.gammavariate(1 / scatter, mean * scatter)
    if mean > 200:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _outages(world: World, rng: Random) -> Iterator[tuple[int, int]]:
    for _ in range(world.days // 40):
        outlet, first = rng.randrange(len(OUTLETS)), rng.randrange(SETTLED, world.days)
        for place in range(first, min(first + rng.randint(1, 3), world.days)):
            yield outlet, place


def _shared(rng: Random, count: int, read: list[int]) -> list[int]:
    """A count among outlets, by their size."""
    shares = [0] * len(read)
    if sum(read):
        for outlet in rng.choices(range(len(read)), read, k=count):
            shares[outlet] += 1
    return shares


def _archive(
    world: World, volume: list[tuple[object, ...]], counted: list[tuple[object, ...]]
) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    migrate(con)
    con.execute("INSERT INTO setting VALUES ('time_zone', 'Asia/Jakarta')")
    for number in range(1, len(OUTLETS) + 1):
        con.execute(
            "INSERT INTO outlet VALUES ($n, 'o' || $n, 'Outlet ' || $n, 'ID', 'id', '')", {"n": number}
        )
        con.execute(
            """
            INSERT INTO article BY NAME
            SELECT
                $n AS article_id, $n AS outlet_id, 1 AS feed_id, '' AS url, 'id' AS lang, '' AS title,
                '' AS summary, '' AS body, 'feed' AS published_source, $at::TIMESTAMP AS first_seen_at,
                $at::DATE AS day, [] AS attribution, [] AS dateline, [] AS removed, false AS backfilled
            """,
            {"n": number, "at": FIRST},
        )
    con.execute(
        """
        INSERT INTO entity
        SELECT i, 'topic:' || i, 'topic', 'T' || i, 'T' || i, NULL, true FROM range(1, $n + 1) AS t (i)
        """,
        {"n": world.entities},
    )
    days = pl.DataFrame(volume, schema=["day", "outlet_id", "lang", "articles"], orient="row")
    names = pl.DataFrame(counted, orient="row")
    with offered(con, days=days, names=names):
        con.execute("INSERT INTO outlet_day_delta FROM days")
        con.execute("INSERT INTO entity_day_delta FROM names")
    derive(con)
    return con


if __name__ == "__main__":
    main()
