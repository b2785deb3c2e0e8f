"""What every question stands on: the archive, its names, and parameters read as pages read addresses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, overload

from dashboard.api.asked import Counted
from dashboard.api.base import Made, Named
from dashboard.api.counts import Gap
from dashboard.api.problems import ApiError, Fault, fault
from dashboard.comparison import Archive, archive_of
from dashboard.filters import Filters, read_filters
from dashboard.named import code_reader
from dashboard.url_state import Query
from storage.coverage.panel import together
from storage.questions import queries
from storage.questions.queries import Scope
from storage.retag.retag import unfinished

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

    from dashboard.api.asked import Selected, Window
    from dashboard.services import Services
    from entities.types import Entity

DEFAULT_LAST: Final = "28d"
WHERE: Final = {
    "e": "/api/v1/entities?q= finds codes",
    "entity": "/api/v1/entities?q= finds codes",
    "src": "/api/v1/outlets lists their numbers",
    "lang": "no article is in this language",
}


@dataclass(frozen=True)
class Ground:
    """The archive as one question sees it."""

    con: DuckDBPyConnection
    services: Services

    @cached_property
    def archive(self) -> Archive:
        """What there is to ask for."""
        return archive_of(self.con, today=self.services.today())

    @cached_property
    def names(self) -> dict[int, Named]:
        """Entities of the archive by number."""
        return {
            row["entity_id"]: Named(
                code=row["key"].partition(":")[2], name_en=row["name_en"], name_id=row["name_id"]
            )
            for row in queries.entities(self.con).iter_rows(named=True)
        }

    @cached_property
    def _ids(self) -> dict[str, int]:
        return dict(queries.entities(self.con).select("key", "entity_id").iter_rows())

    def entity(self, text: str, *, parameter: str = "entity") -> Entity:
        """The entity of a code or key.

        :raises ApiError: there is none.
        """
        known = self.services.gazetteer.entities
        if text in known:
            return known[text]
        code = code_reader(self.services.gazetteer)(text)
        for entity in known.values() if code else ():
            if entity.code == code:
                return entity
        raise fault("unknown-value", parameter, f"there is no entity {text}; {WHERE['entity']}")

    def ids(self, text: str | None) -> list[int]:
        """Numbers of the entities of a list of codes, each once.

        :raises ApiError: one is not there, or no article has ever been looked through for it.
        """
        return list(dict.fromkeys(self.number(code) for code in text.split(","))) if text else []

    def number(self, code: str, *, parameter: str = "e") -> int:
        """Number of the entity of a code. Raises ApiError as :meth:`ids` does."""
        entity = self.entity(code, parameter=parameter)
        if entity.key not in self._ids:
            raise fault("unknown-value", parameter, f"the archive has not heard of {entity.code} yet")
        return self._ids[entity.key]

    def query(self, asked: Window) -> Query:
        """The parameters as a page reads them.

        :raises ApiError: days do not go together, or lie outside of the archive.
        """
        archive = self.archive
        since, until = asked.since, asked.to
        if asked.last and (since or until):
            raise fault("contradiction", "last", "goes without from and to; leave one or the other out")
        if since and until and since > until:
            raise fault("contradiction", "from", f"{since} is after to={until}")
        for name, day in (("from", since), ("to", until)):
            outside = day and (day > archive.today if name == "from" else day < archive.first)
            if outside:
                had = f"the archive has days from {archive.first} to {archive.today}"
                raise fault("contradiction", name, f"{day}: {had}")
        params = asked.params()
        if "e" in params:
            params["e"] = ",".join(self.entity(text, parameter="e").code for text in params["e"].split(","))
        if not (since or until):
            params["last"] = asked.last or DEFAULT_LAST
        return Query(params)

    def filters(self, query: Query) -> Filters:
        """Outlets, languages and what is counted.

        :raises ApiError: one of them is not there.
        """
        found = read_filters(query, self.archive)
        self.nothing_dropped(query)
        return found

    def nothing_dropped(self, query: Query) -> None:
        """Where pages leave out what they cannot use, questions are refused.

        :raises ApiError: something could not be used.
        """
        faults = []
        for dropped in query.dropped:
            name, _, value = dropped.partition("=")
            faults.append(
                Fault(parameter=name, detail=f"there is no {value}; {WHERE.get(name, 'leave it out')}")
            )
        if faults:
            raise ApiError("unknown-value", *faults)

    def scope(self, asked: Selected) -> Scope:
        """The part of the archive that is asked for. Raises ApiError."""
        query = self.query(asked)
        filters = self.filters(query)
        window = query.window(today=self.archive.today, first=self.archive.first, last=DEFAULT_LAST)
        found = filters.scope(window.first, window.until, self.archive.today)
        return replace(found, panel=asked.panel) if isinstance(asked, Counted) else found

    def made(self, scope: Scope, *, earlier: Scope | None = None) -> Made:
        """How an answer about a scope, or about a scope against an ``earlier`` one, was made."""
        members = None
        if scope.panel == "fixed":
            panel = queries.fixed_panel(self.con, scope=together(scope, earlier) if earlier else scope)
            members = panel.filter("included")["outlet_id"].to_list()
        begun = unfinished(self.con)
        return Made(
            first=scope.since,
            to=scope.end - timedelta(days=1),
            zone=self.services.settings.zone.key,
            outlets=list(scope.outlets),
            langs=list(scope.langs),
            basis=scope.basis,
            panel=scope.panel,
            panel_outlets=members,
            capitals=scope.capitals,
            gazetteer=self.services.gazetteer.version,
            updated_at=aware(queries.bounds(self.con).updated_at),
            retagged=begun.share if begun else None,
            demo=self.services.settings.demo,
        )


def named(row: Named) -> dict[str, Any]:
    """Its fields, for a record that has them and more."""
    return {"code": row.code, "name_en": row.name_en, "name_id": row.name_id}


def gaps_of(frame: pl.DataFrame) -> list[Gap]:
    """``queries.coverage_gaps`` as answers have it."""
    return [
        Gap(
            first=row["since"],
            to=row["until"] - timedelta(days=1),
            outlets=row["outlets"],
            reasons=row["reasons"],
            outlets_selected=row["outlets_selected"],
        )
        for row in frame.iter_rows(named=True)
    ]


@overload
def aware(at: datetime) -> datetime: ...
@overload
def aware(at: None) -> None: ...
def aware(at: datetime | None) -> datetime | None:
    """A time of the archive, which is naive UTC."""
    return at.replace(tzinfo=UTC) if at else None
