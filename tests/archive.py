"""Archives of invented news for tests, written straight into the schema: 100,000 articles in seconds.

Outlets of different sizes, quiet week-ends, slow waves per entity, bursts on single days, days on which
collectors were down. Every mention's spans are where the name stands, so highlights can be checked.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from storage.arrow import offered
from storage.ingest.totals import derive
from storage.migrate import migrate

ZONE = ZoneInfo("Asia/Jakarta")
UNTIL = date(2026, 11, 20)  # a Friday
WEEKDAYS = (1.08, 1.06, 1.05, 1.04, 1.0, 0.62, 0.58)  # Monday first
HOURS = (1, 1, 1, 1, 2, 4, 7, 8, 9, 9, 9, 8, 7, 8, 9, 9, 8, 7, 6, 6, 5, 4, 3, 2)
SECTIONS = ("internasional", "ekonomi")
POLL_EVERY = timedelta(minutes=30)


class Known(NamedTuple):
    """An entity that the invented news is about."""

    key: str
    name_en: str
    name_id: str
    country: str
    weight: float  # part of the mentions
    capital: str | None = None  # named instead of the country now and then


class Burst(NamedTuple):
    """A day on which an entity is in the news more than usual."""

    key: str
    day: date
    times: float


class Outage(NamedTuple):
    """Days, both ends included, on which an outlet was not read. Outlets count from 1."""

    outlet: int
    first: date
    last: date


WORLD = (
    Known("country:CN", "China", "Tiongkok", "CN", 14, "Beijing"),
    Known("country:US", "United States", "Amerika Serikat", "US", 13, "Washington"),
    Known("country:JP", "Japan", "Jepang", "JP", 9, "Tokyo"),
    Known("country:SG", "Singapore", "Singapura", "SG", 6.5),
    Known("country:MY", "Malaysia", "Malaysia", "MY", 6, "Kuala Lumpur"),
    Known("country:IN", "India", "India", "IN", 5, "New Delhi"),
    Known("country:RU", "Russia", "Rusia", "RU", 5, "Moskow"),
    Known("country:AU", "Australia", "Australia", "AU", 3.5, "Canberra"),
    Known("country:KR", "South Korea", "Korea Selatan", "KR", 3.5, "Seoul"),
    Known("country:SA", "Saudi Arabia", "Arab Saudi", "SA", 3.5, "Riyadh"),
    Known("country:IL", "Israel", "Israel", "IL", 4),
    Known("country:VN", "Vietnam", "Vietnam", "VN", 3, "Hanoi"),
    Known("country:TH", "Thailand", "Thailand", "TH", 2.5, "Bangkok"),
    Known("country:PH", "Philippines", "Filipina", "PH", 2, "Manila"),
    Known("country:GB", "United Kingdom", "Inggris", "GB", 2.5, "London"),
    Known("country:DE", "Germany", "Jerman", "DE", 2, "Berlin"),
    Known("country:FR", "France", "Prancis", "FR", 2, "Paris"),
    Known("country:UA", "Ukraine", "Ukraina", "UA", 2, "Kyiv"),
    Known("country:TR", "Türkiye", "Turki", "TR", 1.5, "Ankara"),
    Known("country:KP", "North Korea", "Korea Utara", "KP", 1, "Pyongyang"),
    Known("country:TL", "Timor-Leste", "Timor-Leste", "TL", 0.4, "Dili"),
    Known("country:MT", "Malta", "Malta", "MT", 0.1),
    Known("leader:prabowo-subianto", "Prabowo Subianto", "Prabowo Subianto", "ID", 14),
    Known("leader:xi-jinping", "Xi Jinping", "Xi Jinping", "CN", 3),
    Known("leader:donald-trump", "Donald Trump", "Donald Trump", "US", 6),
    Known("leader:anwar-ibrahim", "Anwar Ibrahim", "Anwar Ibrahim", "MY", 2.5),
    Known("leader:narendra-modi", "Narendra Modi", "Narendra Modi", "IN", 1.4),
    Known("leader:anthony-albanese", "Anthony Albanese", "Anthony Albanese", "AU", 1.2),
    Known("leader:vladimir-putin", "Vladimir Putin", "Vladimir Putin", "RU", 1.4),
    Known("leader:lawrence-wong", "Lawrence Wong", "Lawrence Wong", "SG", 1),
    Known("leader:volodymyr-zelenskyy", "Volodymyr Zelenskyy", "Volodymyr Zelenskyy", "UA", 0.8),
)

OUTLETS = (
    ("harian-utara", "Harian Utara", "id", 1.9),
    ("kabar-pagi", "Kabar Pagi", "id", 1.5),
    ("pos-niaga", "Pos Niaga", "id", 1.2),
    ("suara-pesisir", "Suara Pesisir", "id", 1.0),
    ("the-straits-ledger", "The Straits Ledger", "en", 0.9),
    ("lintas-warta", "Lintas Warta", "id", 0.7),
    ("teras-kota", "Teras Kota", "id", 0.5),
    ("warta-rimba", "Warta Rimba", "id", 0.3),
)

# {} is a name. Titles by how many names they have.
TITLES = {
    "id": {
        0: ("Harga beras turun tipis di pasar induk", "Warga gotong royong perbaiki jembatan desa"),
        1: (
            "{} umumkan rencana dagang baru",
            "Ekspor ke {} naik tipis pada kuartal ini",
            "Delegasi {} tiba di Jakarta",
        ),
        2: ("{} dan {} lanjutkan pembahasan koridor energi", "Pertemuan {} dengan {} bahas pangan"),
    },
    "en": {
        0: ("Rice prices ease at the central market", "Villagers rebuild a footbridge together"),
        1: (
            "{} sets out a new trade plan",
            "Exports to {} edge up this quarter",
            "Delegation from {} lands in Jakarta",
        ),
        2: ("{} and {} go on with talks on an energy corridor", "Talks between {} and {} turn to food"),
    },
}
SENTENCES = {
    "id": (
        "Pernyataan itu disampaikan setelah pertemuan dengan {} pekan ini.",
        "Menurut catatan panitia, {} menjadi salah satu mitra utama.",
        "Rencana {} dinilai akan memengaruhi pasokan di kawasan.",
    ),
    "en": (
        "The remarks followed a meeting with {} earlier this week.",
        "Organisers count {} among the main partners.",
        "Plans made by {} are expected to affect supplies in the region.",
    ),
}
FILLERS = {
    "id": (
        "Pasar menanggapi kabar ini dengan tenang.",
        "Rincian akan dibahas lagi bulan depan.",
        "Belum ada angka resmi.",
    ),
    "en": (
        "Markets took the news calmly.",
        "Details will be discussed again next month.",
        "No figures were given.",
    ),
}

ARTICLE: dict[str, Any] = {
    "article_id": pl.Int64,
    "outlet_id": pl.Int16,
    "feed_id": pl.Int16,
    "url": pl.String,
    "lang": pl.String,
    "title": pl.String,
    "summary": pl.String,
    "body": pl.String,
    "published_at": pl.Datetime("us"),
    "first_seen_at": pl.Datetime("us"),
    "day": pl.Date,
}
SPAN = pl.Struct({"field": pl.String, "start_char": pl.Int32, "length": pl.Int32})
MENTION: dict[str, Any] = {
    "article_id": pl.Int64,
    "entity_id": pl.Int16,
    "kind": pl.String,
    "count": pl.Int16,
    "in_title": pl.Boolean,
    "spans": pl.List(SPAN),
    "day": pl.Date,
    "outlet_id": pl.Int16,
    "lang": pl.String,
}


CELL: dict[str, Any] = {
    "outlet_id": pl.Int64,
    "feed_id": pl.Int16,
    "lang": pl.String,
    "place": pl.Int64,
    "day": pl.Date,
    "noon": pl.Datetime("us"),
    "n": pl.Int64,
}
NAMED_CELL: dict[str, Any] = {"outlet_id": pl.Int64, "day": pl.Date, "entity_id": pl.Int16, "n": pl.Int64}


@dataclass(kw_only=True)
class Plan:
    """What ``build_archive`` writes."""

    first: date
    until: date
    hour: int
    outlets: list[tuple[int, str, str, str, float]]  # id, key, name, lang, articles on an average day
    entities: Sequence[Known]
    bursts: Sequence[Burst]
    outages: Sequence[Outage]
    waves: bool
    rng: Random


def build_archive(
    path: Path | str,
    *,
    days: int = 400,
    outlets: int = 8,
    articles_per_day: float = 250,
    entities: Sequence[Known] = WORLD,
    until: date = UNTIL,
    hour: int = 14,
    seed: int = 1,
    bursts: Sequence[Burst] | None = None,
    outages: Sequence[Outage] | None = None,
    waves: bool = True,
    polls: bool = True,
) -> duckdb.DuckDBPyConnection:
    """Write an archive and return the connection to it; ``path`` may be ":memory:".

    ``until`` is the last day, still running: it has articles up to ``hour`` o'clock only, in Asia/Jakarta.
    Without ``bursts`` and ``outages`` there are a few of each in the last 100 days. ``waves`` makes entities
    more and less frequent over the months. ``articles_per_day`` is the mean over a week, all outlets.
    """
    con = duckdb.connect(str(path))
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    migrate(con)
    plan = Plan(
        first=until - timedelta(days=days - 1),
        until=until,
        hour=hour,
        outlets=_outlets(outlets, articles_per_day),
        entities=entities,
        bursts=_bursts(until) if bursts is None else bursts,
        outages=_outages(until, outlets) if outages is None else outages,
        waves=waves,
        rng=Random(seed),
    )
    _write_names(con, plan)
    _write_articles(con, plan)
    if polls:
        _write_polls(con, plan)
    write_rollups(con)
    return con


def write_rollups(con: duckdb.DuckDBPyConnection) -> None:
    """Make both rollups from articles and mentions."""
    con.execute("DELETE FROM outlet_day_delta")
    con.execute("DELETE FROM entity_day_delta")
    con.execute("""
        INSERT INTO outlet_day_delta
        SELECT day, outlet_id, lang, count(*) FROM article GROUP BY ALL ORDER BY ALL
    """)
    con.execute("""
        INSERT INTO entity_day_delta
        SELECT
            day, outlet_id, lang, entity_id,
            count(*) FILTER (WHERE named OR capital),
            count(*) FILTER (WHERE named),
            count(*) FILTER (WHERE office AND NOT named AND NOT capital),
            sum(counted), sum(counted_named)
        FROM (
            SELECT
                day, outlet_id, lang, entity_id,
                bool_or(kind IN ('name', 'demonym', 'nickname')) AS named,
                bool_or(kind = 'capital') AS capital,
                bool_or(kind = 'office') AS office,
                coalesce(sum(count) FILTER (WHERE kind <> 'office'), 0) AS counted,
                coalesce(
                    sum(count) FILTER (WHERE kind IN ('name', 'demonym', 'nickname')), 0
                ) AS counted_named
            FROM mention
            GROUP BY article_id, day, outlet_id, lang, entity_id
        )
        GROUP BY ALL ORDER BY ALL
    """)
    derive(con)


def utc(day: date, hour: float) -> datetime:
    """A time of a day in Asia/Jakarta as the archive stores it: naive UTC."""
    return (datetime.combine(day, time(), ZONE) + timedelta(hours=hour)).astimezone(UTC).replace(tzinfo=None)


def _outlets(count: int, articles_per_day: float) -> list[tuple[int, str, str, str, float]]:
    chosen = []
    for place in range(count):
        key, name, lang, weight = OUTLETS[place % len(OUTLETS)]
        again = place // len(OUTLETS)
        chosen.append(
            (
                place + 1,
                f"{key}-{again + 1}" if again else key,
                f"{name} {again + 1}" if again else name,
                lang,
                weight,
            )
        )
    total = sum(weight for *_, weight in chosen)
    return [
        (number, key, name, lang, articles_per_day * weight / total)
        for number, key, name, lang, weight in chosen
    ]


def _bursts(until: date) -> list[Burst]:
    return [
        Burst("country:MY", until - timedelta(days=4), 4.0),
        Burst("leader:anwar-ibrahim", until - timedelta(days=4), 4.0),
        Burst("country:AU", until - timedelta(days=11), 4.0),
        Burst("country:JP", until - timedelta(days=33), 2.5),
        Burst("country:IL", until - timedelta(days=60), 4.0),
        Burst("country:CN", until - timedelta(days=90), 2.2),
    ]


def _outages(until: date, outlets: int) -> list[Outage]:
    first = until - timedelta(days=73)
    down = [Outage(number, first, first + timedelta(days=2)) for number in range(1, min(3, outlets) + 1)]
    whole = until - timedelta(days=14)  # the collector itself was off for a day
    return down + [Outage(number, whole, whole) for number in range(1, outlets + 1)]


def _write_names(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    con.execute("INSERT INTO setting VALUES ('time_zone', $zone)", {"zone": ZONE.key})
    known = con.execute("SELECT count(*) FROM entity").fetchall()[0][0]
    columns = "entity_id, key, kind, name_en, name_id, country"
    for number, entity in enumerate(plan.entities, start=known + 1):
        kind = entity.key.partition(":")[0]
        row = [number, entity.key, kind, entity.name_en, entity.name_id, entity.country]
        con.execute(f"INSERT INTO entity ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
    for number, key, name, lang, _ in plan.outlets:
        home = f"https://{key}.example"
        con.execute(
            "INSERT INTO outlet (outlet_id, key, name, country, lang, homepage) VALUES (?, ?, ?, 'ID', ?, ?)",
            [number, key, name, lang, home],
        )
        for place, section in enumerate(SECTIONS):
            con.execute(
                """
                INSERT INTO feed (feed_id, key, outlet_id, url, section, lang, added_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    _feed(number, place),
                    f"{key}-{section}",
                    number,
                    f"{home}/{section}.xml",
                    section,
                    lang,
                    utc(plan.first, 0),
                ],
            )


def _feed(outlet: int, place: int) -> int:
    return (outlet - 1) * len(SECTIONS) + place + 1


def _write_articles(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    down = {
        (outage.outlet, outage.first + timedelta(days=place))
        for outage in plan.outages
        for place in range((outage.last - outage.first).days + 1)
    }
    hours = list(accumulate(HOURS))
    articles: list[tuple[Any, ...]] = []
    mentions: list[tuple[Any, ...]] = []
    latest = utc(plan.until, plan.hour)
    for place in range((plan.until - plan.first).days + 1):
        day = plan.first + timedelta(days=place)
        weights = list(accumulate(_weights(plan, day, place)))
        for outlet in plan.outlets:
            if (outlet[0], day) in down:
                continue
            mean = outlet[4] * WEEKDAYS[day.weekday()] * 7 / sum(WEEKDAYS)
            for _ in range(_poisson(plan.rng, mean)):
                at = utc(day, bisect(hours, plan.rng.random() * hours[-1]) + plan.rng.random())
                if at < latest:
                    _write_one(plan, outlet, day, at, weights, articles, mentions)
        if len(articles) > 50_000 or day == plan.until:
            written = pl.DataFrame(articles, schema=ARTICLE, orient="row")
            placed = pl.DataFrame(mentions, schema=MENTION, orient="row")
            with offered(con, written=written, placed=placed):
                con.execute("""
                    INSERT INTO article BY NAME
                    SELECT
                        *, 'feed' AS published_source,
                        []::VARCHAR[] AS attribution, []::VARCHAR[] AS dateline,
                        [] AS removed, false AS backfilled
                    FROM written ORDER BY first_seen_at
                """)
                con.execute("INSERT INTO mention BY NAME FROM placed ORDER BY day")
            articles.clear()
            mentions.clear()


def _weights(plan: Plan, day: date, place: int) -> list[float]:
    """How likely each entity is to be in the news that day."""
    times = {(burst.key, burst.day): burst.times for burst in plan.bursts}
    found = []
    for number, entity in enumerate(plan.entities):
        wave = 1 + 0.25 * math.sin(place / 29 + number * 2.1) if plan.waves else 1.0
        found.append(entity.weight * wave * times.get((entity.key, day), 1.0))
    return found


def _write_one(
    plan: Plan,
    outlet: tuple[int, str, str, str, float],
    day: date,
    at: datetime,
    weights: list[float],
    articles: list[tuple[Any, ...]],
    mentions: list[tuple[Any, ...]],
) -> None:
    rng, (outlet_id, key, _, lang, _) = plan.rng, outlet
    many = (0, 0, 1, 1, 1, 1, 2, 2, 2, 3)[int(rng.random() * 10)]
    chosen = list(dict.fromkeys(bisect(weights, rng.random() * weights[-1]) for _ in range(many)))
    article_id = rng.getrandbits(62)
    titled = chosen[: int(rng.random() * 3)]
    frame = TITLES[lang][len(titled)]
    title = _Text(frame[int(rng.random() * len(frame))], "title")
    for number in titled:
        title.put(number, plan.entities[number], lang, capital=False)
    body = _Text("", "body")
    for number in chosen:
        for _ in range(1 + int(rng.random() * 3)):
            body.add(_pick(rng, SENTENCES[lang]))
            body.put(
                number, plan.entities[number], lang, capital=number not in titled and rng.random() < 0.12
            )
        body.add(_pick(rng, FILLERS[lang]))
    body.add(_pick(rng, FILLERS[lang]))
    feed_id = _feed(outlet_id, int(rng.random() * len(SECTIONS)))
    seen = at + timedelta(minutes=1 + rng.random() * 29)
    url = f"https://{key}.example/{day:%Y/%m/%d}/{article_id}"
    articles.append(
        (article_id, outlet_id, feed_id, url, lang, title.text, body.text[:120], body.text, at, seen, day)
    )
    spans: dict[tuple[int, str], list[dict[str, object]]] = {}
    for number, kind, span in title.spans + body.spans:
        spans.setdefault((number, kind), []).append(span)
    for (number, kind), places in spans.items():
        in_title = places[0]["field"] == "title"
        mentions.append((article_id, number + 1, kind, len(places), in_title, places, day, outlet_id, lang))


def _pick(rng: Random, texts: Sequence[str]) -> str:
    return texts[int(rng.random() * len(texts))]


class _Text:
    """A text whose blanks are filled with names from left to right."""

    def __init__(self, text: str, field: str) -> None:
        self.text, self.field = text, field
        self.spans: list[tuple[int, str, dict[str, object]]] = []

    def add(self, sentence: str) -> None:
        self.text += ("\n" if self.text.count(".") % 3 == 2 else " ") * bool(self.text) + sentence

    def put(self, number: int, entity: Known, lang: str, *, capital: bool) -> None:
        short = entity.capital if capital else None
        name = short or (entity.name_id if lang == "id" else entity.name_en)
        start = self.text.index("{}")
        self.text = self.text.replace("{}", name, 1)
        span = {"field": self.field, "start_char": start, "length": len(name)}
        self.spans.append((number, "capital" if short else "name", span))


def _write_polls(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Each feed every half hour; during an outage polls fail, and none is made when every outlet is down."""
    for number, *_ in plan.outlets:
        mine = [outage for outage in plan.outages if outage.outlet == number]
        con.execute(
            """
            INSERT INTO poll (
                feed_id, started_at, took_ms, status, http_status, bytes, entries, new_articles,
                known_articles, error
            )
            WITH planned AS (
                SELECT
                    f.feed_id,
                    t.due + to_minutes(f.feed_id % 20) AS started_at,
                    list_bool_or(list_transform(
                        $downs::STRUCT(since TIMESTAMP, until TIMESTAMP)[],
                        lambda d: t.due >= d.since AND t.due < d.until
                    )) AS down
                FROM feed AS f, range($since::TIMESTAMP, $until::TIMESTAMP, $every) AS t (due)
                WHERE f.outlet_id = $outlet
            )
            SELECT
                feed_id, started_at, 240,
                CASE WHEN down THEN 'failed' ELSE 'ok' END,
                CASE WHEN NOT coalesce(down, false) THEN 200 END,
                CASE WHEN down THEN 0 ELSE 18000 END,
                CASE WHEN down THEN 0 ELSE 20 END,
                CASE WHEN down THEN 0 ELSE 1 END,
                CASE WHEN down THEN 0 ELSE 19 END,
                CASE WHEN down THEN 'no answer within 30 s' END
            FROM planned
            ORDER BY started_at
            """,
            {
                "outlet": number,
                "since": utc(plan.first, 0),
                "until": utc(plan.until, plan.hour),
                "every": POLL_EVERY,
                "downs": [
                    {"since": utc(outage.first, 0), "until": utc(outage.last + timedelta(days=1), 0)}
                    for outage in mine
                ],
            },
        )


def _poisson(rng: Random, mean: float) -> int:
    if mean > 40:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def counted_archive(
    path: Path | str,
    *,
    first: date,
    outlets: Sequence[Sequence[int]],
    mentioned: Mapping[str, Sequence[Sequence[int]]] | None = None,
    failed: Sequence[tuple[int, int]] = (),
    polls: bool = True,
    langs: Sequence[str] = (),
    entities: Sequence[Known] = WORLD,
) -> duckdb.DuckDBPyConnection:
    """Write an archive with exactly these numbers of articles: ``outlets[o][d]`` of outlet o + 1 on day d.

    ``mentioned[key][o][d]`` of them name an entity. Polls of the outlets and days in ``failed`` (o, d) fail.
    """
    con = duckdb.connect(str(path))
    con.execute("SET GLOBAL TimeZone = 'UTC'")
    migrate(con)
    plan = Plan(
        first=first,
        until=first + timedelta(days=max(map(len, outlets)) - 1),
        hour=24,
        outlets=[
            (number, f"outlet-{number}", f"Outlet {number}", langs[number - 1] if langs else "id", 0.0)
            for number in range(1, len(outlets) + 1)
        ],
        entities=entities,
        bursts=(),
        outages=[
            Outage(outlet + 1, first + timedelta(days=day), first + timedelta(days=day))
            for outlet, day in failed
        ],
        waves=False,
        rng=Random(1),
    )
    _write_names(con, plan)
    ids = dict(con.execute("SELECT key, entity_id FROM entity").fetchall())
    cells = [
        (
            number,
            _feed(number, 0),
            lang,
            day,
            first + timedelta(days=day),
            utc(first + timedelta(days=day), 12),
            n,
        )
        for (number, _, _, lang, _), counts in zip(plan.outlets, outlets, strict=True)
        for day, n in enumerate(counts)
    ]
    named = [
        (outlet + 1, first + timedelta(days=day), ids[key], n)
        for key, per_outlet in (mentioned or {}).items()
        for outlet, counts in enumerate(per_outlet)
        for day, n in enumerate(counts)
    ]
    cell = pl.DataFrame(cells, schema=CELL, orient="row")
    name = pl.DataFrame(named, schema=NAMED_CELL, orient="row")
    with offered(con, cell=cell, name=name):
        con.execute("""
            INSERT INTO article BY NAME
            SELECT
                outlet_id * 1000000000 + place * 100000 + i AS article_id, outlet_id, feed_id,
                'https://x.example/' || i AS url, lang, 'Judul' AS title, '' AS summary, 'Isi' AS body,
                noon AS published_at, 'feed' AS published_source, noon AS first_seen_at, day,
                []::VARCHAR[] AS attribution, []::VARCHAR[] AS dateline, [] AS removed, false AS backfilled
            FROM cell, LATERAL (SELECT unnest(range(n)) AS i)
            ORDER BY day
        """)
        con.execute("""
            INSERT INTO mention
            SELECT
                a.article_id, n.entity_id, 'name', 1, false, [], a.day, a.outlet_id, a.lang
            FROM article AS a JOIN name AS n ON n.outlet_id = a.outlet_id AND n.day = a.day
            WHERE a.article_id % 100000 < n.n
            ORDER BY a.day
        """)
    if polls:
        _write_polls(con, plan)
    write_rollups(con)
    return con
