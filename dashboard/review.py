"""What the page for names in review shows, and what it asks of whoever writes the user's own file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol, cast, get_args

from entities.known import folded_name, key_part
from storage.questions.names import name_contexts, names_waiting

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from dashboard.url_state import Query
    from entities.gazetteer import Gazetteer
    from entities.types import Entity
    from storage.questions.names import Context, SeenName

Which = Literal["all", "new", "ambiguous"]
Order = Literal["mentions", "outlets", "new"]

SHOWN: Final = 60  # names in the list; nobody reviews more at a sitting
JUDGED: Final = 2_000  # names that are compared with those that are known, when only some are asked for
# Who holds one of these is a leader, when a country is named with it.
LEADING: Final = frozenset(
    {
        "president",
        "prime-minister",
        "chancellor",
        "monarch",
        "supreme-leader",
        "vice-president",
        "crown-prince",
    }
)


class ReviewError(Exception):
    """A decision that cannot be carried out, in words for the reader; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to become of a name."""

    name: str
    key: str | None  # of the entity it belongs to, new or known; None: offer it no more
    country: str | None = None  # ISO 3166-1 alpha-2, of a new entity


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a decision would change."""

    adds_to: Entity | None  # the known entity that gets a name; None: a new one
    mentions: int  # gained
    articles: int  # that name the entity then and did not
    conflicts: tuple[str, ...]  # mentions that others would lose, in words


class Reviewer(Protocol):
    """Writes decisions into the user's own file and has stored articles matched again."""

    @property
    def last(self) -> Decision | None:
        """What :meth:`undo` would take back."""

    def promise(self, decision: Decision) -> Promise:
        """Say what a decision would change, and change nothing. Raises ReviewError."""

    def decide(self, decision: Decision) -> None:
        """Carry it out. Raises ReviewError."""

    def undo(self) -> Decision:
        """Take the last decision back. Raises ReviewError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the address of the page says."""

    which: Which
    order: Order
    name: str  # folded; "": the first of the list


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The name that is being looked at."""

    seen: SeenName
    near: Entity | None  # whom it may mean
    contexts: tuple[Context, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """All numbers of the page."""

    state: State
    waiting: int  # names, whatever the filter
    found: int  # names that fit it
    shown: tuple[tuple[SeenName, Entity | None], ...]
    picked: Picked | None


def new_key(seen: SeenName) -> str:
    """The key of a new entity of this name."""
    kind = "leader" if seen.title in LEADING and seen.country else "person"
    return f"{kind}:{key_part(seen.name)}"


def read_state(query: Query) -> State:
    """State of a query; ``query.dropped`` says what could not be used."""
    return State(
        which=cast("Which", query.choice("k", get_args(Which), "all")),
        order=cast("Order", query.choice("o", get_args(Order), "mentions")),
        name=folded_name(query.text("n")),
    )


def queue(con: DuckDBPyConnection, *, gazetteer: Gazetteer, state: State) -> Queue:
    """The names that wait, and the one that is looked at."""
    waiting = sorted(names_waiting(con, gazetteer=gazetteer), key=_ORDERS[state.order])
    known = gazetteer.known
    if state.which == "all":
        fitting = waiting
    else:
        near = state.which == "ambiguous"
        fitting = [
            one for one in waiting[:JUDGED] if (known.closest(one.folded, one.country) is not None) == near
        ]
    chosen = next((one for one in fitting if one.folded == state.name), next(iter(fitting), None))
    picked = None
    if chosen is not None:
        contexts = name_contexts(con, names=[chosen.folded]).get(chosen.folded, [])
        near_to = known.closest(chosen.folded, chosen.country)
        picked = Picked(seen=chosen, near=near_to, contexts=tuple(contexts))
    shown = fitting[:SHOWN]
    if chosen is not None and chosen not in shown:
        shown.append(chosen)
    return Queue(
        state=state,
        waiting=len(waiting),
        found=len(fitting),
        shown=tuple((one, known.closest(one.folded, one.country)) for one in shown),
        picked=picked,
    )


_ORDERS: Final[dict[Order, Callable[[SeenName], tuple[int, int, str]]]] = {
    "mentions": lambda one: (-one.mentions, -one.outlets, one.folded),
    "outlets": lambda one: (-one.outlets, -one.mentions, one.folded),
    "new": lambda one: (-one.first_day.toordinal(), -one.mentions, one.folded),
}
