"""The server on an archive of another day: as if it were that day now."""

from __future__ import annotations

import gc
import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import structlog
import uvicorn

from benchmarks.big_archive import ZONE, Big
from dashboard.app import create_app
from dashboard.settings import WebSettings
from entities.gazetteer import load
from storage.database import Database
from storage.upkeep.nightly import look_over, night_of
from storage.upkeep.rollups import compact_once_a_day
from storage.writer import HOUR, Writer


@contextmanager
def served(path: Path, at: datetime) -> Iterator[tuple[int, int]]:
    """Port and process number of a server on the archive, at that moment; it takes batches in."""
    command = [sys.executable, "-m", "benchmarks.site", str(path), at.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), process.pid
        finally:
            process.terminate()


def spend_night(path: Path) -> None:
    """Do what a server does once a night, and begins with: put counts in order, count some days again."""
    now = datetime.now(UTC)
    with Database.open(path, zone=ZONE, gazetteer=load()) as db:
        night = night_of(now.astimezone(ZONE), HOUR)
        db.write(compact_once_a_day, today=night)
        for _ in look_over(db, night=night, now=now.replace(tzinfo=None)):
            pass


def codes_of(big: Big) -> list[str]:
    """Codes of the entities of an archive, most written of first."""
    gazetteer = load()
    with duckdb.connect(big.path, read_only=True) as con:
        keys = dict(con.execute("SELECT entity_id, key FROM entity").fetchall())
    return [gazetteer.entities[keys[one]].code for one in big.entity_ids]


def serve(path: Path, at: datetime) -> None:
    gc.set_threshold(20_000)  # as the product's command does
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    settings = WebSettings(data_dir=path.parent, zone=ZONE, home_country="ID")
    with Database.open(path, zone=ZONE, gazetteer=load()) as db, socket.socket() as listening:
        writer = Writer(db, path.parent)
        writer.start()
        app: Any = create_app(settings, db, writer=lambda: writer.state, now=lambda: at)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        print(listening.getsockname()[1], flush=True)
        uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])


if __name__ == "__main__":
    serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
