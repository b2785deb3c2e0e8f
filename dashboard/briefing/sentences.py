"""The sentences of a briefing: each says numbers of it and nothing more. **Names** are strong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.gaps import unread_in, why

if TYPE_CHECKING:
    from dashboard.briefing.numbers import Briefing, Line, Pair, Spike
    from dashboard.i18n import Words

STEADY: Final = 0.15  # a smaller change is neither a rise nor a fall
DOUBLE: Final = 1.85  # from here on a rise is told as a factor
SHOWN: Final = 5  # of those that rose, and of those that fell


def summary(found: Briefing, words: Words) -> str:
    """What the week comes to."""
    things = words(found.filters.things)
    if not found.lines:
        return words("briefing.nobody")
    if all(line.share is None for line in found.lines):
        return words("briefing.unread_all")
    n = words.number(found.collected)
    read = words("briefing.read", n=n, things=things)
    first = found.lines[0]
    if not first.articles:
        return f"{read} {words('briefing.none')}"
    level = [f"**{line.subject.label}**" for line in found.lines if line.share == first.share]
    key = "briefing.most" if len(level) == 1 else "briefing.level"
    most = words(key, names=words.join(level), share=words.percent(first.share or 0.0), things=things)
    return f"{read} {most}"


def moved(found: Briefing, words: Words) -> tuple[list[str], list[str]]:
    """Those that rose, and those that fell, the largest change first."""
    told = [(line.change, line) for line in found.lines if line.change is not None]
    rose = sorted((pair for pair in told if pair[0] > 1 + STEADY), key=lambda pair: -pair[0])
    fell = sorted((pair for pair in told if pair[0] < 1 - STEADY), key=lambda pair: pair[0])
    new = [line for line in found.lines if line.before == 0 and line.share and not line.few]
    return (
        [_new(line, words) for line in new[:SHOWN]]
        + [_moved(line, ratio, words) for ratio, line in rose[: SHOWN - len(new[:SHOWN])]],
        [_moved(line, ratio, words) for ratio, line in fell[:SHOWN]],
    )


def _new(line: Line, words: Words) -> str:
    return words("briefing.new", name=line.subject.label, share=words.percent(line.share or 0.0))


def _moved(line: Line, ratio: float, words: Words) -> str:
    name = line.subject.label
    shares = {"share": words.percent(line.share or 0.0), "before": words.percent(line.before or 0.0)}
    if ratio >= DOUBLE:
        return words("briefing.times", name=name, times=words.number(ratio, 1), **shares)
    if ratio > 1:
        return words("briefing.rose", name=name, percent=words.percent(ratio - 1, 0), **shares)
    return words("briefing.fell", name=name, percent=words.percent(1 - ratio, 0), **shares)


def spiked(spike: Spike, found: Briefing, words: Words) -> str:
    """A day that stood out."""
    return words(
        "briefing.spike",
        name=spike.subject.label,
        day=words.day(spike.day, "heading"),
        times=words.number(spike.ratio, 1),
        n=words.number(spike.articles),
        of=words.number(spike.collected),
        things=words(found.filters.things),
    )


def joined(pair: Pair, found: Briefing, words: Words) -> str:
    """Two who are new beside each other."""
    key = f"briefing.pair_{found.filters.basis}"
    return words(key, name=pair.subject.label, other=pair.other.label, n=words.number(pair.together))


def unread(found: Briefing, words: Words) -> list[str]:
    """What was not read: days that are no 0 in any of the numbers, then outlets."""
    days = [
        words("briefing.gap", day=words.day(day, "heading"), why=why(reasons, words))
        for day, reasons in sorted(unread_in(found.gaps, "day").items())
    ]
    outlets = [words.count("briefing.outlet", n, name=name) for name, n in found.unread]
    return days + outlets or [words("briefing.all_read")]
