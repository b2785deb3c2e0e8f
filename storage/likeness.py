"""What of an article's text tells its copies: a small sketch, the same on every machine and for good.

Wire copy is edited: another headline, a sentence more, a quote less. The sketch holds the smallest hashes of
all runs of five words, from which the part that two texts have in common (Jaccard) can be told without the
texts. Reports made from a template have most words in common, too, and are not copies: they differ in their
dates and numbers, of which the sketch holds marks.

The layout is part of what is stored: a change needs another ``VERSION``, and every article compared again.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from dataclasses import dataclass
from typing import Final

import xxhash

VERSION: Final = b"\x02"
HEADLINE_SIZE: Final = 9  # bytes of a likeness that has a headline alone
RUN: Final = 5  # words
FEWEST_WORDS: Final = 30  # of a text that is compared; below, only headlines are
FEWEST_HEADLINE_WORDS: Final = 4  # "Foto hari ini" is many stories
SKETCH: Final = 64  # hashes kept; texts with fewer runs are compared exactly
LOOKED_UP: Final = 8  # of these, enough for two halves of a text to find each other 99 times of 100
SAME: Final = 0.5  # Jaccard
SAME_NUMBERS: Final = 0.6  # part of the numbers of the text that has fewer
FEWEST_NUMBERS: Final = 5  # in both, for numbers to tell anything
MOST_WORDS: Final = 20_000

_KEY: Final = (1 << 32) - 1
_WORDS: Final = int.from_bytes(
    bytes([0, 0, 0, 0, 255, 255, 255, 255]) * MOST_WORDS, "big"
)  # 32 bits of each hash
_LOW_BITS: Final = 24  # of a run's sum, which say too little
_NUMBER_BITS: Final = 256
_BEFORE_SKETCH: Final = 9 + _NUMBER_BITS // 8  # bytes of a likeness as it is stored
_DAY_BITS: Final = 57  # and seven for the days of the week
_DIGITS: Final = re.compile(r"\d+(?:[.,:/]\d+)*")
# What stands between words in newspapers: quotes are curly in one outlet and straight in another.
_BETWEEN: Final = {
    code: " " for code in (*range(0x250), *range(0x2000, 0x2070), 0x3000) if not chr(code).isalnum()
}
# The same for encoded text: what is one byte goes in one turn; of the others few texts have more than some.
_TO_SPACES: Final = bytes(ord(" ") if code < 0x80 and code in _BETWEEN else code for code in range(256))  # noqa: PLR2004
_LONGER_BETWEEN: Final = re.compile(f"[{''.join(chr(code) for code in _BETWEEN if code >= 0x80)}]")  # noqa: PLR2004
_ASCII: Final = bytes(range(0x80))
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyz "
_DIGIT: Final = re.compile(r"\d")
_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "januari january jan",
            "februari february feb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}
_WEEKDAYS: Final = (
    "senin monday",
    "selasa tuesday",
    "rabu wednesday",
    "kamis thursday",
    "jumat friday",
    "sabtu saturday",
    "minggu sunday",
)
_ENCODED_MONTHS: Final = {name.encode() for name in _MONTHS}
_ENCODED_WEEKDAYS: Final = tuple({name.encode() for name in names.split()} for names in _WEEKDAYS)
_ENCODED_NAMES: Final = frozenset().union(_ENCODED_MONTHS, *_ENCODED_WEEKDAYS)
# "Minggu" is a week, too: it is the day only with its date, or after "hari" or "pada".
_SUNDAY: Final = re.compile(r"\bsunday\b|\b(?:hari|pada) minggu\b|\bminggu,? \(")
_MAYBE_SUNDAY: Final = ("hari minggu", "pada minggu", "minggu (", "minggu, (", "sunday")  # quicker to tell
_NAMED_DAY: Final = re.compile(
    r"\b(?:(\d{{1,2}})(?:st|nd|rd|th)? ({months})|({months}) (\d{{1,2}})(?![\d.,:]*\d))\b".format(
        months="|".join(sorted(_MONTHS, key=len, reverse=True))
    )
)
_SLASHED_DAY: Final = re.compile(r"\((\d{1,2})/(\d{1,2})(?:/\d{2,4})?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What is compared of one article."""

    headline: int = 0  # hash of the title, for an article without a text to compare; 0: none
    days: int = 0  # one bit a date named, and seven for days of the week
    numbers: int = 0  # one bit a number named
    sketch: tuple[int, ...] = ()  # the smallest hashes of runs of words, ascending; empty: too short a text

    @property
    def keys(self) -> tuple[int, ...]:
        """By which copies find each other: two that have none in common are none."""
        if self.headline:
            return (self.headline & _KEY,)
        return self.sketch[:LOOKED_UP]

    def packed(self) -> bytes:
        """As it is stored."""
        if not self.sketch:
            return VERSION + self.headline.to_bytes(8, "little")
        head = self.days.to_bytes(8, "little") + self.numbers.to_bytes(_NUMBER_BITS // 8, "little")
        return VERSION + head + struct.pack(f"<{len(self.sketch)}I", *self.sketch)


NOTHING: Final = Likeness()


def likeness_of(title: str, body: str) -> Likeness:
    """What is compared of an article with this title and this text, cleaned."""
    text = body.casefold()
    spaced = _spaced(text)
    words = spaced.split()[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        named = _spaced(title.casefold()).split()
        few = len(named) < FEWEST_HEADLINE_WORDS
        return NOTHING if few else Likeness(headline=_hash(b" ".join(named)) >> 1)
    return Likeness(
        days=_days(text, words),
        numbers=_numbers(text) if _has_digits(spaced) else 0,
        sketch=_sketch(words),
    )


def unpacked(stored: bytes) -> Likeness:
    """A likeness as it was stored; nothing is like one of another version."""
    if stored[:1] != VERSION:
        return NOTHING
    if len(stored) == HEADLINE_SIZE:
        return Likeness(headline=int.from_bytes(stored[1:], "little"))
    return Likeness(
        days=int.from_bytes(stored[1:9], "little"),
        numbers=int.from_bytes(stored[9:_BEFORE_SKETCH], "little"),
        sketch=struct.unpack(f"<{(len(stored) - _BEFORE_SKETCH) // 4}I", stored[_BEFORE_SKETCH:]),
    )


def keys_in(stored: bytes) -> tuple[int, ...]:
    """``unpacked(stored).keys``, without reading the rest."""
    if stored[:1] != VERSION or len(stored) == HEADLINE_SIZE:
        return unpacked(stored).keys
    hashes = (len(stored) - _BEFORE_SKETCH) // 4
    return struct.unpack_from(f"<{min(hashes, LOOKED_UP)}I", stored, _BEFORE_SKETCH)


def copies(one: Likeness, other: Likeness, *, same_day: bool) -> bool:
    """Whether two articles are one text, edited; headlines without a text must be equal, and of one day."""
    if not (one.sketch and other.sketch):
        alike = one.headline == other.headline != 0 and not (one.sketch or other.sketch)
        return same_day and alike
    return jaccard(one, other) >= SAME and not _other_day(one, other) and not _other_numbers(one, other)


def jaccard(one: Likeness, other: Likeness) -> float:
    """Runs of words in both, as part of those in either: exact for short texts, else to some hundredths."""
    first, second = set(one.sketch), set(other.sketch)
    smallest = sorted(first | second)[:SKETCH]
    return sum(run in first and run in second for run in smallest) / len(smallest) if smallest else 0.0


def _other_day(one: Likeness, other: Likeness) -> bool:
    """Whether both name dates, or days of the week, and none in common: yesterday's weather, say."""
    week = (1 << 7) - 1
    return any(
        one.days & mask and other.days & mask and not one.days & other.days & mask
        for mask in (week, ((1 << 64) - 1) ^ week)
    )


def _other_numbers(one: Likeness, other: Likeness) -> bool:
    """Whether both have numbers enough, and most are others: a price list, a table of results."""
    fewer = min(one.numbers.bit_count(), other.numbers.bit_count())
    return fewer >= FEWEST_NUMBERS and (one.numbers & other.numbers).bit_count() < SAME_NUMBERS * fewer


def _spaced(text: str) -> bytes:
    """Encoded, with nothing but spaces between words."""
    try:
        spaced = text.encode().translate(_TO_SPACES)
    except UnicodeEncodeError:  # lone surrogates
        return text.translate(_BETWEEN).encode("utf-8", "replace")
    if others := spaced.translate(None, _ASCII):
        for sign in set(_LONGER_BETWEEN.findall(others.decode())):
            spaced = spaced.replace(sign.encode(), b" ")
    return spaced


def _sketch(words: list[bytes]) -> tuple[int, ...]:
    runs = _runs(words)
    # Most hashes are far too large to be among the smallest: sorting the few that may be is enough.
    bound = (_KEY + 1) * 3 * SKETCH // (2 * len(words))
    small = {run for run in runs if run < bound}
    if len(small) < SKETCH < len(words):
        small = set(runs)
    return tuple(sorted(small)[:SKETCH])


def _runs(words: list[bytes]) -> list[int]:
    """Hashes of all runs, of 32 bits: sums of the hashes of their words, with a factor for each place.

    All words are in one long number, 64 bits each, of which a hash takes 32 and a factor 29: no sum runs over
    into the next, and a few operations do for all of them.
    """
    codes = int.from_bytes(b"".join(map(xxhash.xxh3_64_digest, words)), "big") & _WORDS
    sums = (
        codes * 0x1CDB4AE7
        + (codes >> 64) * 0x1A5DE28F
        + (codes >> 128) * 0x1DE81EB5
        + (codes >> 192) * 0x1923A44B
        + (codes >> 256) * 0x1B8FE6C3
    )
    runs = array("I", (sums >> _LOW_BITS).to_bytes(8 * len(words), "little"))
    if sys.byteorder == "big":
        runs.byteswap()
    return runs[: 2 * (len(words) - RUN + 1) : 2].tolist()  # the last sums are of fewer words


def _days(text: str, words: list[bytes]) -> int:
    """Marks of the dates and days of the week that a text names."""
    mask = 0
    if "/" in text:
        for match in _SLASHED_DAY.finditer(text):
            mask |= _day_mark(int(match[1]), int(match[2]))
    named = _ENCODED_NAMES.intersection(words)
    if not named.isdisjoint(_ENCODED_MONTHS):
        for match in _NAMED_DAY.finditer(text):
            mask |= _day_mark(int(match[1] or match[4]), _MONTHS[match[2] or match[3]])
    for place, names in enumerate(_ENCODED_WEEKDAYS):
        if not named.isdisjoint(names) and (place < len(_ENCODED_WEEKDAYS) - 1 or _is_sunday(text)):
            mask |= 1 << place
    return mask


def _is_sunday(text: str) -> bool:
    return any(words in text for words in _MAYBE_SUNDAY) and _SUNDAY.search(text) is not None


def _day_mark(day: int, month: int) -> int:
    return 1 << (7 + (31 * month + day) % _DAY_BITS)


def _has_digits(spaced: bytes) -> bool:
    rest = spaced.translate(None, _LETTERS)
    return bool(rest) and _DIGIT.search(rest.decode()) is not None


def _numbers(text: str) -> int:
    mask = 0
    for number in _DIGITS.findall(text):
        mask |= 1 << (_hash(number.encode()) % _NUMBER_BITS)
    return mask


def _hash(content: bytes) -> int:
    return xxhash.xxh3_64_intdigest(content)
