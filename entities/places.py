"""Which countries a dateline names: capitals, other cities and the countries themselves."""

from __future__ import annotations

import re

from entities.gazetteer import Gazetteer
from entities.normalize import fold_name

_PARTS = re.compile(r"[/,;&|]| - |\bdan\b|\band\b|[()]", re.IGNORECASE)


class Places:
    """Place names, in any letter case, and the ISO code of each."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._codes: dict[str, str] = {}
        ranks = {"name": 0, "capital": 1, "dateline": 2, "nickname": 3, "demonym": 4}
        countries = [
            alias
            for alias in gazetteer.aliases
            if gazetteer.entities[alias.entity].kind == "country"
            and not (alias.foreign and alias.langs and alias.kind != "capital")
        ]
        for alias in sorted(countries, key=lambda alias: (alias.foreign, alias.weak, ranks[alias.kind])):
            self._codes.setdefault(fold_name(alias.text).casefold(), gazetteer.entities[alias.entity].code)

    def resolve(self, dateline: str) -> tuple[str, ...]:
        """ISO codes in text order, each once; places that are not known are left out."""
        codes: list[str] = []
        for part in _PARTS.split(dateline.replace("\n", " ")):
            codes += self._named(fold_name(part).casefold().strip(" .-:*'\""))
        return tuple(dict.fromkeys(codes))

    def _named(self, part: str) -> list[str]:
        """Codes of the longest names in ``part``, left to right."""
        words, codes, at = [word.strip(".") for word in part.split()], [], 0
        while at < len(words):
            for end in range(min(len(words), at + 5), at, -1):
                if code := self._codes.get(" ".join(words[at:end])):
                    codes.append(code)
                    at = end - 1
                    break
            at += 1
        return codes
