"""The zone whose midnights begin the archive's days: noted once, kept ever after."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from duckdb import DuckDBPyConnection

from storage.errors import ZoneChangedError
from storage.lake.place import Lake


def keep_zone(con: DuckDBPyConnection, path: Path | Lake, zone: ZoneInfo, *, write: bool) -> None:
    """Note the zone that days are counted in when the archive is new; refuse another one later.

    :raises ZoneChangedError: every stored day would be wrong.
    """
    rows = con.execute("SELECT value FROM setting WHERE key = 'time_zone'").fetchall()
    if not rows and write:
        con.execute("INSERT INTO setting VALUES ('time_zone', $zone)", {"zone": zone.key})
    for (stored,) in rows:
        if stored != zone.key:
            raise ZoneChangedError(path, stored, zone.key)
