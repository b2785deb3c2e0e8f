"""Where countries are on a map."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from babel.core import get_global

_FILE: Final = Path(__file__).parent / "vendor" / "places.json"


class Place(NamedTuple):
    """The middle of a country, in degrees."""

    iso3: str  # ISO 3166-1 alpha-3, as the map has it
    lon: float
    lat: float
    drawn: bool  # whether the map has its land; it has no small states


@cache
def places() -> Mapping[str, Place]:
    """Every country by its ISO 3166-1 alpha-2 code."""
    found = json.loads(_FILE.read_text("utf-8"))
    two = {three: codes[0] for three, codes in get_global("territory_aliases").items() if len(codes) == 1}
    return {
        two[three]: Place(three, lon, lat, bool(drawn))
        for three, (lon, lat, drawn) in found.items()
        if three in two
    }
