"""Parts of the world: who belongs to them, by the UN's geoscheme (M49), and what of the map shows them."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Region = Literal["world", "southeast", "asia", "mena", "europe", "africa", "americas"]


class Frame(NamedTuple):
    """What is shown, in degrees."""

    west: float
    east: float
    south: float
    north: float


FRAMES: Final[dict[Region, Frame]] = {
    "world": Frame(-25, 335, -56, 84),  # the edge lies in the Atlantic
    "southeast": Frame(91, 142, -12, 24),
    "asia": Frame(26, 150, -12, 56),
    "mena": Frame(-18, 64, 11, 43),
    "europe": Frame(-26, 60, 33, 71),
    "africa": Frame(-26, 60, -36, 38),
    "americas": Frame(-168, -32, -56, 74),
}

_SOUTHEAST: Final = "BN KH ID LA MY MM PH SG TH TL VN"
_WEST: Final = "AE BH IQ IL JO KW LB OM PS QA SA SY TR YE"
_NORTH_AFRICA: Final = "DZ EG EH LY MA SD TN"
# ISO 3166-1 alpha-2. "mena" is Western Asia without the Caucasus and Cyprus, Iran, and Northern Africa.
_MEMBERS: Final[dict[Region, str]] = {
    "southeast": _SOUTHEAST,
    "asia": f"{_SOUTHEAST} {_WEST} "
    "AF AM AZ BD BT CN CY GE HK IN IR JP KG KP KR KZ LK MN MO MV NP PK TJ TM TW UZ",
    "mena": f"{_WEST} {_NORTH_AFRICA} IR",
    "europe": "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT "
    "LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK",
    "africa": f"{_NORTH_AFRICA} "
    "AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ GW IO KE KM LR LS MG ML MR MU MW "
    "MZ NA NE NG RE RW SC SH SL SN SO SS ST SZ TD TG TZ UG YT ZA ZM ZW",
    "americas": "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY "
    "HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
}
_CODES: Final = {region: frozenset(codes.split()) for region, codes in _MEMBERS.items()}


def holds(region: Region, code: str) -> bool:
    """Whether a country (ISO 3166-1 alpha-2) is in a region."""
    return region == "world" or code in _CODES[region]
