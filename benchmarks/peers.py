"""The same articles and mentions in SQLite and PostgreSQL, with indexes, asked the same four things."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from duckdb import DuckDBPyConnection

Params = dict[str, str | int]

TABLES = """
CREATE TABLE article (
    article_id BIGINT PRIMARY KEY, outlet_id SMALLINT, lang VARCHAR(2), title TEXT, dated_at TIMESTAMP,
    day DATE
);
CREATE TABLE mention (
    article_id BIGINT, entity_id SMALLINT, kind VARCHAR(10), count SMALLINT, day DATE, outlet_id SMALLINT
);
"""
INDEXES = """
CREATE INDEX article_dated ON article (dated_at);
CREATE INDEX mention_entity ON mention (entity_id, day, article_id, kind);
CREATE INDEX mention_day ON mention (day, entity_id, article_id, kind);
CREATE INDEX mention_article ON mention (article_id);
"""
QUESTIONS = {
    "articles about one entity per day, two years": """
        SELECT day, count(DISTINCT article_id) FROM mention
        WHERE entity_id = :entity AND kind <> 'office' AND day >= :two_years AND day < :until
        GROUP BY day ORDER BY day
    """,
    "articles about every entity, 28 days": """
        SELECT entity_id, count(DISTINCT article_id) FROM mention
        WHERE kind <> 'office' AND day >= :month AND day < :until
        GROUP BY entity_id
    """,
    "the latest 50 articles about two entities": """
        SELECT a.article_id, a.title, a.dated_at FROM article AS a
        WHERE a.article_id IN (
            SELECT article_id FROM mention WHERE entity_id = :entity AND kind <> 'office' AND day < :until
        ) AND a.article_id IN (
            SELECT article_id FROM mention WHERE entity_id = :other AND kind <> 'office' AND day < :until
        )
        ORDER BY a.dated_at DESC LIMIT 50
    """,
    "pairs among the 40 largest entities, 90 days": """
        WITH seen AS (
            SELECT DISTINCT article_id, entity_id FROM mention
            WHERE kind <> 'office' AND day >= :quarter AND day < :until
        ), size AS (
            SELECT entity_id, count(*) AS n FROM seen GROUP BY entity_id ORDER BY n DESC LIMIT 40
        ), kept AS (SELECT s.article_id, s.entity_id FROM seen AS s JOIN size USING (entity_id))
        SELECT x.entity_id, y.entity_id, count(*) AS together
        FROM kept AS x JOIN kept AS y ON x.article_id = y.article_id AND x.entity_id < y.entity_id
        GROUP BY x.entity_id, y.entity_id HAVING count(*) >= 5
    """,
}


def export(con: DuckDBPyConnection, folder: Path) -> dict[str, Path]:
    """Write both tables as CSV."""
    tables = {
        "article": "SELECT article_id, outlet_id, lang, title, coalesce(published_at, first_seen_at), day "
        "FROM article",
        "mention": "SELECT article_id, entity_id, kind, count, day, outlet_id FROM mention",
    }
    paths = {name: folder / f"{name}.csv" for name in tables}
    for name, query in tables.items():
        con.execute(f"COPY ({query}) TO '{paths[name]}' (HEADER false)")
    return paths


def sqlite_times(tables: dict[str, Path], folder: Path, asked: Sequence[Params]) -> dict[str, list[float]]:
    """Seconds of each answer to each question."""
    con = sqlite3.connect(folder / "peer.sqlite")
    con.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;" + TABLES
    )
    for name, path in tables.items():
        with path.open(encoding="utf-8", newline="") as lines:
            con.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?, ?)", csv.reader(lines))
    con.executescript("BEGIN; COMMIT;" + INDEXES + "ANALYZE;")
    times: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    for params in asked:
        for name, query in QUESTIONS.items():
            begin = perf_counter()
            con.execute(query, params).fetchall()
            times[name].append(perf_counter() - begin)
    con.close()
    return times


def postgres_times(
    tables: dict[str, Path], folder: Path, asked: Sequence[Params]
) -> dict[str, list[float]] | None:
    """The same by PostgreSQL's own clock; None where it is not installed."""
    found = postgres_programs()
    if found is None:
        return None
    with _server(found, folder) as psql:
        psql(TABLES)
        for name, path in tables.items():
            psql(f"\\copy {name} FROM '{path}' CSV")
        psql(INDEXES + "VACUUM ANALYZE;")
        statements = [_filled(query, params) for params in asked for query in QUESTIONS.values()]
        said = psql("\n".join(["\\timing on", "\\o /dev/null", *statements]))
        told = [float(ms) / 1000 for ms in re.findall(r"^Time: ([\d.]+) ms", said, re.MULTILINE)]
    names = list(QUESTIONS)
    return {name: told[place :: len(names)] for place, name in enumerate(names)}


def postgres_programs() -> Path | None:
    """The folder that has the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    return Path(where).resolve().parent if (where := shutil.which("initdb")) else None


def _filled(query: str, params: Params) -> str:
    """The statement on one line, as psql times it."""
    return " ".join(re.sub(r":(\w+)", lambda name: repr(params[name[1]]), query).split()) + ";"


@contextmanager
def _server(programs: Path, folder: Path) -> Iterator[_Psql]:
    """A server of our own on a socket in ``folder``; it refuses to run as root, so then as nobody."""
    home = folder / "postgres"
    home.mkdir()
    user: list[str] = []
    if os.getuid() == 0:
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(home, "nobody", "nogroup")
        for above in (folder, *folder.parents):
            if above != Path("/") and above.owner() == "root" and above.stat().st_mode & 0o5 != 0o5:
                above.chmod(above.stat().st_mode | 0o5)

    def run(*command: str | Path) -> None:
        subprocess.run([*user, *map(str, command)], check=True, capture_output=True, cwd=home)

    data = home / "data"
    run(programs / "initdb", "-D", data, "-A", "trust", "-U", "bench", "-E", "UTF8", "--locale=C")
    options = (
        f"-k {home} -c listen_addresses= -c fsync=off -c shared_buffers=1GB -c work_mem=128MB"
        " -c maintenance_work_mem=512MB -c effective_cache_size=4GB -c max_wal_size=4GB -c jit=off"
    )
    run(programs / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", options, "start")
    try:
        yield _Psql(programs / "psql", home)
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


class _Psql:
    """Run statements and return what is printed."""

    def __init__(self, program: Path, socket: Path) -> None:
        self._command = [str(program), "-h", str(socket), "-U", "bench", "-d", "postgres", "-q", "-X"]

    def __call__(self, script: str) -> str:
        command = [*self._command, "-v", "ON_ERROR_STOP=1"]
        return subprocess.run(command, input=script, text=True, check=True, capture_output=True).stdout
