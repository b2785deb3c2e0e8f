"""The sentence at the top of the Overview: the story of the window, made from its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.overview import Overview
    from storage.questions.findings import Fact, FactKind

_DOUBLE: Final = 1.85  # from here on a rise is told as a factor, below as a percentage


def story(found: Overview, words: Words) -> str:
    """What is most worth knowing, with **strong** names; empty when nothing was read."""
    facts = {fact.kind: fact for fact in found.facts}
    said = _risen(facts.get("rose"), found, words) or _spiked(facts, found, words)
    said = said or _leading(facts, found, words) or _most(found, words)
    fell = facts.get("fell")
    if fell is not None and fell.ratio is not None:
        said = f"{said} {_fallen(fell, found, words)}".strip()
    return said


def _risen(fact: Fact | None, found: Overview, words: Words) -> str:
    if fact is None:
        return ""
    key, times = "story.rose_from_nothing", ""
    if fact.ratio is not None:
        key = "story.rose_times" if fact.ratio >= _DOUBLE else "story.rose_percent"
        times = words.number(fact.ratio, 1) if fact.ratio >= _DOUBLE else words.percent(fact.ratio - 1, 0)
    return words(
        key,
        name=found.names[fact.entity_id].label,
        span=words(f"story.span.{found.state.span}"),
        share=words.percent(fact.share),
        things=_things(found, words),
        times=times,
        before=words(f"story.before.{found.state.span}"),
    )


def _spiked(facts: dict[FactKind, Fact], found: Overview, words: Words) -> str:
    row, first = found.spike, facts.get("leads")
    if row is None:
        return ""
    said = words(
        "story.spiked",
        name=found.names[row["entity_id"]].label,
        span=words(f"story.span.{found.state.span}"),
        n=words.number(row["articles"]),
        of=words.number(row["collected"]),
        things=_things(found, words),
        day=words.day(row["day"], "long"),
        times=words.number(row["ratio"], 1),
    )
    if first is None or first.entity_id == row["entity_id"]:
        return said
    name = found.names[first.entity_id].label
    return f"{said} {words('story.still', name=name, share=words.percent(first.share))}"


def _leading(facts: dict[FactKind, Fact], found: Overview, words: Words) -> str:
    fact = facts.get("leads")
    if fact is not None:
        return words(
            "story.leads",
            name=found.names[fact.entity_id].label,
            span=words(f"story.span.{found.state.span}"),
            share=words.percent(fact.share),
            things=_things(found, words),
        )
    return ""


def _most(found: Overview, words: Words) -> str:
    first = found.first
    if first is None:
        return ""
    n, of = words.number(first.articles), words.number(first.collected)
    said = words("story.most", name=first.name.label, n=n, of=of, things=_things(found, words))
    return f"{said} {words('story.young')}" if found.moves_from else said


def _fallen(fact: Fact, found: Overview, words: Words) -> str:
    return words(
        "story.fell",
        name=found.names[fact.entity_id].label,
        percent=words.percent(1 - (fact.ratio or 0.0), 0),
        share=words.percent(fact.share),
    )


def _things(found: Overview, words: Words) -> str:
    return words(found.state.filters.things)
