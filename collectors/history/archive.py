"""Archives that an outlet shows page by page: a list of articles for each day, or one long list."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from collectors.text.encoding import decode
from collectors.text.markup import html_tree
from collectors.urls import web_url
from storage.sites import publisher_of_url

_FIELDS: Final = frozenset({"yyyy", "mm", "dd", "m", "d", "page"})
_DAY_FIELDS: Final = frozenset({"dd", "d"})
_MAX_LINKS: Final = 1_000  # of one page


def _template(value: str) -> str:
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(value) if name is not None}
    except ValueError as error:
        raise ValueError(f"is not a template: {error}") from error
    if unknown := named - _FIELDS:
        said = ", ".join(f"{{{name}}}" for name in sorted(_FIELDS))
        raise ValueError(f"has {{{min(unknown)}}}; it may have {said}")
    if not named:
        raise ValueError(
            "names neither a day nor a page, as in https://contoh.example/indeks/{yyyy}/{mm}/{dd}"
        )
    if web_url(value.format(**dict.fromkeys(_FIELDS, "1"))) is None:
        raise ValueError("is not a web address; it begins with http:// or https:// and names a host")
    return value


def _selector(value: str) -> str:
    try:
        LexborHTMLParser("<p></p>").css_first(value)
    except (SelectolaxError, ValueError) as error:
        raise ValueError(f"{value!r} is not a CSS selector") from error
    return value


class ArchiveRule(BaseModel):
    """Where an outlet lists its articles of the past.

    A day, or the whole list, is over at a page without an address that is new, or that is not there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_template)]  # {yyyy} {mm} {dd} or {m} {d}, and {page}
    links: Annotated[str, AfterValidator(_selector)] = "a[href]"  # which links lead to articles
    contains: str = ""  # what stands in the address of every article
    first_page: int = Field(default=1, ge=0)
    step: int = Field(default=1, ge=1)  # by which {page} grows: lists exist that count articles
    max_pages: int = Field(default=50, ge=1, le=5_000)  # of a day, or of the list

    @model_validator(mode="after")
    def _has_what_it_counts(self) -> Self:
        if any(name in self.url for name in ("{dd}", "{d}")) and not (
            "{yyyy}" in self.url and ("{mm}" in self.url or "{m}" in self.url)
        ):
            raise ValueError("url: names a day without its month and year")
        return self

    @property
    def by_day(self) -> bool:
        """Whether each day has a list of its own."""
        return any(f"{{{name}}}" in self.url for name in _DAY_FIELDS)

    @property
    def pages(self) -> int:
        """How many pages a list may have."""
        return self.max_pages if "{page}" in self.url else 1

    def address(self, day: date, place: int) -> str:
        """Address of the page at ``place``, from 0, of the list of ``day``."""
        return self.url.format(
            yyyy=f"{day.year:04}",
            mm=f"{day.month:02}",
            dd=f"{day.day:02}",
            m=day.month,
            d=day.day,
            page=self.first_page + place * self.step,
        )

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days whose lists are to be read, newest first; one that stands for all without lists by day."""
        if not self.by_day:
            yield last
            return
        for back in range((last - first).days + 1):
            yield last - timedelta(days=back)


def links_of(body: bytes, url: str, content_type: str | None, rule: ArchiveRule) -> list[str]:
    """Addresses of articles on a page of the list: links of the same publisher. Pure, and run in a worker."""
    tree = html_tree(decode(body, content_type, html=True).text)
    if tree is None:
        return []
    found: dict[str, None] = {}
    for node in tree.css(rule.links)[:_MAX_LINKS]:
        link = web_url((node.attributes.get("href") or "").partition("#")[0], base=url)
        if link and link != url and rule.contains in link and publisher_of_url(link) == publisher_of_url(url):
            found[link] = None
    return list(found)
