"""What happens in the demo's news world: who is written about, when and how often. Same seed, same world."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import yaml

from entities.gazetteer import Gazetteer
from sorot.demo.prose import Cast, Prose, Told
from sorot.demo.wire import AGENCIES, DAILY, Report, copies, copy

HISTORY = timedelta(days=548)  # eighteen months
EPOCH = date(2024, 1, 1)
HERE = Path(__file__).parent
# How much the demo's press writes about each country; only the proportions matter.
WEIGHTS = {
    "ID": 15, "US": 13, "CN": 12, "JP": 8, "MY": 7, "SG": 6, "AU": 5, "KR": 5, "IN": 5, "RU": 4, "SA": 4,
    "GB": 4, "NL": 3, "DE": 3, "FR": 3, "TH": 3, "VN": 3, "PH": 3, "TR": 2, "AE": 2, "QA": 2, "EG": 1.5,
    "BR": 1.5, "CA": 1.5, "NZ": 1.5, "TL": 1.5, "IT": 1.5, "ES": 1.5, "BN": 1, "KH": 1, "PK": 1, "CH": 1,
    "ZA": 1, "MX": 1, "AR": 0.8, "BD": 0.8, "UA": 0.8, "LA": 0.7, "MM": 0.7, "PG": 0.7, "LK": 0.6, "NO": 0.6,
    "PL": 0.6, "FI": 0.5, "KZ": 0.4, "KE": 0.4, "CL": 0.4, "FJ": 0.3, "PT": 0.4, "IE": 0.3,
}  # fmt: skip
HOURS = [1, 0, 0, 0, 1, 3, 6, 8, 10, 10, 10, 9, 8, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1]  # articles by hour of day
WEEKEND = 0.62  # of a working day's output


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOutlet:
    """An invented publisher; see outlets.yaml."""

    key: str
    name: str
    lang: Literal["id", "en"]
    daily: float
    format: Literal["rss", "atom", "rdf"]
    pages: Literal["desk", "article", "classic"]
    manner: Literal["well", "slow", "broken-xml", "outage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented article."""

    outlet: str
    slug: str
    published_at: datetime  # in the world's zone
    title: str
    paragraphs: tuple[str, ...]
    byline: str
    city: str
    related: str  # a related-link line that the page puts between the paragraphs
    promotion: str
    agency: str = ""  # whose report it is, when it is not the outlet's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Something that makes a country the talk of several days."""

    country: str
    partner: str
    topic: str
    begins: date
    strength: float  # times the usual attention on the first day
    fades: float  # days until a third is left

    def attention(self, day: date) -> float:
        """Factor on the country's weight, 1 when it is over."""
        age = (day - self.begins).days
        return 1 + self.strength * math.exp(-age / self.fades) if 0 <= age <= 5 * self.fades else 1.0


class World:
    """The stories of all outlets; each is made when it is asked for and always the same."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        *,
        today: date,
        zone: ZoneInfo,
        history: timedelta = HISTORY,
        seed: int = 7,
    ) -> None:
        self.zone, self.seed = zone, seed
        self.first_day, self.last_day = today - history, today
        self.outlets = tuple(
            DemoOutlet(**o) for o in yaml.safe_load((HERE / "outlets.yaml").read_text("utf-8"))
        )
        self._by_key = {outlet.key: outlet for outlet in self.outlets}
        self._prose = {lang: Prose.read(HERE / f"prose.{lang}.yaml") for lang in ("id", "en")}
        self._cast = Cast(gazetteer)
        self._occasions = tuple(self._plan())
        self._live: dict[str, list[Story]] = {outlet.key: [] for outlet in self.outlets}
        self._sent: dict[
            str, tuple[Report, set[str]]
        ] = {}  # the last live report, and who has it, by language
        self.stories_of = lru_cache(maxsize=4096)(self._stories_of)
        self._reports_of = lru_cache(maxsize=1024)(self._send)

    def is_dark(self, outlet: DemoOutlet, day: date) -> bool:
        """Whether the outlet's archive lost this day: twice in its history it was down for some days."""
        age = (self.last_day - day).days
        return outlet.manner == "outage" and (33 <= age <= 35 or 190 <= age <= 193)

    def _plan(self) -> Iterator[Occasion]:
        """Two occasions a month, anywhere, so that there are spikes to explain."""
        day = EPOCH  # not first_day: what happened must not depend on when one looks
        while day <= self.last_day:
            dice = random.Random(f"{self.seed} occasion {day}")
            known = {code: weight for code, weight in WEIGHTS.items() if 1.5 <= weight <= 8}
            country, partner = self._two_countries(dice, known)
            yield Occasion(
                country=country,
                partner=partner,
                topic=dice.choice(["diplomacy", "trade", "economy", "science"]),
                begins=day,
                strength=max(0.8, dice.uniform(20, 40) / WEIGHTS[country] - 1),  # about a fifth of the news
                fades=dice.uniform(1.6, 3.6),
            )
            day += timedelta(days=dice.randint(9, 19))

    def _weights(self, day: date, occasions: tuple[Occasion, ...]) -> dict[str, float]:
        weights = {}
        for number, (country, weight) in enumerate(WEIGHTS.items()):
            season = 1 + 0.25 * math.sin(day.toordinal() / (17 + number % 23) + number)
            weights[country] = weight * season
        for occasion in occasions:
            weights[occasion.country] *= occasion.attention(day)
        return weights

    @staticmethod
    def _two_countries(dice: random.Random, weights: dict[str, float]) -> tuple[str, str]:
        first = dice.choices(list(weights), list(weights.values()))[0]
        rest = {code: weight for code, weight in weights.items() if code != first}
        return first, dice.choices(list(rest), list(rest.values()))[0]

    def _stories_of(self, outlet_key: str, day: date) -> tuple[Story, ...]:
        outlet = self._by_key[outlet_key]
        if not self.first_day <= day <= self.last_day or self.is_dark(outlet, day):
            return ()
        dice = random.Random(f"{self.seed} {outlet_key} {day}")
        usual = outlet.daily * (WEEKEND if day.weekday() >= 5 else 1.0)
        number = max(0, round(dice.gauss(usual, math.sqrt(usual) * 0.8)))
        wire = random.Random(f"{self.seed} {outlet_key} {day} wire")
        carried = copies(self._reports_of(outlet.lang, day), outlet.name, wire)[:number]
        stories = [
            self._written(outlet, one.told, one.published_at, f"{day:%Y%m%d}{90 + index}", agency=one.agency)
            for index, one in enumerate(carried)
        ]
        for index in range(number - len(carried)):
            when = self._moment(dice, day)
            stories.append(self._tell(outlet, when, f"{day:%Y%m%d}{index:02d}"))
        return tuple(sorted(stories, key=lambda story: story.published_at))

    def _moment(self, dice: random.Random, day: date) -> datetime:
        hour = dice.choices(range(24), HOURS)[0]
        return datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), self.zone)

    def _send(self, lang: Literal["id", "en"], day: date) -> tuple[Report, ...]:
        """What the agency of this language sends on a day."""
        dice = random.Random(f"{self.seed} wire {lang} {day}")
        moments = [self._moment(dice, day) for _ in range(DAILY[lang])]
        return tuple(
            Report(agency=AGENCIES[lang], sent_at=when, told=self._told(lang, dice, day)) for when in moments
        )

    def _tell(self, outlet: DemoOutlet, when: datetime, number: str) -> Story:
        dice = random.Random(f"{self.seed} {outlet.key} {number}")
        return self._written(outlet, self._told(outlet.lang, dice, when.date()), when, number)

    def _told(self, lang: str, dice: random.Random, day: date) -> Told:
        running = tuple(o for o in self._occasions if o.attention(day) > 1.05)
        first, second = self._two_countries(dice, self._weights(day, running))
        occasion = next((o for o in running if o.country == first and dice.random() < 0.8), None)
        if occasion is not None:
            second = occasion.partner
        topic = occasion.topic if occasion else None
        return self._prose[lang].tell(dice, self._cast, day, first, second, topic=topic)

    def _written(
        self, outlet: DemoOutlet, told: Told, when: datetime, number: str, *, agency: str = ""
    ) -> Story:
        slug = re.sub(r"[^a-z0-9]+", "-", told.title.lower()).strip("-")[:80]
        return Story(
            outlet=outlet.key,
            slug=f"{slug}-{number}",
            published_at=when,
            title=told.title,
            paragraphs=told.paragraphs,
            byline=told.byline,
            city=told.city,
            related=told.related,
            promotion=self._prose[outlet.lang].promotion,
            agency=agency if agency != outlet.name else "",
        )

    def publish(self, now: datetime) -> Story:
        """Let some outlet publish one more story at this moment, now and then one that others have had."""
        count = sum(len(stories) for stories in self._live.values())
        dice = random.Random(f"{self.seed} live {count} {now:%Y%m%d}")
        outlet = dice.choices(self.outlets, [o.daily for o in self.outlets])[0]
        when, number = now.astimezone(self.zone), f"{now:%Y%m%d%H%M%S}"
        report, having = self._sent.get(outlet.lang, (None, set()))
        if report is None or dice.random() < 0.2:  # a new one is on the wire
            told = self._told(outlet.lang, dice, when.date())
            report, having = Report(agency=AGENCIES[outlet.lang], sent_at=when, told=told), set()
            self._sent[outlet.lang] = (report, having)
        if outlet.key not in having and dice.random() < 0.5:
            having.add(outlet.key)
            told = copy(report, outlet.name, dice).told
            story = self._written(outlet, told, when, number, agency=report.agency)
        else:
            story = self._tell(outlet, when, number)
        self._live[outlet.key].append(story)
        return story

    def latest(self, outlet_key: str, *, now: datetime, limit: int) -> list[Story]:
        """The newest stories that are out at ``now``, newest first."""
        day, found = now.astimezone(self.zone).date(), list(self._live[outlet_key])
        while len(found) < limit and day >= self.first_day:
            found += [s for s in self.stories_of(outlet_key, day) if s.published_at <= now]
            day -= timedelta(days=1)
        return sorted(found, key=lambda story: story.published_at, reverse=True)[:limit]

    def story(self, outlet_key: str, slug: str, *, now: datetime) -> Story | None:
        """The story with this slug, None when there is none or it is not out yet."""
        live = next((s for s in self._live[outlet_key] if s.slug == slug), None)
        dated = re.search(r"-(\d{4})(\d{2})(\d{2})\d{2}$", slug)
        if live is not None or dated is None:
            return live
        try:
            day = date(int(dated[1]), int(dated[2]), int(dated[3]))
        except ValueError:
            return None
        return next(
            (s for s in self.stories_of(outlet_key, day) if s.slug == slug and s.published_at <= now), None
        )

    def live(self, outlet_key: str) -> tuple[Story, ...]:
        """What :meth:`publish` has let this outlet publish."""
        return tuple(self._live[outlet_key])

    def months(self) -> list[date]:
        """First days of the months that have stories, newest first."""
        month, months = self.last_day.replace(day=1), []
        while month >= self.first_day.replace(day=1):
            months.append(month)
            month = (month - timedelta(days=1)).replace(day=1)
        return months

    def month(self, outlet_key: str, month: date, *, now: datetime) -> list[Story]:
        """All stories of one month that are out at ``now``, newest first."""
        days = (month + timedelta(days=offset) for offset in range(31))
        stories = [s for d in days if d.month == month.month for s in self.stories_of(outlet_key, d)]
        return [s for s in reversed(stories) if s.published_at <= now]
