"""One sentence above a chart, made from the numbers the chart draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from dashboard.comparison import Comparison, Subject
    from dashboard.i18n import Words
    from storage.questions.queries import Basis

_LEVEL: Final = 0.02  # shares nearer than this part of each other are level
_FRESH: Final = 28  # days; older spikes are not news
_MONTHS: Final = 2  # a record over less is not worth a word
_RARE: Final = 0.05  # below this, "one article in 20" says less than the percent


def finding(comparison: Comparison, basis: Basis, words: Words) -> str:
    """What is most worth knowing, with **strong** names; empty when there is nothing to compare."""
    shares = _shares(comparison)
    if not shares:
        return ""
    if not any(share for _, share in shares):
        return words("compare.finding_none")
    spike = spike_said(comparison, words)
    return f"{spike} {_still(shares, basis, words)}" if spike else _leads(shares, basis, words)


def _shares(comparison: Comparison) -> list[tuple[Subject, float]]:
    """Share over the whole range, largest first."""
    seen = comparison.timeline.filter(pl.col("state").is_in(["observed", "partial"]))
    sums = seen.group_by("entity_id").agg(pl.col("articles").sum(), pl.col("collected").sum())
    share = {entity: n / of for entity, n, of in sums.iter_rows() if of}
    found = [(s, share[s.entity_id]) for s in comparison.subjects if s.entity_id in share]
    return sorted(found, key=lambda pair: -pair[1])


def spike_said(comparison: Comparison, words: Words) -> str | None:
    """The largest of the recent spikes in a sentence; None when there is none."""
    if not len(comparison.spikes):
        return None
    last = comparison.days["day"][-1]
    fresh = [row for row in comparison.spikes.iter_rows(named=True) if (last - row["day"]).days < _FRESH]
    if not fresh:
        return None
    row = max(fresh, key=lambda row: row["ratio"])
    subject = next(s for s in comparison.subjects if s.entity_id == row["entity_id"])
    said = {
        "name": subject.label,
        "factor": words.number(row["ratio"], 1),
        "day": words.day(row["day"], "long"),
    }
    months = len(comparison.days) // 30
    # Spikes come from days, so days are compared, however coarse the chart is drawn.
    others = comparison.spikes.filter(pl.col("entity_id") == subject.entity_id)["articles"].to_list()
    if months >= _MONTHS and row["articles"] >= max(others):
        return words("compare.finding_spike_record", months=months, **said)
    return words("compare.finding_spike", **said)


def _still(shares: list[tuple[Subject, float]], basis: Basis, words: Words) -> str:
    subject, share = shares[0]
    if share >= _RARE:
        fraction = words(
            "compare.fraction_one_in",
            thing=words(f"basis.thing_{basis}"),
            n=_spelled(round(1 / share), words),
        )
    else:
        fraction = words(
            "compare.fraction_percent", things=words(f"basis.things_{basis}"), share=words.percent(share)
        )
    return words("compare.finding_still", name=subject.label, fraction=fraction)


def _leads(shares: list[tuple[Subject, float]], basis: Basis, words: Words) -> str:
    subject, share = shares[0]
    things = words(f"basis.things_{basis}")
    if len(shares) == 1:
        return words("compare.finding_one", name=subject.label, things=things, share=words.percent(share))
    second, less = shares[1]
    if share - less < _LEVEL * share:
        return words(
            "compare.finding_equal",
            name=subject.label,
            second=second.label,
            things=things,
            share=words.percent(share),
        )
    return words(
        "compare.finding_leads",
        name=subject.label,
        things=things,
        share=words.percent(share),
        second=second.label,
        second_share=words.percent(less),
    )


def _spelled(n: int, words: Words) -> str:
    """Small numbers in letters, as prose has them."""
    names = words("number.small").split()
    return dict(enumerate(names, 2)).get(n) or words.number(n)
