"""Rules for the article pages of one outlet: one file each in outlets/."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from collectors.history.archive import ArchiveRule
from entities import yamlfile

RULES: Final = Path(__file__).with_name("outlets")


class Rule(BaseModel):
    """Where an outlet's page has what; one file in ``outlets/``. Selectors are CSS, tried in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hosts: tuple[str, ...] = Field(min_length=1)  # registrable domains that the rule is for
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = Field(min_length=1)
    date: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()  # inside the body
    next_page: tuple[str, ...] = ()  # links to further pages of the same article
    whole: dict[str, str] = {}  # query that asks for all pages at once: {page: all}
    archive: ArchiveRule | None = None  # where the outlet lists its articles of the past

    @field_validator("title", "body", "date", "drop", "next_page")
    @classmethod
    def _are_selectors(cls, selectors: tuple[str, ...]) -> tuple[str, ...]:
        empty = LexborHTMLParser("<p></p>")
        for selector in selectors:
            try:
                empty.css_first(selector)
            except (SelectolaxError, ValueError) as error:
                raise ValueError(f"{selector!r} is not a CSS selector") from error
        return selectors


@cache
def rule_of(name: str) -> Rule:
    """The rule in ``outlets/<name>.yaml``.

    :raises YamlFileError: there is no such file, or it has a mistake.
    """
    return yamlfile.read(RULES / f"{name}.yaml", Rule)


@cache
def rule_names() -> tuple[str, ...]:
    """All rules that there are, by name."""
    return tuple(sorted(path.stem for path in RULES.glob("*.yaml")))


def rule_for(url: str) -> str | None:
    """Name of the rule for the page at ``url``; None when none is for its host."""
    host = (urlsplit(url).hostname or "").lower()
    for name in rule_names():
        if any(host == site or host.endswith(f".{site}") for site in rule_of(name).hosts):
            return name
    return None


def whole_article_url(url: str, rule: str | None) -> str:
    """The address under which the outlet shows all pages of the article at once."""
    if rule is None or not rule_of(rule).whole:
        return url
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **rule_of(rule).whole}
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
