"""The last step of a rebuild beside a dashboard, in the process that serves: it goes on with the new file.

Whoever makes the new one asks first what is taken over (:func:`tell`), makes it, and asks for the exchange.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path

import polars as pl

from storage.batches.bundle import is_bundle
from storage.database import Database
from storage.errands import Answer, Arguments, Progress, Steps
from storage.errors import DatabaseUnusableError, ErrandError
from storage.matching.chunks import packed
from storage.matching.compare import FinderOf
from storage.rebuild.again import not_taken
from storage.rebuild.rebuild import (
    Carried,
    article_ids,
    carried,
    fresh_path,
    loss,
    missing_from,
    record_files,
)
from storage.rebuild.refill import refill

OTHER_NAMES = (
    "the dashboard that runs goes by other names than those in force now. "
    "Type `sorot retag`, so that both go by the same, and then rebuild again."
)


def tell(db: Database, _arguments: Arguments) -> Steps:
    """An errand: the tables that are taken over, the names and the zone that the archive goes by."""
    tables = db.call(carried)
    yield Progress(done=1, total=1)
    return {
        "tables": {name: base64.b64encode(packed(rows)).decode() for name, rows in tables.items()},
        "names": db.gazetteer.version,
        "zone": db.zone.key,
    }


def tables_told(told: Answer) -> Carried:
    """The tables in the answer to :func:`tell`."""
    return {
        name: pl.read_ipc_stream(io.BytesIO(base64.b64decode(rows))) for name, rows in told["tables"].items()
    }


def take_over(finder_of: FinderOf, db: Database, arguments: Arguments) -> Steps:
    """An errand: :func:`exchange` with an archive that was made with the names of ``names``.

    Nothing else is done meanwhile by the thread that writes; pages are answered.
    """
    yield Progress(done=0, total=1)
    if db.gazetteer.version != arguments["names"]:
        raise ErrandError(OTHER_NAMES)
    missing = exchange(db, db.path.parent, finder_of=finder_of, allow_missing=arguments["allow_missing"])
    return {"missing": missing}


def exchange(
    db: Database, data_dir: Path, *, finder_of: FinderOf | None = None, allow_missing: bool = False
) -> int:
    """Go on with the database that was made beside this one; return how many articles are lost by that.

    In the process that has ``db``, in the thread that writes it: nothing comes in meanwhile. What came in
    since the new one was made is added first; bundles cannot have come, the record is locked.

    :raises RebuildLossError: as :func:`rebuild` does; nothing is changed then.
    """
    fresh = fresh_path(db.path)
    if not fresh.exists():
        raise DatabaseUnusableError(f"{fresh} is not there: sorot rebuild makes it")
    with Database.open(fresh, zone=db.zone, gazetteer=db.gazetteer) as new:
        files = [file for file in record_files(data_dir) if not is_bundle(file)]
        lacking = new.call(not_taken, names=[file.name for file in files])
        files = [file for file in files if file.name in lacking]
        refill(new, files, data_dir=data_dir, finder_of=finder_of)
        missing = missing_from(new, db.call(article_ids))
    if missing and not allow_missing:
        raise loss(db.path, data_dir, missing)
    db.take_over(fresh)
    return missing
