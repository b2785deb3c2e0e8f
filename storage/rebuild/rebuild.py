"""Make the database again from the batches, which are the record; the one in use is replaced in one step.

It is made in a file beside, by the process that was asked to. While another process serves the old one, that
process does the last step: it adds what came in meanwhile and goes on with the new file. Ids of outlets,
feeds and entities are taken over, so that saved links stay right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import structlog
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.arrow import offered
from storage.batches.batch import SUFFIX, pending
from storage.connect import connect
from storage.database import Database
from storage.errors import DamagedBatchError, DatabaseUnusableError, RebuildLossError
from storage.files import keep_aside, sync_folder
from storage.lock import record_lock
from storage.matching.compare import FinderOf
from storage.migrate import migrate
from storage.rebuild.refill import refill
from storage.upkeep.rollups import compact

log = structlog.get_logger(__name__)
# Tables whose rows are taken over. All others come from the batches.
CARRIED = ("outlet", "feed", "entity")
Carried = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """What a rebuild made."""

    batches: int
    articles: int
    missing: int  # articles of the old database that no batch has
    damaged: tuple[DamagedBatchError, ...]  # passed over; their files are where they were
    set_aside: Path | None  # the old database, when it could not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A database made from the record, not in use yet."""

    batches: int
    articles: int
    damaged: tuple[DamagedBatchError, ...]


def rebuild(
    path: Path,
    data_dir: Path,
    *,
    zone: ZoneInfo,
    gazetteer: Gazetteer,
    finder_of: FinderOf | None = None,
    progress: Callable[[int, int], None] | None = None,
    allow_missing: bool = False,
) -> RebuildReport:
    """Replace the database at ``path`` by one made from ``data_dir/ingested`` and ``data_dir/inbox``.

    With ``finder_of`` texts that were matched with other names than those of ``gazetteer`` are matched again,
    else mentions are those of the batches. ``progress`` gets batches done and to do. Until the last moment
    the old file is as it was.

    :raises DatabaseInUseError: another process holds the database.
    :raises RecordInUseError: another rebuild is under way.
    :raises RebuildLossError: the database has articles that no batch has, and ``allow_missing`` is not set.
    """
    with record_lock(data_dir), _held(path) as old:
        before = carried(old) if old else {}
        with making(path, data_dir, before, zone, gazetteer, finder_of, progress) as (fresh, made):
            ids = article_ids(old) if old else None
            with Database.open(fresh, zone=zone, gazetteer=gazetteer) as db:
                missing = missing_from(db, ids)
            if missing and not allow_missing:
                raise loss(path, data_dir, missing)
            whole = ids is not None and len(before) == len(CARRIED)
            set_aside = None if whole else keep_aside(path)
            fresh.replace(path)
            sync_folder(path.parent)
    return RebuildReport(
        batches=made.batches,
        articles=made.articles,
        missing=missing,
        damaged=made.damaged,
        set_aside=set_aside,
    )


@contextmanager
def making(
    path: Path,
    data_dir: Path,
    before: Carried,
    zone: ZoneInfo,
    gazetteer: Gazetteer,
    finder_of: FinderOf | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[Path, Made]]:
    """Make a database beside ``path`` from the record, with the tables of ``before``; yield its file.

    Whoever uses it moves it away; it is deleted else. The caller holds the record's lock.
    """
    fresh = fresh_path(path)
    _remove(fresh)
    try:
        _seed(fresh, before)
        files = record_files(data_dir)
        with Database.open(fresh, zone=zone, gazetteer=gazetteer) as db:
            done = refill(
                db,
                files,
                data_dir=data_dir,
                finder_of=finder_of,
                progress=lambda looked_at: progress(looked_at, len(files)) if progress else None,
            )
            db.write(compact)
            [(articles,)] = db.call(lambda con: con.execute("SELECT count(*) FROM article").fetchall())
        yield fresh, Made(batches=done.batches, articles=articles, damaged=tuple(done.damaged))
    finally:
        _remove(fresh)


def carried(con: DuckDBPyConnection) -> Carried:
    """The tables that are taken over, as far as they can be read."""
    found: dict[str, pl.DataFrame] = {}
    for table in CARRIED:
        try:
            found[table] = pl.DataFrame(con.table(table))
        except duckdb.Error as error:
            log.warning("table of the old database cannot be read", table=table, error=str(error))
    return found


def fresh_path(path: Path) -> Path:
    """Where the new database for ``path`` is made."""
    return path.with_name(f"{path.name}.new")


def record_files(data_dir: Path) -> list[Path]:
    """Every batch, in the order of their making."""
    ingested = [path for path in (data_dir / "ingested").rglob(f"*{SUFFIX}") if not path.name.startswith(".")]
    return sorted([*ingested, *pending(data_dir / "inbox")], key=lambda path: path.name)


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


def _seed(fresh: Path, before: Carried) -> None:
    """Make the new file and take over what is not in the batches."""
    with connect(fresh) as con:
        migrate(con)
        for table, rows in before.items():
            columns = [column for column in con.table(table).columns if column in rows.columns]
            with offered(con, carried=rows.select(columns)):
                con.execute(f"INSERT INTO {table} BY NAME FROM carried")


def missing_from(db: Database, before: pl.DataFrame | None) -> int:
    """How many articles the old database has and the new one has not."""
    if before is None:
        return 0

    def count(con: DuckDBPyConnection) -> int:
        with offered(con, before=before):
            [(missing,)] = con.execute(
                "SELECT count(*) FROM before ANTI JOIN article USING (article_id)"
            ).fetchall()
        return int(missing)

    return db.call(count)


def article_ids(old: DuckDBPyConnection) -> pl.DataFrame | None:
    """Of all stored articles; None when they cannot be read."""
    try:
        return pl.DataFrame(old.sql("SELECT DISTINCT article_id FROM article"))
    except duckdb.Error as error:
        log.warning("articles of the old database cannot be read", error=str(error))
        return None


def loss(path: Path, data_dir: Path, missing: int) -> RebuildLossError:
    """The error for so many articles that would be lost."""
    return RebuildLossError(
        f"{path} has {missing} articles that are in no batch under {data_dir}; it is as it was. "
        f"Put the missing batches back, or give up these articles with --allow-missing."
    )


def _remove(path: Path) -> None:
    for ending in ("", ".wal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
