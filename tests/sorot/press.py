"""An archive of some articles with officials whom the gazetteer does not know, and its configuration."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from storage.batches.batch import Batch, write_batch
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.matching.mentions import tags_of
from storage.records import Article, Feed, Outlet, article_id_of
from tests.archive import ZONE

NOW: Final = datetime(2026, 11, 20, 7, tzinfo=UTC)
CONFIG: Final = """\
data: data
outlets:
  pagi:
    {name: Pagi, country: ID, lang: id, homepage: 'https://pagi.example',
     feeds: {dunia: {url: 'https://pagi.example/rss', section: dunia}}}
"""
TEXTS: Final = (
    "Menteri Luar Negeri Iran Toran Belkas tiba di sana. Toran Belkas lalu berbicara kepada wartawan.",
    "Menlu Iran, Toran Belkas, mengatakan kapal itu kosong ketika ditemukan di laut lepas kemarin.",
    "Menurut laporan itu, Toran Belkas akan berkunjung lagi pada musim hujan tahun depan.",
    "Menteri Luar Negeri Australia Bronwyn Albanese menyambut tamu di pelabuhan utama kota itu.",
    "Presiden Arisan Melati hadir dalam pertemuan warga yang diadakan di balai desa setempat.",
    "Harga beras turun tipis di pasar induk menurut catatan para pedagang setempat kemarin.",
)
FEED: Final = Feed(
    key="pagi-dunia",
    outlet=Outlet(key="pagi", name="Pagi", country="ID", lang="id", homepage="https://pagi.example"),
    url="https://pagi.example/rss",
    section="dunia",
    lang="id",
)


def build(folder: Path, names: Gazetteer) -> Path:
    """Write configuration and archive; returns the configuration's path."""
    matcher = Matcher(names)
    articles = []
    for number, body in enumerate(TEXTS):
        at, url = NOW - timedelta(hours=number), f"https://pagi.example/{number}"
        title = f"Kabar nomor {number} dari redaksi"
        tags = tags_of(matcher, title, body, published=at.date(), lang="id")
        articles.append(
            Article(
                article_id=article_id_of(url),
                feed=FEED.key,
                url=url,
                lang="id",
                title=title,
                summary="",
                body=body,
                published_at=at,
                published_source="feed",
                first_seen_at=at,
                mentions=tags.mentions,
                names=tags.names,
            )
        )
    batch = Batch(
        feeds=(FEED,),
        articles=tuple(articles),
        polls=(),
        gazetteer_version=names.version,
        created_at=NOW,
    )
    write_batch(folder / "data" / "inbox", batch)
    with Database.open(folder / "data" / "sorot.duckdb", zone=ZONE, gazetteer=names) as db:
        assert ingest_pending(db, folder / "data").new == len(TEXTS)
    path = folder / "config.yaml"
    path.write_text(CONFIG, encoding="utf-8")
    return path
