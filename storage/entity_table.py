"""Table entity: what the gazetteer names, under ids that never change."""

from __future__ import annotations

import polars as pl
from duckdb import DuckDBPyConnection

from entities.gazetteer import Gazetteer
from storage.arrow import offered
from storage.sqlfiles import statement

ENTITY_COLUMNS = ("key", "kind", "name_en", "name_id", "country", "place")


def follow_gazetteer(con: DuckDBPyConnection, gazetteer: Gazetteer) -> None:
    """Make table entity follow the gazetteer. Known keys keep their id, gone ones stay marked.

    Part of a transaction.
    """
    rows = [
        (e.key, e.kind, e.labels["en"], e.labels.get("id", e.labels["en"]), e.country, place)
        for place, e in enumerate(gazetteer.entities.values())
    ]
    types = [*[pl.String] * 5, pl.Int32]
    incoming = pl.DataFrame(rows, schema=dict(zip(ENTITY_COLUMNS, types, strict=True)), orient="row")
    with offered(con, incoming_entity=incoming):
        for name in ("update_entities", "retire_entities", "add_entities"):
            con.execute(statement(f"write/{name}"))
    empty = con.execute("SELECT 1 FROM article LIMIT 1").fetchall() == []
    if empty and matched_with(con) != gazetteer.version:
        note_gazetteer(con, gazetteer)  # there is no text yet


def matched_with(con: DuckDBPyConnection) -> str | None:
    """Version of the names that all stored texts were last matched with; None when nobody noted it."""
    noted = con.execute("SELECT version FROM gazetteer_version ORDER BY applied_at DESC LIMIT 1").fetchall()
    return str(noted[0][0]) if noted else None


def note_gazetteer(con: DuckDBPyConnection, gazetteer: Gazetteer) -> None:
    """Note that all stored texts are matched with these names."""
    con.execute(
        "INSERT INTO gazetteer_version VALUES ($version, now()::TIMESTAMP, $entities, $aliases)",
        {
            "version": gazetteer.version,
            "entities": len(gazetteer.entities),
            "aliases": len(gazetteer.aliases),
        },
    )
