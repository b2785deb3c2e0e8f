"""Numbers with their words, as the commands print them."""

from __future__ import annotations


def many(number: int, word: str, plural: str = "") -> str:
    """``1 feed``, ``2 feeds``; ``plural`` where it is not the word and an s."""
    return f"{number} {word if number == 1 else plural or word + 's'}"
