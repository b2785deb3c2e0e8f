"""A small press with everything that can be awkward in an article, and feeds in every state.

The archive is made by ingesting a batch, the ledger by recording polls: as in a running installation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from entities.gazetteer import Gazetteer
from entities.types import MentionKind
from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.ledger.ledger import FeedState, FeedUpdate, Ledger
from storage.records import Article, Feed, Mention, Outlet, Poll, Removed, Sighting, Span, article_id_of
from tests.archive import UNTIL, ZONE

NOW = datetime.combine(UNTIL, datetime.min.time(), ZONE).replace(hour=14, minute=5)
PLAIN = 60  # articles without anything special, older than the special ones

PAGI = Outlet(key="pagi", name="Pagi", country="ID", lang="id", homepage="https://pagi.example/")
SORE = Outlet(key="sore", name="Sore", country="ID", lang="id", homepage="https://sore.example/")
MALAM = Outlet(key="malam", name="Malam", country="ID", lang="en", homepage="https://malam.example/")
FEEDS = tuple(
    Feed(
        key=f"{outlet.key}-{section}",
        outlet=outlet,
        url=f"{outlet.homepage}{section}.xml",
        section=section,
        lang=outlet.lang,
    )
    for outlet, section in ((PAGI, "dunia"), (PAGI, "bisnis"), (SORE, "dunia"), (MALAM, "world"))
)

HOSTILE = '<img src=x onerror="window.hacked=1"> Jepang & <b>tebal</b>'
FORMULA = '=HYPERLINK("https://x.example";"klik") Prancis'
TOKYO = "Tokyo menerima tamu"


def mention(key: str, kind: MentionKind, text: str, *names: str, field: str = "body") -> Mention:
    """A mention wherever one of ``names`` stands in ``text``."""
    spans = []
    for name in names:
        at = text.find(name)
        while at >= 0:
            spans.append(
                Span(field="title" if field == "title" else "body", start_char=at, end_char=at + len(name))
            )
            at = text.find(name, at + 1)
    return Mention(entity=key, kind=kind, spans=tuple(spans))


def article(
    name: str,
    title: str,
    body: str,
    *mentions: Mention,
    feed: str = "pagi-dunia",
    hours: float = 1,
    **changes: Any,
) -> Article:
    at = NOW - timedelta(hours=hours)
    url = f"https://{feed.partition('-')[0]}.example/{name}"
    values: dict[str, Any] = {
        "article_id": article_id_of(url),
        "feed": feed,
        "url": url,
        "lang": "id",
        "title": title,
        "summary": body[:60],
        "body": body,
        "published_at": at,
        "published_source": "feed",
        "first_seen_at": at + timedelta(minutes=5),
        "mentions": _grouped(mentions),
    }
    return Article(**values | changes)


def _grouped(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """One for each entity and way of naming it, as every batch has them."""
    places: dict[tuple[str, MentionKind], tuple[Span, ...]] = {}
    for found in mentions:
        key = (found.entity, found.kind)
        places[key] = (*places.get(key, ()), *found.spans)
    return tuple(Mention(entity=entity, kind=kind, spans=spans) for (entity, kind), spans in places.items())


def articles() -> list[Article]:
    """The newest first."""
    body = (
        "Paragraf satu dengan Jepang.\n"
        "<script>window.hacked=1</script> Tokyo ramai.\n"
        "Presiden AS dan orang Jepang."
    )
    awkward = article(
        "awkward", HOSTILE, body,
        mention("country:JP", "name", HOSTILE, "Jepang", field="title"),
        mention("country:JP", "name", body.replace("orang Jepang", "orang ______"), "Jepang"),
        mention("country:JP", "demonym", body, "orang Jepang"),
        mention("country:JP", "capital", body, "Tokyo"),
        mention("country:US", "office", body, "Presiden AS"),
        byline="Penulis Pagi",
        dateline=("KR", "RU"),
        attribution=("Reuters",),
        removed=(Removed(reason="byline", text="(Penulis/Pagi)"), Removed(reason="odd", text="<i>sisa</i>")),
        published_said="20/11/2026 13:05",
        published_zone="Asia/Jakarta",
    )  # fmt: skip
    formula = article(
        "formula", FORMULA, "Isi.", mention("country:FR", "name", FORMULA, "Prancis", field="title"), hours=2
    )
    script = article("script", "Alamat aneh", "Isi.", hours=3)
    script = replace(script, url="javascript:alert(1)", article_id=article_id_of("javascript:alert(1)"))
    timeless = article(
        "timeless", TOKYO, "Isi pendek.", mention("country:JP", "capital", TOKYO, "Tokyo", field="title"),
        feed="sore-dunia", hours=4, published_at=None, published_source="collected",
        published_said="entah <kapan>",
    )  # fmt: skip
    english = article("english", "Rice is cheap", "Plain text.", feed="malam-world", lang="en", hours=5)
    plain = [article(f"plain-{n}", f"Berita {n}", f"Beras nomor {n}.", hours=6 + n) for n in range(PLAIN)]
    return [awkward, formula, script, timeless, english, *plain]


def build_press(folder: Path, gazetteer: Gazetteer) -> Path:
    """Write archive and ledger into ``folder``; returns the archive's path."""
    polls = tuple(
        Poll(
            feed=feed.key, started_at=NOW - timedelta(minutes=10), took_ms=100, status="ok", http_status=200,
            bytes=100, entries=10, new_articles=1, known_articles=9,
        )
        for feed in FEEDS
    )  # fmt: skip
    batch = Batch(
        feeds=FEEDS,
        articles=tuple(articles()),
        polls=polls,
        gazetteer_version=gazetteer.version,
        created_at=NOW.astimezone(UTC),
    )
    write_batch(folder / "inbox", batch)
    path = folder / "sorot.duckdb"
    with Database.open(path, zone=ZONE, gazetteer=gazetteer) as db:
        report = ingest_pending(db, folder, clock=lambda: NOW)
        assert report.new == len(batch.articles)
        write_batch(folder / "inbox", _later(batch))
        assert ingest_pending(db, folder, clock=lambda: NOW).edited == 2
    write_ledger(folder, {"pagi-bisnis": forbidden, "malam-world": nameless})
    return path


def _later(first: Batch) -> Batch:
    """One article is edited twice, and one stands in another section, too."""
    [english] = [one for one in first.articles if one.title == "Rice is cheap"]
    second = replace(
        english,
        title="Rice is dear",
        body="Plain text about rice & <b>bread</b>.",
        first_seen_at=english.first_seen_at + timedelta(minutes=20),
    )
    third = replace(
        second,
        body="Plain text about rice & <i>bread</i>.",
        first_seen_at=second.first_seen_at + timedelta(minutes=20),
    )
    seen = Sighting(article_id=first.articles[0].article_id, feed="pagi-bisnis", seen_at=NOW)
    return replace(first, articles=(second, third), polls=(), sightings=(seen,))


def write_ledger(folder: Path, states: dict[str, Callable[[FeedState], FeedState]]) -> None:
    """A ledger in which every feed was read ten minutes ago, but those in ``states`` as they say."""
    for old in folder.glob("ledger.sqlite*"):
        old.unlink()
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        ledger.sync_feeds(FEEDS, NOW - timedelta(days=30))
        ledger.record(
            [FeedUpdate(state=states.get(state.feed, unharmed)(well(state))) for state in ledger.all()]
        )


def unharmed(state: FeedState) -> FeedState:
    return state


def well(state: FeedState) -> FeedState:
    read = NOW - timedelta(minutes=10)
    return replace(
        state,
        last_poll_at=read,
        last_ok_at=read,
        last_new_at=read,
        last_status="ok",
        last_http_status=200,
        next_poll_at=NOW + timedelta(minutes=5),
    )


def forbidden(state: FeedState) -> FeedState:
    """Since 06:20, nine tries, next 15:10."""
    return replace(
        state,
        failures=9,
        failing_since=NOW.replace(hour=6, minute=20),
        last_status="failed",
        last_http_status=403,
        last_error="answered 403 Forbidden",
        next_poll_at=NOW.replace(hour=15, minute=10),
    )


def nameless(state: FeedState) -> FeedState:
    """Since yesterday evening, never read before."""
    return replace(
        state,
        failures=1,
        failing_since=NOW.replace(hour=20, minute=0) - timedelta(days=1),
        last_ok_at=None,
        last_status="failed",
        last_http_status=None,
        last_error="its host name has no address (DNS)",
        next_poll_at=NOW.replace(hour=15, minute=30),
    )


def untried(state: FeedState) -> FeedState:
    return replace(state, last_poll_at=None, last_ok_at=None, last_new_at=None, last_status=None)


def overdue(state: FeedState) -> FeedState:
    """The collector stopped three hours ago."""
    read = NOW - timedelta(hours=3)
    return replace(state, last_poll_at=read, last_ok_at=read, next_poll_at=read + timedelta(minutes=15))
