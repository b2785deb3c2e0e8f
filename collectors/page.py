"""Article pages to text: a rule per outlet where there is one, general extraction everywhere else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from resiliparse.extract.html2text import extract_plain_text
from selectolax.lexbor import LexborHTMLParser, LexborNode

from collectors.dates import Moment, credible, read_moment
from collectors.errors import ParseError
from collectors.page_rules import Rule, rule_for, rule_of
from collectors.text.encoding import decode
from collectors.text.markup import html_tree, text_of_html, text_of_node
from collectors.text.plain import one_line, plain
from collectors.types import Page
from collectors.urls import web_url

_MIN_TEXT: Final = 80  # characters; what is shorter is no article body
_HEAD_LINES: Final = 6  # of a text, in which its headline is looked for
_MAX_NEXT: Final = 10
_MAX_JSON_LD: Final = 200_000  # characters
_MAX_OBJECTS: Final = 200
_ARTICLE_TYPES: Final = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "liveblogposting")
# Names, in <meta property|name|itemprop>, of when a page was published; the surest first.
_DATE_METAS: Final = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "content_publisheddate",
    "dtk:publishdate",
    "date",
)
# A date among other words: "Penulis, Jurnalis - Senin, 16 Juni 2025 | 17:00 WIB".
_DATE_IN_LINE: Final = re.compile(
    r"(?:[A-Za-z'’]{3,9},?\s*)?\d{1,2}[ /-](?:[A-Za-z]{3,9}|\d{1,2})[ /-]\d{4}"
    r"(?:[\s,|/·•-]{0,4}(?:pukul |jam )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:\s?(?:WIB|WITA|WIT|(?:GMT|UTC)?(?:[+-]\d{1,2}(?::?\d{2})?)?))?)?"
)


def read_page(
    html: bytes, *, url: str, content_type: str | None, rule: str | None, zone: ZoneInfo, now: datetime
) -> Page:
    """Read an article page.

    :param rule: name of a file in ``outlets/``; None means that of the page's host. Where there is none, or
        it finds nothing, the text is extracted by general rules.
    :param zone: what a date without a zone is taken for.
    :raises ParseError: the page cannot be parsed, or has no text that could be an article.
    """
    text = decode(html, content_type, html=True).text
    tree = html_tree(text)
    if tree is None:
        raise ParseError("nests its elements too deep to be read")
    name = rule or rule_for(url)
    found = rule_of(name) if name else None
    article, metas = _json_ld(tree), _metas(tree)
    body = _body_by_rule(tree, found) if found else ""
    if len(body) < _MIN_TEXT:
        body = max(_extracted(text), body, text_of_html(_string(article.get("articleBody"))), key=len)
    title = _title(tree, found, article, metas)
    body, said = _without_head(body, title)
    if not body:
        raise ParseError("has no text that could be an article")
    dates = (*_dates(tree, found, article, metas), said)
    dated, printed = next(_published(dates, zone, now), (None, None))
    return Page(
        title=title,
        text=body,
        published_at=dated.at if dated else None,
        next_pages=_next_pages(tree, found, url),
        published_said=printed,
        zone_assumed=dated is not None and not dated.own_zone,
    )


def _body_by_rule(tree: LexborHTMLParser, rule: Rule) -> str:
    for selector in rule.body:
        parts: list[str] = []
        for node in tree.css(selector):
            for unwanted in rule.drop:
                for child in node.css(unwanted):
                    child.decompose()
            parts.append(text_of_node(node))
        text = "\n".join(part for part in parts if part)
        if len(text) >= _MIN_TEXT:
            return plain(text)
    return ""


def _extracted(html: str) -> str:
    """The main text by general rules, for pages that no rule is for."""
    try:
        text = extract_plain_text(
            html, main_content=True, comments=False, links=False, alt_texts=False, form_fields=False,
            noscript=False, list_bullets=False, preserve_formatting=True,
        )  # fmt: skip
    except (ValueError, RuntimeError):
        return ""
    lines = (" ".join(line.split()) for line in plain(str(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def _without_head(text: str, title: str | None) -> tuple[str, str]:
    """``text`` without its headline and what stands above it, and the date below the headline, else "".

    Pages that do not mark their article up leave the outlet's name and the headline at the top of the text,
    where a name would be counted once more.
    """
    lines = text.split("\n")
    top = [line.casefold() for line in lines[:_HEAD_LINES]]
    if not title or title.casefold() not in top:
        return text, ""
    rest = lines[top.index(title.casefold()) + 1 :]
    said = rest.pop(0) if rest and _DATE_IN_LINE.fullmatch(rest[0]) else ""
    return "\n".join(rest), said


def _title(
    tree: LexborHTMLParser, rule: Rule | None, article: dict[str, Any], metas: dict[str, str]
) -> str | None:
    for selector in rule.title if rule else ():
        if (node := tree.css_first(selector)) is not None and (text := one_line(text_of_node(node))):
            return text
    for candidate in (
        metas.get("og:title", ""),
        _string(article.get("headline")),
        _node_text(tree.css_first("h1")),
        _node_text(tree.css_first("title")),
    ):
        if text := one_line(text_of_html(candidate)):
            return text
    return None


def _published(dates: Iterable[str], zone: ZoneInfo, now: datetime) -> Iterator[tuple[Moment, str]]:
    """Those of ``dates`` that are read and can be, with the words that say them."""
    for said in dates:
        line = one_line(said, limit=300)
        match = _DATE_IN_LINE.search(line)
        for words in (line, match[0] if match else ""):
            moment = read_moment(words, zone=zone)
            if moment and credible(moment.at, now):
                yield moment, words


def _dates(
    tree: LexborHTMLParser, rule: Rule | None, article: dict[str, Any], metas: dict[str, str]
) -> Iterator[str]:
    """What the page says of its date: to machines before what it shows readers, because it has a zone."""
    for name in _DATE_METAS:
        yield metas.get(name, "")
    yield _string(article.get("datePublished"))
    for selector in rule.date if rule else ():
        for node in tree.css(selector):
            yield _node_text(node)
    yield _attribute(tree, "time[datetime]", "datetime")


def _next_pages(tree: LexborHTMLParser, rule: Rule | None, url: str) -> tuple[str, ...]:
    links: dict[str, None] = {}
    for selector in rule.next_page if rule else ():
        for node in tree.css(selector):
            link = web_url(node.attributes.get("href") or "", base=url)
            if link and link != url and urlsplit(link).hostname == urlsplit(url).hostname:
                links[link] = None
    return tuple(links)[:_MAX_NEXT]


def _json_ld(tree: LexborHTMLParser) -> dict[str, Any]:
    """The schema.org article that the page describes itself as; empty without one."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads((node.text() or "")[:_MAX_JSON_LD], strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            kind = item.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(name, str) and name.lower() in _ARTICLE_TYPES for name in kinds):
                return item
    return {}


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """What the page's <meta> elements say, by lower-case name; of two with one name the first."""
    metas: dict[str, str] = {}
    for node in tree.css("meta[content]")[:_MAX_OBJECTS]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name:
            metas.setdefault(name.lower(), attributes.get("content") or "")
    return metas


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    waiting = [data]
    for _ in range(_MAX_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting += item[:_MAX_OBJECTS]
        elif isinstance(item, dict):
            yield item
            waiting += [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]


def _attribute(tree: LexborHTMLParser, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get(name) or "") if node is not None else ""


def _node_text(node: LexborNode | None) -> str:
    return node.text(separator=" ") if node is not None else ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
