"""What ``sorot export`` asks of the process that has the archive."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from duckdb import DuckDBPyConnection

from sorot import __version__
from storage.aside import asked_aside
from storage.database import Database
from storage.errands import Arguments, Steps
from storage.errors import ExportError
from storage.questions.export import Selection, about, write_export
from storage.questions.queries import bounds
from storage.scope import Scope


def export_errand(db: Database, arguments: Arguments) -> Steps:
    """Write the file, and answer with its rows and size."""
    now = datetime.now(UTC)
    to = Path(arguments["to"])
    chosen = db.call(_selection, arguments=arguments, today=now.astimezone(db.zone).date())
    head = db.call(
        about,
        chosen,
        version=__version__,
        zone=db.zone.key,
        gazetteer=db.gazetteer.version,
        made_at=now,
    )
    write = partial(
        write_export, chosen=chosen, format_=arguments["format"], to=to, about=head, force=arguments["force"]
    )
    rows = yield from asked_aside(db, write)
    return {"file": str(to), "rows": rows, "size": to.stat().st_size, "about": head}


def _selection(con: DuckDBPyConnection, *, arguments: Arguments, today: date) -> Selection:
    """The selection with the archive's ids in place of keys.

    :raises ExportError: a key that the archive does not have; or there is no article yet.
    """
    spans = bounds(con)
    if spans.first_day is None or spans.last_day is None:
        raise ExportError("there is no article in the archive yet")
    first = date.fromisoformat(arguments["since"]) if arguments["since"] else spans.first_day
    last = date.fromisoformat(arguments["until"]) if arguments["until"] else min(spans.last_day, today)
    outlets = dict(con.execute("SELECT key, outlet_id FROM outlet").fetchall())
    entities = dict(con.execute("SELECT key, entity_id FROM entity").fetchall())
    by_code = {key.partition(":")[2]: number for key, number in entities.items()}
    scope = Scope(
        since=first,
        until=last + timedelta(days=1),
        outlets=_ids("outlet", arguments["outlets"], outlets),
        langs=tuple(arguments["langs"]),
        capitals=arguments["capitals"],
        basis=arguments["basis"],
        today=today,
    )
    return Selection(
        what=arguments["what"],
        scope=scope,
        entities=_ids("entity", arguments["entities"], by_code | entities),
        grain=arguments["grain"],
        texts=arguments["texts"],
    )


def _ids(what: str, wanted: Sequence[str], known: Mapping[str, int]) -> tuple[int, ...]:
    for key in wanted:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {close[0]}?" if close else ""
            raise ExportError(f"the archive has no {what} {key!r}{hint}")
    return tuple(known[key] for key in wanted)
