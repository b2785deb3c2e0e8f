"""Texts of articles go when they are old enough; numbers, headlines, links and mentions stay for good.

An article's age is counted from when it was first seen. What goes is what its outlet wrote: the text, the
summary, what was cleaned out of it and its earlier versions, in the archive and in the record of batches.
What stays makes the record give the same archive again: md5 of each text, by which an edit is known, and
its likeness, by which copies are.

The archive comes first. From then on its mentions of these articles never change, and the record gets them:
what is matched again later has no text to be matched. A file of the record is replaced by one without texts,
as days are bundled: killed at any moment, the next run goes on.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import polars as pl
import structlog
from duckdb import DuckDBPyConnection
from polars.exceptions import PanicException, PolarsError

from storage.arrow import offered
from storage.batches.batch import SUFFIX, read_frames
from storage.batches.bundle import BUNDLE, TEXTLESS, day_of, is_bundle, is_textless, write_instead
from storage.batches.rows import MENTION, NAME
from storage.database import Database
from storage.errands import Progress
from storage.errors import DamagedBatchError
from storage.ingest.stories import with_likenesses
from storage.likeness import likeness_of
from storage.lock import record_lock
from storage.memo import forget
from storage.sqlfiles import statement

log = structlog.get_logger(__name__)

TOGETHER: Final = 2000  # articles in one transaction: a tenth of a second
_FORGOTTEN_BEFORE: Final = "texts_forgotten_before"  # in table setting: naive UTC
_GONE: Final = {"article_id": pl.Int64, "mentions": pl.List(MENTION), "names": pl.List(NAME)}
_HAS_TEXT: Final = (pl.col("body") != "") | (pl.col("summary") != "") | (pl.col("removed").list.len() > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What went, or would go."""

    before: datetime  # naive UTC: of articles first seen before
    articles: int
    size: int  # bytes of text in the archive, as UTF-8
    files: int  # of the record


def before_of(now: datetime, keep: timedelta) -> datetime:
    """Texts of articles first seen before this (naive UTC) are older than ``keep``: whole days."""
    return datetime.combine((now.astimezone(UTC) - keep).date(), time.min)


def forget_texts(db: Database, data_dir: Path, *, before: datetime) -> Generator[Progress, None, Forgotten]:
    """Take out the texts of articles first seen before ``before`` (naive UTC), in steps of a second or less.

    :raises RecordInUseError: the record is being read or rewritten; the archive's texts are gone, those of
        the record go the next time.
    """
    days = db.call(_days, before=before)
    total, articles, size, rewritten = sum(number for _, number in days), 0, 0, 0
    for day, _ in days:
        while (gone := db.write(_forget_some, day=day, before=before))[0]:
            articles, size = articles + gone[0], size + gone[1]
            yield Progress(done=min(articles, total), total=total)
    if articles:
        forget()  # answers that tell in which words
    with record_lock(data_dir, patience=0):
        for path in _files(data_dir, db.call(_days_of_files, before=before), before, tidy=True):
            rewritten += _without_texts(db, path, before)
            yield Progress(done=total, total=total)
    db.write(_note, before=before)
    if articles or rewritten:
        log.info("texts forgotten", articles=articles, files=rewritten, before=str(before))
    return Forgotten(before=before, articles=articles, size=size, files=rewritten)


def to_forget(db: Database, data_dir: Path, *, before: datetime) -> Forgotten:
    """What :func:`forget_texts` would take out; ``files`` are those that it would look at."""

    def count(con: DuckDBPyConnection) -> tuple[int, int]:
        [(articles, size)] = con.execute(statement("retention/to_forget"), {"before": before}).fetchall()
        return int(articles), int(size)

    articles, size = db.call(count)
    files = _files(data_dir, db.call(_days_of_files, before=before), before, tidy=False)
    return Forgotten(before=before, articles=articles, size=size, files=sum(1 for _ in files))


def forgotten_before(con: DuckDBPyConnection) -> datetime | None:
    """Texts of articles first seen before this (naive UTC) are gone, as of the last time; None: none yet."""
    for (value,) in con.execute("SELECT value FROM setting WHERE key = ?", [_FORGOTTEN_BEFORE]).fetchall():
        return datetime.fromisoformat(value)
    return None


def _days(con: DuckDBPyConnection, *, before: datetime) -> list[tuple[date, int]]:
    found = con.execute(statement("retention/days"), {"before": before}).fetchall()
    return [(day, int(articles)) for day, articles in found]


def _forget_some(con: DuckDBPyConnection, *, day: date, before: datetime) -> tuple[int, int]:
    """How many articles of a day lost their texts, and bytes of these."""
    found = con.execute(
        statement("retention/texts"), {"day": day, "before": before, "limit": TOGETHER}
    ).fetchall()
    if found:
        forgotten = pl.DataFrame(
            [(article_id, likeness_of(title, body).packed()) for article_id, title, body, _ in found],
            schema={"article_id": pl.Int64, "likeness": pl.Binary},
            orient="row",
        )
        with offered(con, forgotten=forgotten):
            con.execute(statement("retention/forget"), {"day": day})
            con.execute(statement("retention/forget_versions"))
    return len(found), sum(int(size) for *_, size in found)


def _note(con: DuckDBPyConnection, *, before: datetime) -> None:
    con.execute("DELETE FROM setting WHERE key = ?", [_FORGOTTEN_BEFORE])
    con.execute("INSERT INTO setting VALUES (?, ?)", [_FORGOTTEN_BEFORE, before.isoformat()])


def _days_of_files(con: DuckDBPyConnection, *, before: datetime) -> set[str]:
    """Days of batches that have later versions of articles whose text is gone."""
    found = con.execute(statement("retention/edited_days"), {"since": before}).fetchall()
    return {f"{day:%Y%m%d}" for (day,) in found}


def _files(data_dir: Path, edited: set[str], before: datetime, *, tidy: bool) -> Iterator[Path]:
    """Files of the record that may have texts which are to go, oldest first."""
    days = defaultdict[str, list[Path]](list)
    for path in sorted((data_dir / "ingested").rglob(f"*{SUFFIX}")):
        day = day_of(path)
        if day and (day < f"{before:%Y%m%d}" or day in edited):
            days[day].append(path)
    for files in days.values():
        if not all(is_textless(path) for path in files):
            once = _each_once(files) if tidy else files
            yield from (path for path in once if not is_textless(path))


def _each_once(files: list[Path]) -> Iterator[Path]:
    """The files of a day; those go whose batches are in one before them, which was to take their place."""
    seen: set[str] = set()
    for path in files:
        parts = {path.name}
        if is_bundle(path):
            with suppress(PolarsError, PanicException, OSError):  # damaged: it is told where it is read
                parts = set(pl.read_parquet_metadata(path)["sorot.parts"].split())
        if parts <= seen:
            path.unlink()
        else:
            yield path
        seen |= parts


def _without_texts(db: Database, path: Path, before: datetime) -> bool:
    """Replace a file of the record by one without the texts that are to go; False when there are none."""
    try:
        frames = read_frames(path)
    except FileNotFoundError:
        return False
    except DamagedBatchError as error:
        log.warning("damaged batch left as it is", batch=path.name, reason=error.reason)
        return False
    gone = db.call(_gone, asked=frames.articles.select("article_id"))
    is_gone = pl.col("article_id").is_in(gone["article_id"].implode())
    taken = frames.articles.select(
        pl.col("text_gone").is_null() & (is_gone | (_HAS_TEXT & (pl.col("first_seen_at") < before)))
    ).to_series()
    if frames.articles.height and not taken.any() and frames.articles.select(_HAS_TEXT.any()).item():
        return False
    articles = _stripped(frames.articles, gone, taken)
    has_texts = articles.select(_HAS_TEXT.any()).item()
    write_instead([path], replace(frames, articles=articles), number=BUNDLE if has_texts else TEXTLESS)
    return True


def _gone(con: DuckDBPyConnection, *, asked: pl.DataFrame) -> pl.DataFrame:
    with offered(con, asked=asked):
        return pl.DataFrame(con.sql(statement("retention/gone"))).cast(_GONE)  # type: ignore[arg-type]


def _stripped(articles: pl.DataFrame, gone: pl.DataFrame, taken: pl.Series) -> pl.DataFrame:
    """Articles without the texts of those ``taken``, and with the mentions of those that are ``gone``."""
    digests = [hashlib.md5(body.encode(), usedforsecurity=False).hexdigest() for body in articles["body"]]
    said = gone.rename({"mentions": "mentions_now", "names": "names_now"}).with_columns(is_gone=True)
    nothing = {
        name: pl.Series([[]], dtype=articles.schema[name]) for name in ("mentions", "names", "removed")
    }
    is_taken, is_gone = pl.lit(taken), pl.lit(taken) & pl.col("is_gone").is_not_null()
    return (
        with_likenesses(articles)
        .join(said, on="article_id", how="left", maintain_order="left")
        .with_columns(
            text_gone=pl.when(is_taken).then(pl.Series(digests, dtype=pl.String)).otherwise("text_gone"),
            summary=pl.when(is_taken).then(pl.lit("")).otherwise("summary"),
            body=pl.when(is_taken).then(pl.lit("")).otherwise("body"),
            removed=pl.when(is_taken).then(nothing["removed"]).otherwise("removed"),
            **{
                name: pl.when(is_gone).then(pl.col(f"{name}_now").fill_null(nothing[name])).otherwise(name)
                for name in ("mentions", "names")
            },
        )
        .select(articles.columns)
    )
