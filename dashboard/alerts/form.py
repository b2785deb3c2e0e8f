"""The form of a rule: what it says, as a rule; whatever a browser sends is brought within bounds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast, get_args

from storage.alerts.records import GROUPS, KINDS, Condition, Rule, RuleKind
from storage.questions import queries
from storage.questions.spikes import FEWEST_OUTLETS, FEWEST_TIMES
from storage.questions.surprise import FEWEST_ARTICLES
from storage.scope import Basis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from entities.gazetteer import Gazetteer

MOST_ENTITIES: Final = 30
LONGEST_NAME: Final = 80
MOST: Final = 9999  # articles
DAYS: Final = {"named_days": (7, 90), "silent_days": (1, 14)}
NEW: Final = Rule(rule_id=0, name="", condition=Condition(kind="spike"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a rule may be about."""

    gazetteer: Gazetteer
    outlets: Mapping[int, str]  # keys by outlet_id
    langs: tuple[str, ...]

    @classmethod
    def of(cls, con: DuckDBPyConnection, *, gazetteer: Gazetteer) -> Known:
        """Of an archive."""
        outlets = dict(queries.outlets(con).select("outlet_id", "key").iter_rows())
        return cls(gazetteer=gazetteer, outlets=outlets, langs=queries.languages(con))


def values_of(rule: Rule, known: Known) -> dict[str, Any]:
    """What the form shows of a rule."""
    condition = rule.condition
    ids = {key: str(outlet_id) for outlet_id, key in known.outlets.items()}
    spike = condition.kind == "spike"
    return {
        "name": rule.name,
        "kind": condition.kind,
        "entities": list(condition.entities),
        "times": max(condition.times, FEWEST_TIMES),
        "spike_articles": max(condition.articles, FEWEST_ARTICLES) if spike else FEWEST_ARTICLES,
        "in_outlets": max(condition.in_outlets, FEWEST_OUTLETS),
        "share": round(100 * condition.share, 1),
        "articles": 1 if spike else condition.articles,
        "named_days": condition.days if condition.kind == "named" else 28,
        "silent_days": condition.days if condition.kind == "silent" else 2,
        "src": [ids[key] for key in condition.outlets if key in ids],
        "lang": list(condition.langs),
        "basis": condition.basis,
        "caps": condition.capitals,
        "tell": [str(address) for address in rule.addresses],
    }


def rule_of(values: Mapping[str, Any], rule: Rule, known: Known, *, lang: str) -> Rule:
    """``rule`` with what the form says of it."""
    addresses = tuple(int(value) for value in _texts(values.get("tell")) if value.isdigit())
    name = " ".join(str(values.get("name") or "").split())[:LONGEST_NAME]
    condition = condition_of(values, known)
    return replace(rule, name=name, condition=condition, addresses=addresses, lang=lang)


def condition_of(values: Mapping[str, Any], known: Known) -> Condition:
    """The condition that a form says."""
    kind = cast("RuleKind", values.get("kind") if values.get("kind") in KINDS else "spike")
    wanted = [
        key for key in _texts(values.get("entities")) if key in GROUPS or key in known.gazetteer.entities
    ]
    outlets = [known.outlets.get(int(text)) for text in _texts(values.get("src")) if text.isdigit()]
    common = Condition(
        kind=kind,
        outlets=tuple(key for key in outlets if key),
        langs=tuple(code for code in _texts(values.get("lang")) if code in known.langs),
        basis=cast("Basis", values.get("basis") if values.get("basis") in get_args(Basis) else "articles"),
        capitals=values.get("caps") is not False,
    )
    if kind == "silent":
        return Condition(kind=kind, outlets=common.outlets, days=_days(values, "silent_days", 2))
    common = replace(common, entities=tuple(dict.fromkeys(wanted))[:MOST_ENTITIES])
    at_least = int(_number(values.get("articles"), 1, MOST, 1))
    if kind == "named":
        return replace(common, articles=at_least, days=_days(values, "named_days", 28))
    if kind == "share":
        return replace(common, articles=at_least, share=_number(values.get("share"), 0.1, 100, 10) / 100)
    return replace(
        common,
        times=_number(values.get("times"), FEWEST_TIMES, 100, FEWEST_TIMES),
        articles=int(_number(values.get("spike_articles"), FEWEST_ARTICLES, MOST, FEWEST_ARTICLES)),
        in_outlets=int(_number(values.get("in_outlets"), FEWEST_OUTLETS, 999, FEWEST_OUTLETS)),
    )


def is_whole(condition: Condition) -> bool:
    """Whether it says whom it is about."""
    return condition.kind == "silent" or bool(condition.entities)


def _days(values: Mapping[str, Any], name: str, base: int) -> int:
    return int(_number(values.get(name), *DAYS[name], base))


def _number(value: object, least: float, most: float, base: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - nan
        return base
    return min(max(float(value), least), most)


def _texts(value: object) -> list[str]:
    return [str(part) for part in value] if isinstance(value, list) else []
