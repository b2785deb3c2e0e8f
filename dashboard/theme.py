"""Colours, the one place they are written: as CSS variables for pages, by name for figures.

A figure names a colour by its role (``"@ink-2"``, ``"@series-1"``) and the browser puts in what that role is
in the reader's scheme, so a change of scheme asks nothing of the server. ``paint`` does the same here.
"""

from __future__ import annotations

from typing import Any, Final, Literal

Scheme = Literal["light", "dark"]

# Found by search: the least ΔE2000 between two series under normal, protan, deutan and tritan sight is 17.5
# on white and 15.1 on dark. The order is fixed; an entity keeps its colour while it is on the page.
SERIES: Final[dict[Scheme, tuple[str, ...]]] = {
    "light": ("#0F39B3", "#953F0D", "#247A67", "#4D1A3C", "#B48F33", "#139CDA"),
    "dark": ("#4B7EF8", "#E96C21", "#BBFBD4", "#B17899", "#FED328", "#69C0E8"),
}
# Series colours are chosen as marks (3:1); these are for words (4.5:1).
SERIES_TEXT: Final[dict[Scheme, tuple[str, ...]]] = {
    "light": ("#0F39B3", "#953F0D", "#1C6B59", "#4D1A3C", "#7A5F14", "#0A6791"),
    "dark": SERIES["dark"],
}
# The second channel for readers who cannot tell colours apart.
DASHES: Final = ("solid", "solid", "solid", "dash", "dash", "dash")
MAX_LINES: Final = len(DASHES)

FONT: Final = 'Inter, system-ui, "Noto Sans", sans-serif'

TOKENS: Final[dict[Scheme, dict[str, str]]] = {
    "light": {
        "page": "#F6F7F9",
        "surface": "#FFFFFF",
        "sunken": "#EEF0F4",
        "line": "#DFE3E9",
        "grid": "#E6E9EE",
        "axis": "#8A93A1",
        "ink": "#151A22",
        "ink-2": "#48515E",
        "ink-3": "#626B78",
        "on-accent": "#FFFFFF",
        "accent": "#0F39B3",
        "accent-soft": "#E7ECFB",
        "up": "#0F6E5C",
        "down": "#953F0D",
        "warn": "#8A5A00",
        "warn-soft": "#FFF4DC",
        "gap": "#8A5A00",
        "gap-fill": "rgba(138,90,0,.07)",
        "mark": "#FFE9A8",
        "mark-ink": "#3B2C00",
        "bar": "#C3CAD4",
        "clear": "rgba(0,0,0,0)",
        "shadow": "0 1px 2px rgba(16,24,40,.05), 0 1px 3px rgba(16,24,40,.04)",
        "float": "0 4px 12px rgba(16,24,40,.10), 0 1px 3px rgba(16,24,40,.08)",
    },
    "dark": {
        "page": "#0C0F14",
        "surface": "#12161D",
        "sunken": "#1A202A",
        "line": "#262E3A",
        "grid": "#222A35",
        "axis": "#6F7A8A",
        "ink": "#EEF1F5",
        "ink-2": "#BAC3CF",
        "ink-3": "#98A2B1",
        "on-accent": "#0C0F14",
        "accent": "#8FB0FF",
        "accent-soft": "#1B2747",
        "up": "#7FE0BE",
        "down": "#FF9A5C",
        "warn": "#FED328",
        "warn-soft": "#2E2609",
        "gap": "#FED328",
        "gap-fill": "rgba(254,211,40,.07)",
        "mark": "#5A4700",
        "mark-ink": "#FFEFC2",
        "bar": "#3B4655",
        "clear": "rgba(0,0,0,0)",
        "shadow": "none",
        "float": "0 0 0 1px #262E3A, 0 8px 24px rgba(0,0,0,.5)",
    },
}
# Less than usual, usual, more than usual; the place of each colour on a scale from 0 to 1 is the figure's.
DIVERGING: Final[dict[Scheme, tuple[str, ...]]] = {
    "light": ("#953F0D", "#E3B79B", "#F3F4F6", "#AFC0EE", "#3F63CC", "#0A2577"),
    "dark": ("#8A4B16", "#5B3A22", "#1A202A", "#22407F", "#4B7EF8", "#C9DAFF"),
}

MANTINE: Final[dict[str, Any]] = {
    "fontFamily": FONT,
    "headings": {"fontFamily": FONT},
    "primaryColor": "sorot",
    "primaryShade": {"light": 6, "dark": 8},
    # Mantine wants ten shades; only those two are used for filled things, the rest for tints.
    "colors": {
        "sorot": [
            "#E7ECFB",
            "#C9D5F6",
            "#A6B9EF",
            "#7F9AE7",
            "#5578DB",
            "#2F56C7",
            "#0F39B3",
            "#0C2E90",
            "#4B7EF8",
            "#8FB0FF",
        ]
    },
    "defaultRadius": "md",
    "cursorType": "pointer",
}


def roles(scheme: Scheme) -> dict[str, str]:
    """Every colour by the name a figure or a style sheet uses."""
    return {
        **TOKENS[scheme],
        **{f"series-{n}": colour for n, colour in enumerate(SERIES[scheme], 1)},
        **{f"series-{n}-text": colour for n, colour in enumerate(SERIES_TEXT[scheme], 1)},
        **{f"diverging-{n}": colour for n, colour in enumerate(DIVERGING[scheme], 1)},
    }


def series(index: int) -> str:
    """Role of the colour of the series at ``index``; they repeat after the sixth."""
    return f"@series-{index % MAX_LINES + 1}"


def dash(index: int) -> str:
    """Line style of the series at ``index``."""
    return DASHES[index % MAX_LINES]


def css() -> str:
    """Style sheet with every role as a variable, for both schemes."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in roles(scheme).items()) for scheme in ("light", "dark")
    )
    return f":root{{color-scheme:light;{light}}}[data-mantine-color-scheme=dark]{{color-scheme:dark;{dark}}}"


def paint(figure: Any, scheme: Scheme) -> Any:
    """Copy of a figure with every ``"@role"`` replaced by its colour in ``scheme``."""
    colours = roles(scheme)

    def painted(value: Any) -> Any:
        if isinstance(value, str):
            return colours[value[1:]] if value.startswith("@") else value
        if isinstance(value, dict):
            return {key: painted(item) for key, item in value.items()}
        if isinstance(value, list):
            return [painted(item) for item in value]
        return value

    return painted(figure)
