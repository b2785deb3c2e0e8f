"""Which outlets a fixed panel has, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

    from dashboard.i18n import Words

_NAMED: Final = 3  # outlets left out that are named


def nobody(panel: pl.DataFrame) -> bool:
    """Whether a fixed panel has no outlet at all. ``panel`` is queries.fixed_panel, empty where all count."""
    return not panel.is_empty() and not panel["included"].any()


def panel_said(panel: pl.DataFrame, words: Words) -> str:
    """``panel`` is queries.fixed_panel. Empty where it is."""
    if panel.is_empty():
        return ""
    members = panel.filter("included")
    said = words("compare.sub_panel", k=words.number(len(members)), n=words.number(len(panel)))
    out = [
        words("compare.panel_out", name=name, why=words(f"compare.panel_{reason.replace(' ', '_')}"))
        for name, reason in panel.filter(~panel["included"]).select("name", "reason").iter_rows()
    ]
    if len(out) > _NAMED + 1:
        out = [*out[:_NAMED], words("compare.panel_more", n=words.number(len(out) - _NAMED))]
    return f"{said} {words('compare.panel_without', names=words.join(out))}" if out else said
