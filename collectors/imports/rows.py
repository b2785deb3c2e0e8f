"""What a row of an imported file must have, and what it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from collectors.dates import EARLIEST, MAX_AHEAD, read_date
from collectors.imports.files import Row
from collectors.text.markup import text_of_html
from collectors.text.plain import MAX_SUMMARY, MAX_TEXT, MAX_TITLE, one_line, plain
from collectors.types import RawEntry
from collectors.urls import web_url

# The columns, and what each has.
COLUMNS: Final = {
    "url": "address of the article; it says which article it is",
    "title": "headline",
    "published": "when it was published: ISO 8601, or as feeds have it; without a zone, in config.yaml's",
    "body": "text, plain or HTML",
    "summary": "teaser, plain or HTML",
    "outlet": "key or name of its outlet in config.yaml; else that of its address's site",
    "lang": "language in two letters; else its outlet's",
    "author": "who wrote it",
}  # fmt: skip
REQUIRED: Final = ("url", "title", "published")
_EPOCH_MS: Final = 100_000_000_000
_TAG = re.compile(r"<[A-Za-z/!]")
_LANG = re.compile(r"[a-z]{2}")
_LANG_END = re.compile(r"[-_].*")


class RowError(ValueError):
    """A row that cannot be an article; the message begins with its column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row, read."""

    line: int
    raw: RawEntry
    outlet: str  # as the row names it; "" when it does not
    lang: str  # "" when it does not say


def item_of(row: Row, columns: Mapping[str, str], *, zone: ZoneInfo, now: datetime) -> Item:
    """Read a row.

    :param columns: where a row has what, by our name: {"title": "headline"}; what is left out has our name.
    :param zone: what a date without a zone is taken for.
    :raises RowError: something is missing, or cannot be what it should be.
    """
    if row.problem:
        raise RowError(row.problem)
    cells = _Cells(row.values, columns)
    cells.require()
    url = web_url(cells.text("url", limit=10_000))
    if url is None:
        raise cells.error("url", f"is not a web address: {cells.text('url', limit=80)!r}")
    lang = _LANG_END.sub("", cells.text("lang", limit=20).strip().lower())
    if lang and not _LANG.fullmatch(lang):
        raise cells.error("lang", f"is not a language of two letters: {lang!r}")
    try:
        published = published_of(cells["published"], zone=zone, now=now)
    except RowError as error:
        raise cells.error("published", str(error)) from None
    title = one_line(text_of_html(cells.text("title", limit=4 * MAX_TITLE)))
    if not title:
        raise cells.error("title", "has no text")
    author = one_line(text_of_html(cells.text("author", limit=1_000)), limit=200)
    return Item(
        line=row.line,
        raw=RawEntry(
            title=title,
            link=url,
            guid=None,
            published_at=published,
            summary=plain(_text(cells.text("summary", limit=4 * MAX_SUMMARY)), limit=MAX_SUMMARY),
            content=plain(_text(cells.text("body", limit=4 * MAX_TEXT)), limit=MAX_TEXT),
            authors=(author,) if author else (),
            published_said=one_line(str(cells["published"]), limit=100),
        ),
        outlet=cells.text("outlet", limit=200).strip(),
        lang=lang,
    )


def _text(cell: str) -> str:
    """Text of a cell that has HTML, or plain text in which a "<" is less than."""
    return text_of_html(cell if _TAG.search(cell) else cell.replace("<", "&lt;"))


class _Cells:
    """The cells of a row by our names; errors name the file's."""

    def __init__(self, values: Mapping[str, Any], columns: Mapping[str, str]) -> None:
        self._values, self._columns = values, columns

    def __getitem__(self, name: str) -> Any:
        return self._values.get(self._columns.get(name, name))

    def text(self, name: str, *, limit: int) -> str:
        value = self[name]
        if value is not None and not isinstance(value, str):
            raise self.error(name, "is not text")
        return (value or "")[:limit]

    def require(self) -> None:
        for name in REQUIRED:
            if self[name] is None or not str(self[name]).strip():
                raise self.error(name, "is missing")

    def error(self, name: str, reason: str) -> RowError:
        return RowError(f"{self._columns.get(name, name)}: {reason}")


def published_of(value: Any, *, zone: ZoneInfo, now: datetime) -> datetime:
    """The moment a cell names, in UTC.

    :raises RowError: it names none, or one before 1990 or in the future: such an article would be counted
        on a day that is not its own.
    """
    found: datetime | None
    if isinstance(value, datetime):
        found = (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    elif isinstance(value, date):
        found = datetime.combine(value, time(), zone).astimezone(UTC)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        try:
            found = datetime.fromtimestamp(value / 1000 if value > _EPOCH_MS else value, tz=UTC)
        except (ValueError, OverflowError, OSError):
            found = None
    else:
        found = read_date(str(value), zone=zone)
    if found is None:
        raise RowError(f"is not a date: {str(value)[:60]!r}; write it as 2026-11-20T08:00:00+07:00")
    if found < EARLIEST:
        raise RowError(f"lies before {EARLIEST.year}: {str(value)[:60]!r}")
    if found > now + MAX_AHEAD:
        raise RowError(f"lies in the future: {str(value)[:60]!r}")
    return found
