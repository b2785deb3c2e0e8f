"""What ``sorot doctor`` says of the data folder: room, batches that wait, ledgers, what was left over."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sorot.config.config import Config
from sorot.doctor.finding import Finding, State
from sorot.words import many
from storage.batches.batch import REASON, pending, set_aside
from storage.errands import is_served
from storage.ledger.shards import ledger_paths
from storage.lock import is_collected

LITTLE_SPACE = 500 * 1024 * 1024  # bytes
LATE = timedelta(minutes=15)  # for a batch beside a dashboard, which takes one in within a second
LEFT_AFTER = timedelta(days=1)


def folder_findings(config: Config) -> Iterator[Finding]:
    """Whether the folder can be written and has room, and who works in it."""
    folder = config.data
    if not folder.exists():
        yield Finding(
            about="data folder", state="note", says=f"{folder} is not there yet", remedy="sorot up makes it."
        )
        return
    if not os.access(folder, os.W_OK):
        says, remedy = (
            f"{folder} cannot be written",
            "Give this user the right to, or name another with --data.",
        )
        yield Finding(about="data folder", state="wrong", says=says, remedy=remedy)
        return
    free = shutil.disk_usage(folder).free
    state: State = "ok" if free > LITTLE_SPACE else "wrong"
    remedy = (
        "" if state == "ok" else "Free some space: a full disk stops ingestion (nothing is lost meanwhile)."
    )
    yield Finding(about="data folder", state=state, says=f"{folder}, {free / 1e9:.1f} GB free", remedy=remedy)
    dashboard = "a dashboard" if is_served(folder) else "no dashboard"
    collector = "a collector" if is_collected(folder) else "no collector"
    yield Finding(about="running", state="ok", says=f"{dashboard} and {collector} on this folder")
    yield from _left_over(folder)


def batch_findings(config: Config) -> Iterator[Finding]:
    """Batches that wait, and those that were rejected, with the reasons."""
    now = datetime.now(UTC)
    waiting = pending(config.data / "inbox")
    oldest = min((_age(path, now) for path in waiting), default=timedelta(), key=lambda age: -age)
    says = f"{many(len(waiting), 'batch', 'batches')} waiting"
    served = is_served(config.data)
    if served and oldest > LATE:
        says += f", the oldest for {_span(oldest)}, although a dashboard runs"
        remedy = "Its log, and the page Sources, say why it cannot be stored."
        yield Finding(about="inbox", state="wrong", says=says, remedy=remedy)
    elif waiting:
        says += f", the oldest for {_span(oldest)}"
        remedy = "" if served else "sorot ingest --once takes them in, or a dashboard when it is started."
        yield Finding(about="inbox", state="note", says=says, remedy=remedy)
    else:
        yield Finding(about="inbox", state="ok", says=says)
    for reason in set_aside(config.data):
        said = f"{reason.name.removesuffix(REASON)} {reason.read_text('utf-8').splitlines()[0]}"
        yield Finding(
            about="rejected batch",
            state="wrong",
            says=said,
            remedy="Mend it and move it to inbox/, or delete it.",
        )


def ledger_findings(config: Config) -> Iterator[Finding]:
    """Whether what collectors remember can be read."""
    for path in ledger_paths(config.data):
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as con:
                said = "; ".join(str(line) for (line,) in con.execute("PRAGMA quick_check(5)").fetchall())
        except sqlite3.DatabaseError as error:
            said = str(error)
        if said == "ok":
            yield Finding(about="ledger", state="ok", says=f"{path.name} is whole")
        else:
            remedy = (
                "Start the collector again: it moves it aside and begins a new one; no article is doubled."
            )
            yield Finding(
                about="ledger", state="wrong", says=f"{path.name} is damaged: {said}", remedy=remedy
            )


def _left_over(folder: Path) -> Iterator[Finding]:
    """Files of commands that were killed: nobody reads them."""
    now = datetime.now(UTC)
    patterns = (
        "*.duckdb.new*",
        ".*.duckdb*-*",
        ".*.tmp",
        "ingested/*/*/.*.tmp",
        "rejected/.*.tmp",
        "backups/.*.unfinished",
    )
    left = [path for pattern in patterns for path in folder.glob(pattern) if _age(path, now) > LEFT_AFTER]
    if left:
        says = f"{many(len(left), 'file')} left over from commands that were killed"
        remedy = f"Remove them: rm -r {' '.join(map(str, left[:5]))}{' …' if len(left) > 5 else ''}"  # noqa: PLR2004
        yield Finding(about="data folder", state="note", says=says, remedy=remedy)


def _age(path: Path, now: datetime) -> timedelta:
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # taken in just now
        return timedelta()


def _span(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes < 120:  # noqa: PLR2004
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004
