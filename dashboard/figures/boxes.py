"""Names beside marks, as boxes of pixels that should not lie on each other."""

from __future__ import annotations

Box = tuple[float, float, float, float]  # left, bottom, right, top


def box(x: float, y: float, width: float, height: float) -> Box:
    """The box around a middle."""
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def shared(one: Box, other: Box) -> float:
    """Area in which two boxes lie on each other."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width * height if width > 0 and height > 0 else 0.0


def sides(x: float, y: float, size: float, width: float, height: float = 14.0) -> dict[str, Box]:
    """Where a name of ``width`` can stand beside a mark of ``size``, by plotly's ``textposition``."""
    away, across = size / 2 + 9, size / 2 + 4 + width / 2
    offers = {
        "top center": (0.0, away),
        "bottom center": (0.0, -away),
        "middle right": (across, 0.0),
        "middle left": (-across, 0.0),
    }
    return {side: box(x + right, y + up, width, height) for side, (right, up) in offers.items()}
