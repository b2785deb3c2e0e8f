"""Titles that stand before a person's name (data/titles.yaml), read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from entities.formats import Labels, Language, Text
from entities.yamlfile import read

DATA = Path(__file__).parent / "data" / "titles.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TitleEntry(_Strict):
    """A title, in the words that stand for it in each language."""

    key: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]  # stored with every name
    labels: Labels
    words: dict[Language, tuple[Text, ...]]
    case: Literal["default", "exact"] = "default"  # exact: only as written, never in small letters
    beside_country: bool = False  # counts only where a country stands beside it


def _once(titles: tuple[TitleEntry, ...]) -> tuple[TitleEntry, ...]:
    owners: dict[str, str] = {}
    for title in titles:
        for words in title.words.values():
            for text in words:
                if text in owners:
                    raise ValueError(
                        f"{text!r} stands for {owners[text]!r} and for {title.key!r}; drop one of them"
                    )
                owners[text] = title.key
    keys = [title.key for title in titles]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise ValueError(f"the key {min(twice)!r} is given twice; keep one")
    return titles


class TitleFile(_Strict):
    """Form of data/titles.yaml."""

    titles: Annotated[tuple[TitleEntry, ...], AfterValidator(_once)]
    portfolios: tuple[Text, ...]  # what one title may name several of, after "dan" or "and"
    between: tuple[Text, ...]  # between title and name, beside countries and organisations that are known
    honorifics: tuple[Text, ...]  # before the name and no part of it
    particles: tuple[Text, ...]  # in small letters inside a name
    not_names: tuple[Text, ...]  # capitalised words that end a name, and with which none begins


@cache
def load_titles(path: Path = DATA) -> TitleFile:
    """Read the titles once.

    :raises YamlFileError: the file is not well formed.
    """
    return read(path, TitleFile)
