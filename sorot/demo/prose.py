"""How the demo's stories are told: sentences from prose.<lang>.yaml with today's names from the gazetteer."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml
from babel.dates import format_date

from entities.gazetteer import Gazetteer
from entities.types import Entity

# Countries where the head of government, not the head of state, makes the news.
PRIME_MINISTERS = frozenset(
    "AU BD CA ES FI FJ GB IE IN IT JP KH LA LK MY NL NO NZ PG PK PT SG TH TL".split()  # noqa: SIM905
)
HERE = Path(__file__).parent
OFFICIALS = 0.2  # of the stories about a country that has one name its official
FIRST_OFFICE = {"DE": "chancellor", "SA": "king", "BN": "sultan", "QA": "emir"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The words of a story."""

    title: str
    titles: tuple[str, ...]  # headlines that would do as well, this one too
    paragraphs: tuple[str, ...]
    byline: str
    city: str
    related: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A leader on a day: full name, the office, and the short name used later on."""

    name: str
    short: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Somebody invented, whom the gazetteer does not know."""

    name: str
    office: str


class Cast:
    """Names of countries, their capitals and leaders, as the gazetteer has them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.officials = {
            code: Official(**given)
            for code, given in yaml.safe_load((HERE / "officials.yaml").read_text("utf-8")).items()
        }
        self._leaders: dict[str, list[Entity]] = {}
        for entity in gazetteer.entities.values():
            if entity.kind == "leader" and entity.country:
                self._leaders.setdefault(entity.country, []).append(entity)
        self.leader = lru_cache(maxsize=65536)(self._leader)
        self.capital = lru_cache(maxsize=1024)(self._capital)

    def country(self, code: str, lang: str) -> str:
        """Name of the country for the page's reader."""
        return self._gazetteer.entities[f"country:{code}"].labels[lang]

    def _capital(self, code: str, lang: str) -> str:
        aliases = self._gazetteer.aliases_of(f"country:{code}")
        named = [a for a in aliases if a.kind == "capital" and a.lang in {lang, "any"} and not a.weak]
        named.sort(key=lambda alias: alias.lang == "any")
        return named[0].text if named else self.country(code, lang)

    def _leader(self, code: str, day: date, lang: str) -> Role | None:
        wanted = FIRST_OFFICE.get(code, "prime-minister" if code in PRIME_MINISTERS else "president")
        serving = [(e, t) for e in self._leaders.get(code, ()) for t in e.terms if t.holds_on(day)]
        if not serving:
            return None
        entity, term = min(serving, key=lambda pair: (pair[1].office != wanted, pair[0].key))
        return Role(name=entity.labels[lang], short=self._short(entity, lang), office=term.office)

    def _short(self, entity: Entity, lang: str) -> str:
        full = entity.labels[lang]
        shorter = [
            a.text
            for a in self._gazetteer.aliases_of(entity.key)
            if a.text in full and len(a.text) < len(full) and a.lang in {lang, "any"}
        ]
        return min(shorter, key=len) if shorter else full


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """All sentences of one language."""

    lang: str
    notice: str
    promotion: str
    reporters: list[str]
    offices: dict[str, str]
    officials: dict[str, list[str]]
    topics: dict[str, dict[str, list[str]]]
    filler: list[str]
    related: list[str]

    @classmethod
    def read(cls, path: Path) -> Prose:
        """Read ``prose.<lang>.yaml``."""
        return cls(lang=path.name.split(".")[1], **yaml.safe_load(path.read_text("utf-8")))

    def tell(
        self, dice: random.Random, cast: Cast, day: date, a: str, b: str, *, topic: str | None = None
    ) -> Told:
        """Write one story about countries ``a`` and ``b`` (ISO codes) as of ``day``."""
        leader = cast.leader(a, day, self.lang)
        topic = topic or dice.choice(list(self.topics))
        if leader is None:
            topic = "trade"
            leader = Role(name="", short="", office="default")
        slots = {
            "a": cast.country(a, self.lang),
            "b": cast.country(b, self.lang),
            "capital_a": cast.capital(a, self.lang),
            "leader_a": leader.name,
            "short_a": leader.short,
            "office_a": self.offices.get(leader.office, self.offices["default"]),
            "weekday": format_date(day, "EEEE", locale=self.lang),
            "date": f"{day.day}/{day.month}/{day.year}",
            "number": str(dice.randint(3, 60)),
        }
        parts = self.topics[topic]
        titles = [title.format(**slots) for title in parts["titles"]]
        lines = [line.format(**slots) for line in dice.sample(parts["lines"], k=min(4, len(parts["lines"])))]
        filler = dice.sample(self.filler, k=2)
        lead = dice.choice(parts["leads"]).format(**slots)
        official = self._official(dice, cast, a, slots)
        paragraphs = (
            lead,
            f"{lines[0]} {lines[1]}",
            filler[0],
            *lines[2:],
            *official,
            filler[1],
            self.notice,
        )
        return Told(
            title=dice.choice(titles),
            titles=tuple(titles),
            paragraphs=paragraphs,
            byline=dice.choice(self.reporters),
            city=slots["capital_a"] if dice.random() < 0.35 and a != "ID" else "Jakarta",
            related=dice.choice(self.related).format(title=dice.choice(titles)),
        )

    def _official(self, dice: random.Random, cast: Cast, code: str, slots: dict[str, str]) -> tuple[str, ...]:
        """A sentence about the country's official, now and then."""
        official = cast.officials.get(code)
        if official is None or dice.random() >= OFFICIALS:
            return ()
        line = dice.choice(self.officials[official.office])
        return (line.format(**slots, official_a=official.name),)
