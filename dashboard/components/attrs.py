"""HTML attributes with hyphens in their names."""

from __future__ import annotations

from typing import Any


def attrs(**values: str) -> dict[str, Any]:
    """``attrs(aria_label="Close")`` as ``{"aria-label": "Close"}``, to be spread into a component."""
    return {name.replace("_", "-"): value for name, value in values.items()}
