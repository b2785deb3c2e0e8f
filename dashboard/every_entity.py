"""What a page makes of every entity that the archive knows: thousands, and the same for all readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from storage.questions import queries

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from duckdb import DuckDBPyConnection

    from dashboard.i18n import Lang
    from dashboard.services import Services
    from entities.gazetteer import Gazetteer

T = TypeVar("T")
KEEP: Final = 4  # languages, and archives of a test


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    entities: pl.DataFrame
    gazetteer: Gazetteer
    lang: Lang
    things: dict[int, T]


class EveryEntity(Generic[T]):
    """Makes one of every entity, by its entity_id; the same dict until names are others. Not to be changed.

    ``make`` gets entity_id, code, label in the language asked for, and kind.
    """

    def __init__(self, make: Callable[[int, str, str, str], T]) -> None:
        self._make = make
        self._made: tuple[_Made[T], ...] = ()

    def __call__(self, con: DuckDBPyConnection, services: Services, lang: Lang) -> dict[int, T]:
        """All of them."""
        entities, gazetteer = queries.entities(con), services.gazetteer
        for made in self._made:
            # The frame is kept as long as the archive has these entities.
            if made.entities is entities and made.gazetteer is gazetteer and made.lang == lang:
                return made.things
        things = {
            key: self._make(key, name.partition(":")[2], services.label(name, lang), kind)
            for key, name, kind in entities.select("entity_id", "key", "kind").iter_rows()
        }
        self._made = (_Made(entities, gazetteer, lang, things), *self._made[: KEEP - 1])
        return things
