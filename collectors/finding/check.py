"""Feeds of the configuration tried once, politely, and what is wrong with each in words.

Nothing is remembered: the collector's ledger is only read, for sites that asked to be left alone.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from aiohttp.abc import AbstractResolver

from collectors.fetch import Web
from collectors.finding.look import Content, Seen, look, ready, same_entries
from collectors.resources import Clock, utc_now
from collectors.settings import CollectSettings
from collectors.workers import WorkerPool
from storage.errors import LedgerError
from storage.ledger.ledger import Ledger
from storage.records import Feed

DEAD: Final = timedelta(days=365)  # nothing newer: nobody looks after it
STALE: Final = timedelta(days=30)
SLOW: Final = timedelta(seconds=10)
SAME: Final = 0.8  # of the entries of two feeds
FEW: Final = 3  # entries; fewer may be the same by chance
_DAY, _HOUR, _YEAR = timedelta(days=1), timedelta(hours=1), 365.25

# What can be wrong, the most serious first, and what to do about it.
KINDS: Final = {
    "address": "Mend the address, or allow it under collect: in config.yaml.",
    "dns": "Look for a slip in the address; sorot feeds discover finds where the outlet has its feeds now.",
    "certificate": "The outlet has to renew it. Until then nothing of it is read.",
    "connection": "Try again later; sorot does so by itself.",
    "timeout": "Try again later; a longer collect: deadline helps where a site is always slow.",
    "gone": "Look for its new address with sorot feeds discover, or take it out.",
    "challenge": "The site lets browsers in only. Ask the outlet to let sorot read its feed, or take it out.",
    "refused": "The outlet does not want programs, or not from this network. Ask it, or take the feed out.",
    "later": "Nothing: it is asked again when the time is over.",
    "status": "Try again later; sorot does so by itself.",
    "html": "Look for the feed's address with sorot feeds discover.",
    "not-a-feed": "Look for the feed's address with sorot feeds discover.",
    "empty": "Look at it again in a day; a feed that stays empty is worth nothing.",
    "dead": "Take it out: the outlet looks after it no more.",
    "future": "Its articles are dated by when they were first seen; tell the outlet.",
    "stale": "Look whether the section is still written for.",
    "duplicate": "Keep one of them; articles are counted once, but asked for twice.",
    "moved": "Write the new address into config.yaml.",
    "undated": "Dates are taken from article pages, else from when they were first seen.",
    "unlinked": "These entries have no page that could be read.",
    "language": "Set lang: of the feed; names are looked for in that language.",
    "slow": "Nothing, as long as it stays below collect: deadline.",
    "untidy": "Nothing: what it has is read all the same.",
}  # fmt: skip
_RANK: Final = {kind: place for place, kind in enumerate(KINDS)}
BROKEN: Final = frozenset(list(KINDS)[: _RANK["empty"] + 1])  # nothing is read from it


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong."""

    kind: str  # of KINDS
    says: str

    @property
    def remedy(self) -> str:
        """What to do."""
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of one feed."""

    feed: Feed
    seen: Seen | None  # None: it was not asked
    problems: tuple[Problem, ...]  # the most serious first

    @property
    def state(self) -> str:
        """``broken``, ``wrong`` or ``ok``."""
        if not self.problems:
            return "ok"
        return "broken" if self.problems[0].kind in BROKEN else "wrong"


async def check(
    settings: CollectSettings,
    feeds: Sequence[Feed],
    *,
    clock: Clock = utc_now,
    resolver: AbstractResolver | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> list[Checked]:
    """Try each feed; those with the worst problem first, feeds without any at the end."""
    paused = _pauses(settings, clock())
    sites: dict[str, list[Feed]] = {}
    for feed in feeds:
        sites.setdefault(feed.host, []).append(feed)
    seen: dict[str, Seen] = {}
    async with AsyncExitStack() as stack:
        workers = WorkerPool(settings.workers, limit=settings.read_limit, setup=ready)
        stack.push_async_callback(workers.close)
        web = await stack.enter_async_context(Web(settings, resolver=resolver, clock=clock))

        async def one_after_the_other(group: Sequence[Feed]) -> None:
            for feed in group:
                if feed.host not in paused:
                    found = await look(web, workers, feed.url, zone=settings.zone, now=clock())
                    seen[feed.key] = replace(found, body=None)  # a hundred pages need not be kept
                progress(len(seen))

        async with asyncio.TaskGroup() as tasks:
            for group in sites.values():
                tasks.create_task(one_after_the_other(group))
    found = [_judged(feed, seen.get(feed.key), paused, clock()) for feed in feeds]
    found = _with_duplicates(found)
    return sorted(found, key=lambda one: _RANK[one.problems[0].kind] if one.problems else len(_RANK))


def _pauses(settings: CollectSettings, now: datetime) -> dict[str, datetime]:
    """Sites that asked the collector to be left alone, and until when."""
    try:
        with Ledger.open(settings.ledger, read_only=True) as ledger:
            states = ledger.all()
    except LedgerError:  # of another version: the collector will say so
        return {}
    return {
        state.host: state.paused_until for state in states if state.paused_until and state.paused_until > now
    }


def _judged(feed: Feed, seen: Seen | None, paused: Mapping[str, datetime], now: datetime) -> Checked:
    if seen is None:
        until = paused[feed.host].astimezone().strftime("%d %b %H:%M %Z")
        problems = [
            Problem(kind="later", says=f"was not asked: {feed.host} wants to be left alone until {until}")
        ]
    elif seen.content is None:
        problems = [Problem(kind=_kind(seen), says=seen.reason)]
    else:
        problems = [*_of_content(feed, seen.content, now), *_of_answer(seen)]
    problems.sort(key=lambda problem: _RANK[problem.kind])
    return Checked(feed=feed, seen=seen, problems=tuple(problems))


def _kind(seen: Seen) -> str:
    reason = seen.reason.lower()
    if "cloudflare" in reason:
        return "challenge"
    if seen.failure == "no-feed":
        return "html" if "html" in reason else "empty" if "empty" in reason else "not-a-feed"
    return seen.failure or "status"


def _of_content(feed: Feed, content: Content, now: datetime) -> list[Problem]:
    if not content.entries:
        return [Problem(kind="empty", says="has no entries")]
    problems = []
    age = now - content.newest if content.newest else timedelta()
    if age > STALE:
        kind = "dead" if age > DEAD else "stale"
        problems.append(
            Problem(kind=kind, says=f"has nothing newer than {_ago(age)} ({content.newest:%d %b %Y})")
        )
    if content.ahead:
        problems.append(Problem(kind="future", says=_ahead(content.ahead)))
    if not content.dated:
        problems.append(Problem(kind="undated", says="has no date that can be read"))
    if unlinked := content.entries - content.linked:
        says = f"has {unlinked} of {content.entries} entries without a link"
        problems.append(Problem(kind="unlinked", says=says))
    if content.language and content.language != feed.lang and len(content.language) == len(feed.lang):
        says = f"says that its language is {content.language}; config.yaml has {feed.lang}"
        problems.append(Problem(kind="language", says=says))
    said = [problem for problem in content.problems if "without a usable link" not in problem]
    if said:
        problems.append(Problem(kind="untidy", says="; ".join(said)))
    return problems


def _of_answer(seen: Seen) -> list[Problem]:
    problems = []
    if seen.moved_to:
        problems.append(Problem(kind="moved", says=f"has moved for good to {seen.moved_to}"))
    if seen.took > SLOW:
        problems.append(Problem(kind="slow", says=f"took {seen.took.total_seconds():.0f} s to answer"))
    return problems


def _with_duplicates(found: Sequence[Checked]) -> list[Checked]:
    """The same, each feed that has the entries of one before it marked."""
    first: list[tuple[Feed, Content]] = []
    checked = []
    for one in found:
        content = one.seen.content if one.seen else None
        if content is not None and len(content.links) >= FEW:
            twin = next((feed for feed, other in first if same_entries(content, other, share=SAME)), None)
            if twin is not None:
                problem = Problem(kind="duplicate", says=f"has the same entries as {twin.key}")
                problems = sorted([*one.problems, problem], key=lambda each: _RANK[each.kind])
                checked.append(replace(one, problems=tuple(problems)))
                continue
            first.append((one.feed, content))
        checked.append(one)
    return checked


def _ago(age: timedelta) -> str:
    days = age / _DAY
    if days > 2 * _YEAR:
        return f"{days / _YEAR:.1f} years ago"
    return f"{days:.0f} days ago"


def _ahead(ahead: timedelta) -> str:
    if ahead > 2 * _DAY:
        return f"has entries dated {ahead / _DAY:.0f} days in the future"
    hours = math.ceil(ahead / _HOUR - 0.2)  # a little less than whole: the newest is never of this minute
    return (
        f"has entries dated up to {max(hours, 1)} h in the future: a local time written as if it were UTC "
        "(WIB is UTC+7, WITA +8, WIT +9)"
    )
