"""What is kept of alerts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal, get_args

from entities.types import EntityKind
from storage.scope import Basis

RuleKind = Literal["spike", "share", "named", "silent"]
Medium = Literal["mail", "telegram", "slack", "webhook"]
DeliveryState = Literal["waiting", "sent", "given up"]

KINDS: Final[tuple[RuleKind, ...]] = get_args(RuleKind)
MEDIA: Final[tuple[Medium, ...]] = get_args(Medium)
ALL_OF: Final = "all:"  # begins what stands for every entity of a kind: "all:country"
GROUPS: Final = tuple(f"{ALL_OF}{kind}" for kind in get_args(EntityKind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule fires. What a kind has no use for keeps its default."""

    kind: RuleKind
    entities: tuple[str, ...] = ()  # Entity.key, or one of GROUPS; a silent outlet is of none
    outlets: tuple[str, ...] = ()  # Outlet.key; empty: all
    langs: tuple[str, ...] = ()  # ISO 639-1; empty: all
    basis: Basis = "articles"
    capitals: bool = True
    times: float = 1.5  # spike: so many times the usual count, at least
    share: float = 0.1  # share: of what was collected, at least
    articles: int = 1  # so many, at least
    in_outlets: int = 1  # spike: that wrote of it, at least
    days: int = 28  # named: in none of so many before; silent: for so many in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition, and whom to tell."""

    rule_id: int  # 0: not kept yet
    name: str  # empty: it is called by its condition
    condition: Condition
    addresses: tuple[int, ...] = ()  # Address.address_id; every firing is in the feed besides
    lang: str = "en"  # of its messages
    on: bool = True
    since: date = date.min  # first day that it may fire about


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where messages go. ``target`` is secret: it lets whoever has it write there."""

    address_id: int
    medium: Medium
    name: str  # as readers see it
    target: str = field(repr=False)  # dashboard.alerts.addresses says how each medium writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What a rule saw of one entity or outlet on a day."""

    key: str  # Entity.key or Outlet.key
    articles: int  # or stories, as the rule counts
    collected: int  # of the same outlets and languages on that day
    expected: float | None = None  # spike, silent: articles on such a day
    outlets: int | None = None  # spike: that wrote of it
    read_days: int | None = None  # named: days before that were read, and did not name it
    reason: str | None = None  # silent: why it was not read (storage.coverage.judging.Unread); None: it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A day on which a rule fires, or would have."""

    day: date
    signs: tuple[Sign, ...]  # most surprising first


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """A rule has fired, for good: with the rule as it was then."""

    firing_id: int
    rule: Rule
    occasion: Occasion
    fired_at: datetime  # aware UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A firing on its way to an address."""

    firing_id: int
    address_id: int
    state: DeliveryState
    tries: int
    next_at: datetime  # aware UTC; of the next try while it waits
    error: str | None = None  # of the last try, in words
    sent_at: datetime | None = None
