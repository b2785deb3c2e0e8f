"""JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

import json
from typing import Any

from collectors.dates import credible
from collectors.errors import ParseError
from collectors.feed_dates import When, first_date
from collectors.feed_entries import MAX_GUID, MAX_NAME, people, string
from collectors.text.markup import text_of_html
from collectors.text.plain import MAX_SUMMARY, MAX_TEXT, MAX_TITLE, one_line, plain, tidy
from collectors.types import RawEntry
from collectors.urls import web_url


def feed_and_items(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The document and its items.

    :raises ParseError: it is no JSON Feed.
    """
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"is JSON that cannot be read: {type(error).__name__}") from error
    items = data.get("items") if isinstance(data, dict) else None
    # Some feeds leave the version out; other lists of items have neither text nor address.
    known = isinstance(data, dict) and "jsonfeed.org/version" in string(data.get("version"), MAX_NAME)
    if not isinstance(items, list) or not (known or any(map(_is_item, items))):
        raise ParseError("is JSON, but not a JSON Feed")
    return data, [item for item in items if isinstance(item, dict)]


def json_entry(item: dict[str, Any], *, feed: dict[str, Any], base: str, when: When) -> RawEntry:
    """One item; without authors of its own it has those of ``feed``."""
    guid = item.get("id")
    said, dated = first_date(((item.get(key), None) for key in ("date_published", "date_modified")), when)
    html = text_of_html(string(item.get("content_html"), MAX_TEXT))
    content = html or tidy(string(item.get("content_text"), MAX_TEXT))
    summary = tidy(string(item.get("summary"), MAX_SUMMARY))
    links = (item.get("url"), item.get("external_url"), guid if "://" in string(guid, MAX_GUID) else None)
    return RawEntry(
        title=one_line(string(item.get("title"), MAX_TITLE)),
        link=next((url for link in links if (url := web_url(string(link, MAX_GUID), base=base))), ""),
        guid=one_line(str(guid)[:MAX_GUID], limit=MAX_GUID) if isinstance(guid, str | int | float) else None,
        published_at=credible(dated.at if dated else None, when.now),
        summary="" if summary == content else plain(summary, limit=MAX_SUMMARY),
        content=plain(content),
        authors=people(_names(item) or _names(feed)),
        published_said=said,
        dated=dated,
    )


def _is_item(item: object) -> bool:
    return isinstance(item, dict) and bool({"content_html", "content_text"} & item.keys())


def _names(owner: dict[str, Any]) -> list[str]:
    authors = owner.get("authors")
    found = authors if isinstance(authors, list) and authors else [owner.get("author")]
    names = [
        string(one.get("name"), MAX_NAME) if isinstance(one, dict) else string(one, MAX_NAME) for one in found
    ]
    return list(filter(None, names))
