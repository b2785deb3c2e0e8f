"""Addresses are kept shorter than they are, and come back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.addresses import MARK, shortened
from storage.batches.batch import write_batch
from storage.connect import connect
from storage.database import Database
from storage.ingest.ingest import ingest_pending
from storage.migrate import migrate
from storage.questions import queries
from storage.records import article_id_of
from tests.storage.world import NOW, article, batch, rows

TITLE = "Presiden: 'Harga beras turun', kata menteri di Jakarta"
SLUG = "presiden-harga-beras-turun-kata-menteri-di-jakarta"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (f"https://a.example/2026/11/20/{SLUG}-17", f"https://a.example/2026/11/20/{MARK}{chr(32 + 50)}-17"),
        (f"https://a.example/read/7/{SLUG[:30]}", f"https://a.example/read/7/{MARK}{chr(32 + 30)}"),
        ("https://a.example/presiden-lain", f"https://a.example/{MARK}{chr(32 + 9)}lain"),
        ("https://a.example/articles/c4gx1k2d9zzo", "https://a.example/articles/c4gx1k2d9zzo"),
    ],
)
def test_a_title_in_an_address_is_not_kept_twice(url: str, kept: str) -> None:
    assert shortened(url, TITLE) == kept
    assert shortened(url, f"{TITLE} 東京") == kept
    assert (
        shortened(url, f"東京 {TITLE}") == url
    )  # letters of which another version may have other small ones


ODD = st.text(alphabet=st.sampled_from("aA-_ /.0é'\x02İß東"), max_size=40)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    with connect(tmp_path_factory.mktemp("archive") / "sorot.duckdb") as con:
        migrate(con)
        yield con


@settings(deadline=None)
@given(pairs=st.lists(st.tuples(ODD, ODD, st.booleans()), min_size=20, max_size=40))
def test_every_address_comes_back(con: DuckDBPyConnection, pairs: list[tuple[str, str, bool]]) -> None:
    told = [
        (f"https://a.example/{url}{title.lower() if both else ''}-1", title) for url, title, both in pairs
    ]
    kept = [{"url": shortened(url, title), "title": title} for url, title in told]
    asked = "SELECT list_transform($kept, lambda x: whole_url(x.url, x.title))"
    [(found,)] = con.execute(asked, {"kept": kept}).fetchall()
    assert found == [url for url, _ in told]


def test_an_edited_title_leaves_the_address_as_it_was(db: Database, data_dir: Path) -> None:
    url = f"https://pagi.example/{SLUG}"
    first = article("satu", title=TITLE, url=url, article_id=article_id_of(url))
    later = replace(first, title="Harga beras turun lagi", first_seen_at=NOW + timedelta(hours=1))
    for one in (first, later, replace(later, body="Lain.", first_seen_at=NOW + timedelta(hours=2))):
        write_batch(data_dir / "inbox", batch(one, at=one.first_seen_at))
        ingest_pending(db, data_dir)
        found = db.call(queries.article, article_id=first.article_id)
        assert found is not None
        assert (found["url"], found["title"]) == (url, one.title)
    assert db.call(rows, "SELECT revision, url FROM article") == [(3, url)]
