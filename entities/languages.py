"""From a file of languages/ to aliases: endings written out, CLDR names added, languages limited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from entities.formats import AliasEntry, LanguageFile
from entities.normalize import fold_name
from entities.types import Alias, AliasKind, Language

_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_EXPLAINED = re.compile("[(（]| [-–] ")  # CLDR tells places apart: "Congo - Kinshasa", "Myanmar (Burma)"
_ENDING = re.compile(r"([^\s+]*)\+(\w+)")  # "российск+adj": the stem and the name of a list of endings


class Given(NamedTuple):
    """An alias and the text it was made of, which is how the file has it."""

    alias: Alias
    text: str
    cldr: bool = False


class LanguageError(ValueError):
    """A file that is well formed and makes no sense."""

    def __init__(self, text: str, message: str) -> None:
        """:param text: what stands in the file where the mistake is."""
        self.text = text
        super().__init__(message)


def language_of_file(file: LanguageFile) -> Language:
    """What is not about single names."""
    pairs = ((text, f"country:{one}", f"country:{two}") for text, (one, two) in file.pairs.items())
    return Language(code=file.language, suffixes=file.suffixes, pairs=tuple(pairs))


def given_names(file: LanguageFile) -> Iterator[Given]:
    """All aliases of the file, those of CLDR last.

    :raises LanguageError: an ending or CLDR language is not known.
    """
    for code, country in file.countries.items():
        yield from _given(file, f"country:{code}", country.names, "name")
        yield from _given(file, f"country:{code}", country.demonyms, "demonym")
        yield from _given(file, f"country:{code}", country.nicknames, "nickname")
        yield from _given(file, f"country:{code}", country.capitals, "capital")
    for leader, called in file.leaders.items():
        yield from _given(file, f"leader:{leader}", called.names, "name")
        yield from _given(file, f"leader:{leader}", called.short, "name", short=True)


def cldr_names(file: LanguageFile, codes: set[str]) -> Iterator[Given]:
    """CLDR's names of the countries ``codes``, as far as somebody writes them so.

    :raises LanguageError: CLDR does not know the language, or not the name that is dropped.
    """
    dropped = set(file.cldr_drop)
    for locale in file.cldr or (file.language,):
        try:
            territories = Locale.parse(locale).territories
        except (UnknownLocaleError, ValueError):
            raise LanguageError(locale, f"cldr: the language {locale!r} is not in CLDR; drop it") from None
        for code in sorted(codes & set(territories)):
            text = territories[code]
            dropped.discard(text)
            if text not in file.cldr_drop and not _EXPLAINED.search(text):
                yield Given(
                    _alias(file, f"country:{code}", AliasEntry(text=text), "name", text), text, cldr=True
                )
    for text in sorted(dropped):
        raise LanguageError(text, f"cldr_drop: {text!r} is no name in CLDR; drop it here")


def written_out(text: str, endings: dict[str, tuple[str, ...]]) -> list[str]:
    """``text`` with its endings: "Дональд+m Трамп+n" once in each case, all words in the same.

    :raises LanguageError: an ending is not known, or two have not as many forms.
    """
    names = [name for _, name in _ENDING.findall(text)]
    if not names:
        return [text]
    if unknown := sorted(set(names) - endings.keys()):
        known = ", ".join(sorted(endings)) or "none"
        raise LanguageError(text, f"{text!r}: no endings are called {unknown[0]!r}; known: {known}")
    count = len(endings[names[0]])
    if any(len(endings[name]) != count for name in names):
        raise LanguageError(text, f"{text!r}: its endings must have as many forms each")

    def form(case: int) -> str:
        return _ENDING.sub(lambda found: found[1] + endings[found[2]][case], text)

    return list(dict.fromkeys(form(case) for case in range(count)))


@lru_cache(maxsize=1 << 16)
def same(text: str) -> str:
    """The same for two texts that the matcher does not tell apart, letter case aside."""
    return fold_name(text).casefold()


def _given(
    file: LanguageFile, key: str, entries: tuple[AliasEntry, ...], kind: AliasKind, *, short: bool = False
) -> Iterator[Given]:
    return chain.from_iterable(
        (
            Given(_alias(file, key, entry, kind, text, short=short), entry.text)
            for text in written_out(entry.text, file.endings)
        )
        for entry in entries
    )


def _alias(
    file: LanguageFile, key: str, entry: AliasEntry, kind: AliasKind, text: str, *, short: bool = False
) -> Alias:
    # Letters that many languages share may be a word in one of them; other scripts tell the language.
    langs = entry.langs or ((file.language,) if _LATIN.search(text) else ())
    return Alias(
        entity=key,
        kind=kind,
        lang=file.language,
        short=short,
        foreign=True,
        accents=file.accents == "exact" and fold_name(text) != text,
        **{**vars(entry), "text": text, "langs": langs},
    )
