"""A process that serves an archive and is asked to match it with other names; tests kill it at any moment."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path

import storage.matching.chunks
import storage.retag.retag
from entities.gazetteer import Gazetteer
from entities.types import Found
from storage.database import Database
from storage.errands import Arguments, Kind, Steps
from storage.retag.retag import retag, unfinished
from storage.writer import Writer
from tests.storage.world import ALIASES, ENTITIES, GAZETTEER, ZONE, Words, alias, entity

NEWER = Gazetteer(
    entities={e.key: e for e in [*ENTITIES, entity("country:KE", "Kenya")] if e.key != "country:BR"},
    aliases=(*(a for a in ALIASES if a.entity != "country:BR"), alias("Kenya", "country:KE")),
)
SIZE = 16_000  # bytes of text in a chunk, of which an article counts for 400: forty
BEGUN = "begun"  # a file: which names are in force


class Slow(Words):
    """Takes its time, so that there is some to be killed in."""

    def find(self, title: str, body: str, *, published: date | None = None, lang: str | None = None) -> Found:
        time.sleep(0.001)
        return super().find(title, body)


def names(data_dir: Path) -> Gazetteer:
    """The names in force, as a configuration would say."""
    return NEWER if (data_dir / BEGUN).exists() else GAZETTEER


def follow(db: Database, _arguments: Arguments) -> Steps:
    db.follow(names(db.path.parent))
    return asdict((yield from retag(db, Slow, processes=1, size=SIZE)))


RETAG = Kind(name="retag", work=follow, outlives=True)


def main(data_dir: Path) -> None:
    """Serve until killed."""
    storage.matching.chunks.ARTICLES = 40
    storage.retag.retag.TOGETHER = 40
    with Database.open(data_dir / "sorot.duckdb", zone=ZONE, gazetteer=names(data_dir)) as db:
        again = partial(retag, finder_of=Slow, processes=1, size=SIZE)
        writer = Writer(
            db,
            data_dir,
            kinds={RETAG.name: RETAG},
            spare=lambda opened: again(opened) if opened.call(unfinished) else None,
            finder_of=Words,
        )
        writer.start()
        time.sleep(600)
