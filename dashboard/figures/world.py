"""The world: a circle on each country, as large as what is written of it."""

from __future__ import annotations

import html
from math import log, log2, radians, sqrt, tan
from typing import TYPE_CHECKING, Any, Final

from dashboard.atlas import FAR
from dashboard.figures.base import layout
from dashboard.figures.boxes import shared, sides
from dashboard.regions import FRAMES, holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.atlas import Atlas, Country, Measure
    from dashboard.components.graph import Figure
    from dashboard.figures.boxes import Box
    from dashboard.i18n import Words

HEIGHT: Final = 400
NAMED: Final = 16  # circles with their name beside them, where there is room
_NARROW: Final = 190
_SHRUNK: Final = 0.55  # circles on a phone
_SIZES: Final = (6.0, 42.0)  # pixels of the smallest and the largest circle
_WIDE: Final = 680.0  # pixels of the usual map, to keep names apart
_LETTER: Final = 6.4
_MIDDLE: Final = 155  # longitude in the middle of the world: the edge lies in the Atlantic
_RANGE: Final = log2(3)  # three times as much as before, or a third, and beyond has the last colour
_FARTHEST: Final = 4.0  # standard deviations from usual, and beyond, have the last colour
TONED: Final = frozenset({"change", "z"})  # measures that go both ways from a middle
_LEVEL: Final = 0.02  # shares nearer than this part of each other are level


def world(found: Atlas, words: Words) -> Figure:
    """The drawing. A click on a circle or on land has the code of the country."""
    drawn = [one for one in found.countries if one.articles or one.ratio is not None]
    drawn.sort(key=lambda one: -one.articles)  # the small ones are drawn last, so they lie on the large
    return {
        "data": [_land(drawn, found, words), _circles(drawn, found, words)],
        "layout": layout(
            height=_height(found, HEIGHT, _WIDE),
            margin={"l": 0, "r": 0, "t": 4, "b": 4},
            dragmode=False,
            geo=_geo(found),
        ),
        "narrow": {
            "height": _height(found, _NARROW, _WIDE / 2),
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        },
        "shrink": _SHRUNK,
        "label": finding(found, words).replace("**", ""),
    }


def finding(found: Atlas, words: Words) -> str:
    """The map in a sentence, with **strong** names; it says of what part of the world it is true."""
    text, region, aside = _finding(found, words), found.state.region, found.aside
    if aside and holds(region, aside.code):
        name = words(f"region.{region}")
        where = words("atlas.without", region=name, name=aside.label)
        return words("atlas.where", where=words("atlas.abroad") if region == "world" else where, text=text)
    if region == "world":
        return text
    return words("atlas.where", where=words(f"region.{region}"), text=text)


def _finding(found: Atlas, words: Words) -> str:
    things = words(found.state.filters.things)
    ranked = sorted(found.countries, key=lambda one: (-one.articles, one.code))
    shares = [(one, one.share) for one in ranked if one.articles and one.share is not None]
    if not shares:
        return words("atlas.finding_none")
    if found.state.measure == "change":
        return _changed(found, words)
    if found.state.measure == "z":
        return _unusual(found, words)
    first, share = shares[0]
    said = {"name": first.label, "share": words.percent(share), "things": things}
    if len(shares) == 1:
        return words("atlas.finding_one", **said)
    second, less = shares[1]
    if share - less < _LEVEL * share:
        return words("atlas.finding_equal", **said, second=second.label)
    return words("atlas.finding", **said, second=second.label, second_share=words.percent(less))


def _changed(found: Atlas, words: Words) -> str:
    """Who rose and who fell most against the window before."""
    known = sorted(
        ((one.ratio, one) for one in found.countries if one.ratio is not None),
        key=lambda pair: (-pair[0], pair[1].code),
    )
    days = words.days(found.before[0].first, found.before[0].last)
    if not found.comparable:
        return words("atlas.finding_unread", days=days)
    rose = [(ratio, one) for ratio, one in known if ratio > 1]
    fell = [(ratio, one) for ratio, one in known if ratio < 1]
    if not known:
        return words("atlas.finding_unknown", days=days)
    parts = []
    if rose:
        ratio, one = rose[0]
        parts.append(words("atlas.finding_rose", name=one.label, change=words.change(ratio), days=days))
    if fell:
        ratio, one = fell[-1]
        parts.append(words("atlas.finding_fell", name=one.label, change=words.change(ratio), days=days))
    return " ".join(parts) or words("atlas.finding_steady", days=days)


def _unusual(found: Atlas, words: Words) -> str:
    """Who stands out most above and below its own usual."""
    known = sorted(
        ((one.unusual, one) for one in found.countries if one.unusual),
        key=lambda pair: (-pair[0].z, pair[1].code),
    )
    if not known:
        return words("atlas.finding_no_usual")
    things = words(found.state.filters.things)
    parts = [
        words(
            f"atlas.finding_{which}",
            name=one.label,
            n=words.number(unusual.articles),
            usual=words.number(unusual.usual),
            things=things,
        )
        for which, (unusual, one) in (("above", known[0]), ("below", known[-1]))
        if (unusual.z >= FAR if which == "above" else unusual.z <= -FAR)
    ]
    return " ".join(parts) or words("atlas.finding_usual")


def _land(drawn: Sequence[Country], found: Atlas, words: Words) -> dict[str, Any]:
    """Land in a pale colour of the value: it can be pointed at where its circle is small."""
    have = [one for one in drawn if one.place.drawn]
    measure = found.state.measure
    changes = measure in TONED
    most = max((one.articles for one in drawn), default=1) or 1
    low, high = (-1.0, 1.0) if changes else (0.0, 1.0)
    scale = (1, 2, 3, 4, 5) if changes else (3, 4, 5)
    values = [
        (_tone(one, measure) or 0.0) if changes else round(sqrt(one.articles / most), 3) for one in have
    ]
    return {
        "type": "choropleth",
        "locationmode": "ISO-3",
        "locations": [one.place.iso3 for one in have],
        "z": values,
        "zmin": low,
        "zmax": high,
        "colorscale": [[at / (len(scale) - 1), f"@diverging-{n}"] for at, n in enumerate(scale)],
        "showscale": False,
        "marker": {"opacity": 0.55, "line": {"color": "@surface", "width": 0.6}},
        **_said(have, found, words),
    }


def _circles(drawn: Sequence[Country], found: Atlas, words: Words) -> dict[str, Any]:
    most = max((one.articles for one in drawn), default=1) or 1
    sizes = [round(size(one.articles / most), 1) for one in drawn]
    measure = found.state.measure
    changes, at = measure in TONED, found.state.at
    named = name_sides(drawn, sizes, found)
    return {
        "type": "scattergeo",
        "mode": "markers+text",
        "lon": [one.place.lon for one in drawn],
        "lat": [one.place.lat for one in drawn],
        "text": [html.escape(one.label) if side else "" for one, side in zip(drawn, named, strict=True)],
        "textposition": [side or "top center" for side in named],
        "textfont": {"size": 11.5, "color": "@ink"},
        "marker": {
            "size": sizes,
            "color": [_colour(one, measure) for one in drawn] if changes else "@series-1",
            "opacity": 0.86 if changes else 0.62,
            "line": {
                "color": ["@ink" if one.code == at else "@axis" if changes else "@surface" for one in drawn],
                "width": [2.5 if one.code == at else 1 for one in drawn],
            },
        },
        **_said(drawn, found, words),
    }


def name_sides(drawn: Sequence[Country], sizes: Sequence[float], found: Atlas) -> list[str | None]:
    """On which side of its circle each of the first has its name; None where it would lie on another name."""
    frame = FRAMES[found.state.region]
    wide = (frame.east - frame.west) % 360 or 360.0
    per_degree = _WIDE / wide
    taken: list[Box] = []
    found_sides: list[str | None] = []
    for one, circle in zip(drawn[:NAMED], sizes, strict=False):
        x, y = ((one.place.lon - frame.west) % 360) * per_degree, one.place.lat * per_degree * 1.1
        offers = sides(x, y, circle, _LETTER * len(one.label))
        free = (
            side
            for side, name in offers.items()
            if name[0] > 0 and name[2] < _WIDE and not any(shared(name, other) for other in taken)
        )
        side = next(free, None)
        if side:
            taken.append(offers[side])
        found_sides.append(side)
    return found_sides + [None] * (len(drawn) - len(found_sides))


def size(part: float) -> float:
    """Pixels of a circle with a part of the largest one's articles: areas compare, not widths."""
    return max(_SIZES[0], _SIZES[1] * sqrt(part))


def _tone(one: Country, measure: Measure) -> float | None:
    """How much less (-1) or more (1) than before or than usual; what lies beyond has the last colour."""
    if measure == "z":
        found = one.unusual.z / _FARTHEST if one.unusual else None
    else:
        found = None if one.ratio is None else log2(one.ratio) / _RANGE if one.ratio > 0 else -1.0
    return None if found is None else round(max(-1.0, min(1.0, found)), 3)


def _colour(one: Country, measure: Measure) -> str:
    """Role of the colour of a change; grey where it is not known."""
    tone = _tone(one, measure)
    return "@bar" if tone is None else f"@diverging-{1 + min(4, int((tone + 1) / 2 * 5))}"


def _said(drawn: Sequence[Country], found: Atlas, words: Words) -> dict[str, Any]:
    return {
        "customdata": [one.code for one in drawn],
        "hovertext": [_hover(one, found, words) for one in drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hover(one: Country, found: Atlas, words: Words) -> str:
    lines = [f"<b>{html.escape(one.label)}</b>", _counted(one, found, words)]
    if one.ratio is not None and one.share_before is not None:
        lines.append(
            words(
                "atlas.hover_before",
                change=words.change(one.ratio),
                before=words.percent(one.share_before),
                days=words.days(found.before[0].first, found.before[0].last),
            )
        )
    if one.unusual:
        n, usual = words.number(one.unusual.articles), words.number(one.unusual.usual)
        lines.append(words("atlas.hover_usual", n=n, usual=usual, z=words.signed(one.unusual.z)))
    return "<br>".join(lines)


def _counted(one: Country, found: Atlas, words: Words) -> str:
    """``4.1% · 31 of 750 articles``."""
    share = "–" if one.share is None else words.percent(one.share)
    things = words(found.state.filters.things)
    return words(
        "atlas.counted",
        share=share,
        n=words.number(one.articles),
        of=words.number(found.collected),
        things=things,
    )


def _height(found: Atlas, least: int, wide: float) -> int:
    """Pixels for the region at a width: the world is low, the others as high as they are, within reason."""
    if found.state.region == "world":
        return least
    frame = FRAMES[found.state.region]
    south, north = (log(tan(radians(45 + degrees / 2))) for degrees in (frame.south, frame.north))
    tall = wide * (north - south) / radians(frame.east - frame.west)
    return round(max(least, min(1.5 * least, tall)))


def _geo(found: Atlas) -> dict[str, Any]:
    frame = FRAMES[found.state.region]
    common = {
        "resolution": 110,
        "showframe": False,
        "showcoastlines": False,
        "showcountries": True,
        "countrycolor": "@line",
        "countrywidth": 0.6,
        "showland": True,
        "landcolor": "@sunken",
        "showlakes": False,
        "bgcolor": "@clear",
        "domain": {"x": [0, 1], "y": [0, 1]},
    }
    if found.state.region == "world":
        return {
            **common,
            "projection": {"type": "natural earth", "rotation": {"lon": _MIDDLE}},
            "lataxis": {"range": [frame.south, frame.north]},
        }
    return {
        **common,
        "projection": {"type": "mercator"},
        "lonaxis": {"range": [frame.west, frame.east]},
        "lataxis": {"range": [frame.south, frame.north]},
    }
