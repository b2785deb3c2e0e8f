"""Make the database again from the batches, which are the record; the one in use is replaced in one step.

Ids of outlets, feeds and entities are taken over, so that saved links stay right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import structlog
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.arrow import offered
from storage.batch import SUFFIX, BatchFrames, pending, read_frames
from storage.compare import tags_frame
from storage.connect import connect
from storage.database import Database
from storage.errors import DamagedBatchError, DatabaseUnusableError, RebuildLossError
from storage.files import sync_folder
from storage.mentions import Finder, tags_of
from storage.merge import UnfitBatchError, merge_batch
from storage.migrate import migrate
from storage.rematch import texts_of, with_tags
from storage.rollups import compact

log = structlog.get_logger(__name__)
# Tables whose rows are taken over. All others come from the batches.
CARRIED = ("outlet", "feed", "entity")


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """What a rebuild made."""

    batches: int
    articles: int
    missing: int  # articles of the old database that no batch has
    damaged: tuple[DamagedBatchError, ...]  # passed over; their files are where they were
    set_aside: Path | None  # the old database, when it could not be read


def rebuild(
    path: Path,
    data_dir: Path,
    *,
    zone: ZoneInfo,
    gazetteer: Gazetteer,
    finder: Finder | None = None,
    progress: Callable[[int, int], None] | None = None,
    allow_missing: bool = False,
) -> RebuildReport:
    """Replace the database at ``path`` by one made from ``data_dir/ingested`` and ``data_dir/inbox``.

    With ``finder`` texts are matched again, else mentions are those of the batches. ``progress`` gets batches
    done and to do. Until the last moment the old file is as it was.

    :raises DatabaseInUseError: another process holds the database.
    :raises RebuildLossError: the database has articles that no batch has, and ``allow_missing`` is not set.
    """
    fresh = path.with_name(f"{path.name}.new")
    _remove(fresh)
    try:
        with _held(path) as old:
            _seed(fresh, old)
            files = _record(data_dir)
            with Database.open(fresh, zone=zone, gazetteer=gazetteer) as db:
                taken, damaged = _fill(db, files, finder, progress)
                db.write(compact)
                [(articles,)] = db.call(lambda con: con.execute("SELECT count(*) FROM article").fetchall())
                missing = _missing(db, old)
            if missing and not allow_missing:
                raise RebuildLossError(
                    f"{path} has {missing} articles that are in no batch under {data_dir}; it is as it was. "
                    f"Put the missing batches back, or give up these articles with --allow-missing."
                )
            set_aside = _set_aside(path) if old is None else None
            fresh.replace(path)
            sync_folder(path.parent)
    finally:
        _remove(fresh)
    return RebuildReport(
        batches=taken, articles=articles, missing=missing, damaged=tuple(damaged), set_aside=set_aside
    )


@contextmanager
def _held(path: Path) -> Iterator[DuckDBPyConnection | None]:
    """The old database, open for reading, so that nobody writes it meanwhile. None: missing or damaged."""
    if not path.exists():
        yield None
        return
    try:
        # What a crash left in its write-ahead log goes into the file: it must not meet the new one.
        connect(path).close()
        con = connect(path, read_only=True)
    except DatabaseUnusableError as error:
        log.warning("old database cannot be read", error=str(error))
        yield None
        return
    try:
        yield con
    finally:
        con.close()


def _seed(fresh: Path, old: DuckDBPyConnection | None) -> None:
    """Make the new file and take over what is not in the batches."""
    with connect(fresh) as con:
        migrate(con)
        for table in CARRIED:
            if old is None:
                break
            try:
                rows = pl.DataFrame(old.table(table))
            except duckdb.Error as error:  # from before there was such a table, or damaged
                log.warning("table of the old database cannot be read", table=table, error=str(error))
                continue
            columns = [column for column in con.table(table).columns if column in rows.columns]
            with offered(con, carried=rows.select(columns)):
                con.execute(f"INSERT INTO {table} BY NAME FROM carried")


def _record(data_dir: Path) -> list[Path]:
    """Every batch, in the order of their making."""
    ingested = [path for path in (data_dir / "ingested").rglob(f"*{SUFFIX}") if not path.name.startswith(".")]
    return sorted([*ingested, *pending(data_dir / "inbox")], key=lambda path: path.name)


def _fill(
    db: Database, files: list[Path], finder: Finder | None, progress: Callable[[int, int], None] | None
) -> tuple[int, list[DamagedBatchError]]:
    taken, damaged = 0, []
    for done, path in enumerate(files, 1):
        try:
            frames = read_frames(path)
            if finder is not None:
                frames = _matched(frames, finder, db)
            now = datetime.now(UTC)
            outcome = db.write(merge_batch, frames=frames, zone=db.zone, ingested_at=now)
            taken += not outcome.again
        except DamagedBatchError as error:
            damaged.append(error)
        except UnfitBatchError as error:
            damaged.append(DamagedBatchError(path, str(error)))
        if progress:
            progress(done, len(files))
    return taken, damaged


def _matched(frames: BatchFrames, finder: Finder, db: Database) -> BatchFrames:
    """The batch with its texts matched again."""
    texts = texts_of(frames, db.zone)
    tags = tags_frame(
        tags_of(finder, title, body, published=day, lang=lang) for title, body, day, lang in texts.iter_rows()
    )
    return with_tags(frames, tags, db.gazetteer.version)


def _missing(db: Database, old: DuckDBPyConnection | None) -> int:
    """How many articles the old database has and the new one has not."""
    if old is None:
        return 0
    try:
        before = pl.DataFrame(old.sql("SELECT DISTINCT article_id FROM article"))
    except duckdb.Error as error:
        log.warning("articles of the old database cannot be read", error=str(error))
        return 0

    def count(con: DuckDBPyConnection) -> int:
        with offered(con, before=before):
            [(missing,)] = con.execute(
                "SELECT count(*) FROM before ANTI JOIN article USING (article_id)"
            ).fetchall()
        return int(missing)

    return db.call(count)


def _set_aside(path: Path) -> Path | None:
    """Keep a damaged database under another name, and its write-ahead log, which is not for the new file."""
    kept = path.with_name(f"{path.name}.damaged")
    existed = path.exists()
    for ending in (".wal", ""):
        part = path.with_name(f"{path.name}{ending}")
        if part.exists():
            part.replace(kept.with_name(f"{kept.name}{ending}"))
    return kept if existed else None


def _remove(path: Path) -> None:
    for ending in ("", ".wal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
