"""Alerts in words: what a rule waits for, what it saw, against what, and where the evidence is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from dashboard.i18n import Words
from storage.alerts.judge import times_usual
from storage.alerts.records import ALL_OF
from storage.questions import queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duckdb import DuckDBPyConnection

    from dashboard.i18n import Lang
    from entities.gazetteer import Gazetteer
    from storage.alerts.records import Condition, Firing, Occasion, Rule, Sign

MOST_TOLD: Final = 10  # signs of one firing
MOST_NAMED: Final = 3  # entities or outlets of a rule
_STATUS: Final = re.compile(r"status (\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A firing, as it is sent."""

    title: str
    lines: tuple[str, ...]  # numbers, against what, and a link, of each sign
    link: str  # to the evidence of the first
    rule: str  # in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Says it in one language. Links begin with ``base``: nothing for pages, the dashboard's address else."""

    words: Words
    gazetteer: Gazetteer
    outlets: Mapping[str, tuple[int, str]]  # outlet_id and name, by key
    base: str = ""

    @classmethod
    def of(cls, con: DuckDBPyConnection, *, gazetteer: Gazetteer, lang: Lang, base: str = "") -> Teller:
        """One that knows the archive's outlets."""
        rows = queries.outlets(con).select("key", "outlet_id", "name").iter_rows()
        outlets = {key: (outlet_id, name) for key, outlet_id, name in rows}
        return cls(words=Words(lang), gazetteer=gazetteer, outlets=outlets, base=base)

    def name(self, key: str) -> str:
        """Of an entity, of all of a kind, or of an outlet."""
        words = self.words
        if key.startswith(ALL_OF):
            return words(f"alerts.all_{key.removeprefix(ALL_OF)}")
        if key in self.outlets:
            return self.outlets[key][1]
        entity = self.gazetteer.entities.get(key)
        return (
            entity.labels.get(self.words.lang, entity.labels["en"])
            if entity
            else key.partition(":")[2] or key
        )

    def names(self, keys: tuple[str, ...]) -> str:
        """``China, Japan and 3 more``."""
        words, shown = self.words, [self.name(key) for key in keys[:MOST_NAMED]]
        if (more := len(keys) - MOST_NAMED) > 0:
            shown.append(words("alerts.more", n=words.number(more)))
        return words.join(shown)

    def rule(self, rule: Rule) -> str:
        """The name of a rule, or its condition."""
        return rule.name or self.condition(rule.condition)

    def condition(self, condition: Condition) -> str:
        """``Malaysia is at 3 times its usual or more, in 2 outlets or more (only Kompas; in stories)``."""
        words = self.words
        said = words(
            f"alerts.when_{condition.kind}",
            who=self.names(condition.entities),
            outlets=self.names(condition.outlets) if condition.outlets else words("alerts.any_outlet"),
            times=words.number(condition.times, 1),
            share=words.percent(condition.share),
            articles=words.number(condition.articles),
            in_outlets=words.number(condition.in_outlets),
            days=words.number(condition.days),
            things=words(f"basis.things_{condition.basis}"),
        )
        filters = self._filters(condition)
        return f"{said} ({'; '.join(filters)})" if filters else said

    def title(self, condition: Condition, occasion: Occasion) -> str:
        """``Malaysia: 31 articles on 19 Nov 2026, 3.1 times the usual 10``."""
        first, words = occasion.signs[0], self.words
        said = words(f"alerts.title_{condition.kind}", **self._values(condition, first, occasion.day))
        if (more := len(occasion.signs) - 1) > 0:
            said += f" ({words('alerts.more', n=words.number(more))})"
        return said

    def sign(self, condition: Condition, sign: Sign, day: date) -> str:
        """The number, and against what, of one entity or outlet."""
        words = self.words
        said = words(f"alerts.sign_{condition.kind}", **self._values(condition, sign, day))
        if condition.kind == "silent":
            why = words("alerts.silent_unread" if sign.reason else "alerts.silent_read")
            return f"{said} {why}"
        return said

    def evidence(self, condition: Condition, sign: Sign, day: date) -> str:
        """Address of the articles behind a sign; of a silent outlet, of what was read."""
        if condition.kind == "silent":
            return f"{self.base}/sources"
        entity = self.gazetteer.entities.get(sign.key)
        code = entity.code if entity else sign.key.partition(":")[2]
        ids = [str(self.outlets[key][0]) for key in condition.outlets if key in self.outlets]
        parts = [("e", code), ("from", f"{day}"), ("to", f"{day}"), ("src", ",".join(ids))]
        parts += [("lang", ",".join(condition.langs)), ("caps", "" if condition.capitals else "0")]
        asked = "&".join(f"{name}={quote(value, safe=',')}" for name, value in parts if value)
        return f"{self.base}/articles?{asked}"

    def message(self, firing: Firing) -> Message:
        """What is sent of a firing."""
        words, condition, occasion = self.words, firing.rule.condition, firing.occasion
        lines = [
            f"{self.sign(condition, sign, occasion.day)}\n{self.evidence(condition, sign, occasion.day)}"
            for sign in occasion.signs[:MOST_TOLD]
        ]
        if (more := len(occasion.signs) - MOST_TOLD) > 0:
            lines.append(words("alerts.more", n=words.number(more)))
        return Message(
            title=self.title(condition, occasion),
            lines=tuple(lines),
            link=self.evidence(condition, occasion.signs[0], occasion.day),
            rule=self.rule(firing.rule),
        )

    def _filters(self, condition: Condition) -> list[str]:
        words, found = self.words, []
        if condition.outlets and condition.kind != "silent":
            found.append(words("alerts.only_outlets", outlets=self.names(condition.outlets)))
        if condition.langs:
            langs = words.join([words.language(code) for code in condition.langs])
            found.append(words("alerts.only_langs", langs=langs))
        if not condition.capitals:
            found.append(words("alerts.no_capitals"))
        return found

    def _values(self, condition: Condition, sign: Sign, day: date) -> dict[str, object]:
        """What the texts of a sign may say."""
        words = self.words
        expected = sign.expected or 0.0
        return {
            "who": self.name(sign.key),
            "day": words.day(day),
            "n": words.number(sign.articles),
            "of": words.number(sign.collected),
            "percent": words.percent(sign.articles / sign.collected) if sign.collected else "–",
            "things": words(f"basis.things_{condition.basis}"),
            "usual": words.number(expected, 0 if expected >= 10 or expected == int(expected) else 1),  # noqa: PLR2004
            "times": words.number(times_usual(sign), 1),
            "outlets": words.number(sign.outlets or 0),
            "share": words.percent(condition.share),
            "days": words.number(condition.days),
            "read": words.number(sign.read_days or 0),
        }


def failure(error: str, words: Words) -> str:
    """Why a message was not taken, in words, of what :mod:`sorot.alerting.send` notes."""
    if found := _STATUS.fullmatch(error):
        return words("alerts.failed_status", code=found[1])
    if error.startswith("refused "):
        return words(f"alerts.refused_{error.removeprefix('refused ')}")
    return words("alerts.failed_unreached" if error == "unreached" else "alerts.failed_other")
