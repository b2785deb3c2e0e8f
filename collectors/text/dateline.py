"""The dateline that opens a report: who publishes, where and when it was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from collectors.text.attribution import is_known
from collectors.text.noise import noise

_HEAD: Final = 200  # characters in which a dateline ends
_CAP: Final = "A-ZÀ-ÖØ-ÞĀ-Ž"
_WORD: Final = rf"[{_CAP}][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?"
_PLACE: Final = rf"{_WORD}(?: (?:{_WORD}|de|da|do|la|el|del|of)){{0,3}}"
_CITY: Final = rf"(?P<city>{_PLACE}(?: ?/ ?{_PLACE}){{0,3}})(?:, ?(?:{_PLACE}|[A-Z]\.[A-Z]\.))?"
_DASH: Final = r"\s*(?:-{1,3}|[–—―−])\s*"
_DATE: Final = rf"(?:[,\s]+(?:{_WORD}\.? \d{{1,2}}|\d{{1,2}} {_WORD})(?:,? \d{{4}})?\.?)"
_SITE: Final = (
    r"[A-Za-z][A-Za-z0-9]{1,20}\.(?:com|co\.id|co|id|tv|net|news|org|COM|CO\.ID|CO|ID|TV|NET|NEWS|ORG)\b"
)
_AGENCY: Final = r"\((?P<agency>[A-Z][A-Za-z0-9./& -]{1,40})\)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The opening of a text."""

    end: int  # where the report itself begins
    city: str | None  # as printed: "SEOUL/MOSKOW"; None when only the publisher is named


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    data = noise()
    names = "|".join(re.escape(name) for name in sorted(data.publishers, key=len, reverse=True))
    publisher = rf"(?:{_SITE}|{names})"
    full_stop = "|".join(re.escape(name) for name in sorted(data.full_stop, key=len, reverse=True))
    between = r"\s*[,–—-]{1,2}\s*"
    return tuple(
        re.compile(pattern)
        for pattern in (
            # KONTAN.CO.ID - SEOUL/MOSKOW.
            rf"(?:{full_stop})(?:{between}|\s){_CITY}(?:(?P<stop>\.\s+)|{_DASH})",
            rf"{publisher}\s?,\s*{_CITY}{_DASH}",  # Liputan6.com, Jakarta -
            rf"{publisher}{_DASH}{_CITY}\s(?:-{{1,2}}|[–—])\s",  # iNews.id - JAKARTA -
            rf"{_CITY}{_DATE}?\s?,\s*\(?{publisher}\)?{_DASH}",  # JAKARTA, KOMPAS.com -
            rf"{_CITY}{_DATE}?\s?,\s*{publisher}[^\S\n]*\n",  # on a line of its own
            rf"{_CITY}{_DATE}?,?\s*{_AGENCY}{_DASH}",  # JAKARTA, Nov 20 (Reuters) -
            rf"{_AGENCY}{_DASH}",  # (Reuters) -
            rf"{publisher}\s(?:-{{1,2}}|[–—])\s*|{publisher}[–—-]{{1,2}}\s",  # KOMPAS.com -
            rf"{_CITY}{_DATE}\s+(?:-{{1,2}}|[–—])\s",  # KUALA LUMPUR, Nov 20 —
        )
    )


_AFTER_SITE = re.compile(rf"(?P<site>{_SITE})\s?,\s*")
_ON_OWN_LINES = re.compile(
    rf"(?P<city>{_PLACE}(?: ?/ ?{_PLACE}){{0,3}})\s*\n\s*(?:-{{1,2}}|[–—])\s*(?:\n|(?=\S))"
)
_BARE = re.compile(
    rf"(?P<city>{_PLACE}(?: ?/ ?{_PLACE}){{0,3}})(?P<country>, {_PLACE})?"
    rf"(?P<dash>\s*(?:-{{1,2}}|[–—])\s*|:\s)(?=[{_CAP}\d“\"'‘(])"
)
# How a paragraph mostly begins: after its first word one in small letters, which is in no name and no place.
_PROSE = re.compile(r"[^\W\d_]+,? (?P<word>[a-z]+)[ ,]")
_DASHES: Final = frozenset("-–—―−")
_SPACES = re.compile(r"\s*")
_MIN_CAPITALS: Final = 4
_MIN_PARAGRAPH: Final = 100


def dateline(text: str, start: int = 0, *, outlet: str | None = None) -> Dateline | None:
    """The dateline that ``text`` has at ``start``, if it has one there.

    ``outlet`` is a key or name; detik opens with a bare "City - ", which elsewhere needs a known place.
    """
    if _is_prose(text, start):
        return None
    head = text[start : start + _HEAD]
    if not head[:1].isalpha() and not head.startswith("("):
        return None
    found = _read(head, detik="detik" in (outlet or "").casefold())
    if found is None:
        return None
    # What is left must be a report: a text that is all dateline is something else.
    end = _SPACES.match(text, start + found.end).end()  # type: ignore[union-attr]  # \s* always matches
    return Dateline(end=end, city=found.city) if end < len(text) else None


def late_dateline(text: str, start: int, end: int) -> Dateline | None:
    """The dateline of the paragraph ``text[start:end]``, which headlines and captions stand before.

    A place alone opens a paragraph, not a short line: "Moskow: Kami Siap Berunding" is a headline.
    """
    if _is_prose(text, start):
        return None
    head = text[start : start + _HEAD]
    if not (head[:1].isalpha() or head.startswith("(")):
        return None
    found = _with_publisher(head)
    if found is None and end - start >= _MIN_PARAGRAPH:
        found = _bare(head, detik=False, known_only=True)
    if found is None:
        return None
    end = _SPACES.match(text, start + found.end).end()  # type: ignore[union-attr]  # \s* always matches
    return Dateline(end=end, city=found.city) if end < len(text) else None


def _is_prose(text: str, start: int) -> bool:
    """Whether the first two words tell that no dateline begins at ``start``."""
    opening = _PROSE.match(text, start)
    if opening is None:
        return False
    data = noise()
    return opening["word"] not in data.small_publishers and not text.startswith(data.full_stop, start)


def _read(head: str, *, detik: bool) -> Dateline | None:
    return _with_publisher(head) or _after_site(head, glued=False) or _bare(head, detik=detik)


def _with_publisher(head: str) -> Dateline | None:
    if glued := _after_site(head, glued=True):
        return glued
    if not _may_open(head):
        return None
    for pattern in _patterns():
        if (match := pattern.match(head)) and _is_plausible(**match.groupdict()):
            return Dateline(end=match.end(), city=match.groupdict().get("city"))
    return None


def _may_open(head: str) -> bool:
    """Whether only names stand before the first dash, or in the first line: prose has small words there."""
    data = noise()
    if head.startswith(data.full_stop):
        return True
    for word in head.partition("\n")[0].split():
        if not _DASHES.isdisjoint(word):
            return True
        if word[0].islower() and "." not in word and word.strip(",()") not in data.small_publishers:
            return False
    return True


def _is_plausible(agency: str | None = None, city: str | None = None, stop: str | None = None) -> bool:
    """Whether brackets name an agency and a full stop ends a place; "Amerika Serikat (AS) - …" does not."""
    known = city is not None and all(part.strip().casefold() in noise().places for part in city.split("/"))
    if agency is not None and not known and not is_known(agency):
        return False
    return stop is None or known or (city or "").isupper()


def _after_site(head: str, *, glued: bool) -> Dateline | None:
    """``Liputan6.com, Jakarta Ia …``; ``glued``: ``Liputan6.com, JakartaGelandang …``."""
    site = _AFTER_SITE.match(head)
    if site is None:
        return None
    rest = head[site.end() :]
    folded = rest.casefold()
    # The longest place wins: "Jakarta Pusat" before "Jakarta".
    for place in sorted(noise().places, key=len, reverse=True):
        after = rest[len(place) : len(place) + 1]
        if folded.startswith(place) and not after.islower() and (not glued or after.isupper()):
            return Dateline(end=site.end() + len(place), city=rest[: len(place)])
    return None


def _bare(head: str, *, detik: bool, known_only: bool = False) -> Dateline | None:
    if not known_only and (match := _ON_OWN_LINES.match(head)):
        return Dateline(end=match.end(), city=match["city"])
    match = _BARE.match(head)
    if match is None:
        return None
    city, spaced = match["city"], match["dash"].strip() != match["dash"]
    data = noise()
    parts = [part.strip() for part in city.split("/")]
    known = all(part.casefold() in data.places for part in parts)
    if known and (spaced or city.isupper() or match["dash"] in {"–", "—", "--"}):
        return Dateline(end=match.end(), city=city)
    if known_only or ":" in match["dash"] or match["country"]:
        return None
    capitals = city.isupper() and len(city) >= _MIN_CAPITALS and data.not_places.isdisjoint(city.split())
    if capitals or (detik and spaced and data.not_places.isdisjoint(city.upper().split())):
        return Dateline(end=match.end(), city=city)
    return None
