"""A PostgreSQL of the tests' own: a cluster in a temporary folder that listens on a socket in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from storage.connect import duckdb_settings
from storage.lake.lake import load_extension

PLACES = (
    "usr/lib/postgresql/*/bin/initdb",
    "usr/pgsql-*/bin/initdb",
    "opt/homebrew/opt/postgresql*/bin/initdb",
)
NO_ROOT = ("postgres", "nobody")  # PostgreSQL refuses to run as root
# Tests may be killed: then the pipe ends, and the server with it.
UNTIL_WE_ARE_GONE = '"$@" & read -r _; kill -QUIT $!; wait $!'
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=80",
)


def programs() -> Path | None:
    """The folder that has initdb and postgres: $SOROT_POSTGRES, or the newest installed."""
    asked = os.environ.get("SOROT_POSTGRES")
    root = Path("/")
    found = (
        [f"{asked}/initdb"] if asked else sorted(str(path) for place in PLACES for path in root.glob(place))
    )
    found = [*([] if asked else filter(None, [shutil.which("initdb")])), *found]
    return next(
        (Path(one).parent for one in reversed(found) if Path(one).with_name("postgres").exists()), None
    )


@contextmanager
def cluster(bin_folder: Path) -> Iterator[str]:
    """What to connect to it by. It is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="sorot-pg-"))
    user = _user()
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    made = [
        str(bin_folder / "initdb"),
        "-D",
        str(data),
        "-A",
        "trust",
        "-U",
        "sorot",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd=folder, user=user)
    options = [part for setting in (*QUICK, f"unix_socket_directories={folder}") for part in ("-c", setting)]
    command = ["sh", "-c", UNTIL_WE_ARE_GONE, "sh", f"{bin_folder}/postgres", "-D", f"{data}", *options]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=folder, user=user
        )
    try:
        until = time.monotonic() + 60
        while b"ready to accept connections" not in (said := (folder / "log").read_bytes()):
            assert server.poll() is None, said.decode()
            assert time.monotonic() < until, said.decode()
            time.sleep(0.02)
        yield f"host={folder} user=sorot dbname=postgres"
    finally:
        assert server.stdin is not None
        server.stdin.close()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def ask(catalog: str, query: str) -> list[tuple[object, ...]]:
    """Rows of a query, through DuckDB's own extension."""
    with duckdb.connect(":memory:", config=duckdb_settings()) as con:
        load_extension(con, "postgres_scanner")
        con.execute(f"ATTACH '{catalog}' AS pg (TYPE postgres)")
        return con.execute("FROM postgres_query('pg', $query)", {"query": query}).fetchall()


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    import pwd

    return next(name for name in NO_ROOT if any(one.pw_name == name for one in pwd.getpwall()))
