"""How records become rows of a batch and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from storage.records import (
    Article,
    Feed,
    Mention,
    NameSeen,
    Outlet,
    Poll,
    Removed,
    RemovedFeed,
    Sighting,
    Span,
)

TIME = pl.Datetime("us")
_OUTLET = pl.Struct(dict.fromkeys(("key", "name", "country", "lang", "homepage"), pl.String))
_SPAN = pl.Struct({"field": pl.String, "start_char": pl.Int32, "end_char": pl.Int32})
MENTION = pl.Struct({"entity": pl.String, "kind": pl.String, "spans": pl.List(_SPAN)})
NAME = pl.Struct(
    {
        "name": pl.String,
        "title": pl.String,
        "country": pl.String,
        "field": pl.String,
        "start_char": pl.Int32,
        "end_char": pl.Int32,
    }
)
_REMOVED = pl.Struct({"reason": pl.String, "text": pl.String})

KINDS = {
    "feed": pl.Struct(
        {
            "key": pl.String,
            "outlet": _OUTLET,
            "url": pl.String,
            "section": pl.String,
            "lang": pl.String,
            "full_text": pl.String,
            "page_rule": pl.String,
            "interval": pl.Duration("us"),
            "zone": pl.String,
        }
    ),
    "article": pl.Struct(
        {
            "article_id": pl.Int64,
            "feed": pl.String,
            "url": pl.String,
            "lang": pl.String,
            "title": pl.String,
            "summary": pl.String,
            "body": pl.String,
            "published_at": TIME,
            "published_source": pl.String,
            "first_seen_at": TIME,
            "published_said": pl.String,
            "published_zone": pl.String,
            "byline": pl.String,
            "dateline": pl.List(pl.String),
            "attribution": pl.List(pl.String),
            "removed": pl.List(_REMOVED),
            "mentions": pl.List(MENTION),
            "names": pl.List(NAME),
            "likeness": pl.Binary,
            "text_gone": pl.String,
            "backfilled": pl.Boolean,
        }
    ),
    "poll": pl.Struct(
        {
            "feed": pl.String,
            "started_at": TIME,
            "took_ms": pl.Int32,
            "status": pl.String,
            "http_status": pl.Int16,
            "bytes": pl.Int64,
            "entries": pl.Int32,
            "new_articles": pl.Int32,
            "known_articles": pl.Int32,
            "error": pl.String,
            "dates_set_aside": pl.Int32,
        }
    ),
    "removed_feed": pl.Struct({"key": pl.String, "removed_at": TIME}),
    "sighting": pl.Struct({"article_id": pl.Int64, "feed": pl.String, "seen_at": TIME}),
}
_MAY_BE_NULL = {
    "page_rule",
    "published_at",
    "published_said",
    "published_zone",
    "byline",
    "text_gone",
    "http_status",
    "error",
    "zone",
}
REQUIRED = {
    kind: [f.name for f in dtype.fields if f.name not in _MAY_BE_NULL] for kind, dtype in KINDS.items()
}
# What older batches lack, and what it reads as.
LATER: dict[str, dict[str, Any]] = {
    "feed": {"zone": None},
    "article": {
        "names": [],
        "published_said": None,
        "published_zone": None,
        "likeness": b"",
        "text_gone": None,
    },
    "poll": {"dates_set_aside": 0},
}


def rows_of(
    records: Iterable[Feed | Article | Poll | RemovedFeed | Sighting | Mention | NameSeen],
) -> list[dict[str, Any]]:
    """Records as nested plain values, in the shape of ``KINDS``."""
    return [_plain(record) for record in records]


def table_of(kind: str, records: Sequence[Any]) -> pl.DataFrame:
    """Records of one kind as a table, column by column: in a fifth of the time of rows of dictionaries."""
    fields_of = KINDS[kind].fields
    return pl.DataFrame([_column([getattr(r, f.name) for r in records], f).rename(f.name) for f in fields_of])


def feed_of(row: dict[str, Any]) -> Feed:
    """A row of kind ``feed`` as a record."""
    return Feed(**{**row, "outlet": Outlet(**row["outlet"])})


def article_of(row: dict[str, Any]) -> Article:
    """A row of kind ``article`` as a record."""
    mentions = tuple(
        Mention(entity=m["entity"], kind=m["kind"], spans=tuple(Span(**span) for span in m["spans"]))
        for m in row["mentions"]
    )
    return Article(
        **{
            **row,
            "published_at": row["published_at"] and _aware(row["published_at"]),
            "first_seen_at": _aware(row["first_seen_at"]),
            "dateline": tuple(row["dateline"]),
            "attribution": tuple(row["attribution"]),
            "removed": tuple(Removed(**piece) for piece in row["removed"]),
            "mentions": mentions,
            "names": tuple(NameSeen(**name) for name in row["names"]),
        }
    )


def poll_of(row: dict[str, Any]) -> Poll:
    """A row of kind ``poll`` as a record."""
    return Poll(**{**row, "started_at": _aware(row["started_at"])})


def removal_of(row: dict[str, Any]) -> RemovedFeed:
    """A row of kind ``removed_feed`` as a record."""
    return RemovedFeed(key=row["key"], removed_at=_aware(row["removed_at"]))


def sighting_of(row: dict[str, Any]) -> Sighting:
    """A row of kind ``sighting`` as a record."""
    return Sighting(article_id=row["article_id"], feed=row["feed"], seen_at=_aware(row["seen_at"]))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # A lone surrogate cannot be stored as UTF-8. One character for one: offsets of spans stay right.
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no zone; times in records are aware UTC")
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, Span):
        return value._asdict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _column(values: list[Any], field: pl.Field) -> pl.Series:
    dtype = field.dtype
    if isinstance(dtype, pl.Struct):
        if values and isinstance(values[0], Span):  # of which there are most by far
            columns: list[Any] = list(zip(*values, strict=True))
        else:
            columns = [[getattr(value, f.name) for value in values] for f in dtype.fields]
        parts = [_column(column, f).rename(f.name) for column, f in zip(columns, dtype.fields, strict=True)]
        return pl.DataFrame(parts).to_struct(field.name)
    if isinstance(dtype, pl.List) and not any(values):
        return pl.Series([[]], dtype=dtype).new_from_index(0, len(values))
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
        items = [item for value in values for item in value]
        owners = [place for place, value in enumerate(values) for _ in value]
        table = pl.DataFrame(
            [pl.Series("of", owners, dtype=pl.Int64), _column(items, pl.Field("item", dtype.inner))]
        )
        grouped = table.group_by("of", maintain_order=True).agg("item")
        places = pl.DataFrame([pl.Series("of", range(len(values)), dtype=pl.Int64)])
        lists = places.join(grouped, on="of", how="left", maintain_order="left")["item"]
        return lists.fill_null(pl.Series([[]], dtype=dtype)) if lists.null_count() else lists
    if dtype == TIME:
        values = [value and _plain(value) for value in values]
    try:
        return pl.Series(values, dtype=dtype)
    except UnicodeEncodeError:
        return pl.Series([_plain(value) for value in values], dtype=dtype)


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC)
