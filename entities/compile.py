"""From the gazetteer's files to entities and aliases; files that contradict each other are refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from entities.formats import AliasEntry, Aliases, CountryFile, HolderEntry, LanguageFile, LeadersFile
from entities.languages import Given, LanguageError, cldr_names, given_names, language_of_file, same
from entities.terms import Held, clashes
from entities.types import Alias, AliasKind, Entity, Language, Term
from entities.yamlfile import lines_of, read


class Compiled(NamedTuple):
    """What the files say."""

    entities: dict[str, Entity]
    aliases: tuple[Alias, ...]
    languages: tuple[Language, ...]


class GazetteerError(ValueError):
    """Files, each well formed, that contradict each other; one ``file:line: what to do`` a problem."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def compiled(folders: Iterable[Path]) -> Compiled:
    """Everything in ``folders``; where two give the same alias, the later wins.

    :raises YamlFileError: a file is not well formed.
    :raises GazetteerError: files contradict each other.
    """
    work = _Compiler()
    for folder in folders:
        work.read(folder)
    for key in sorted(work.countries):
        work.add_country(key, work.countries[key])
    for key in sorted(work.holders):
        work.add_leader(key, work.holders[key])
    for path, file in work.languages:
        work.add_language(path, file)
    work.refuse_shared_aliases()
    work.refuse_impossible_terms()
    work.drop_needless_vetoes()
    if work.problems:
        raise GazetteerError(work.problems)
    return Compiled(
        work.entities,
        tuple(entry.alias for entry in work.entries.values()),
        tuple(language_of_file(file) for _, file in work.languages),
    )


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """An alias and where it was read."""

    alias: Alias
    path: Path
    cldr: bool = False
    given: str = ""  # as the file has it, when that is not the alias's text

    def __str__(self) -> str:
        found = lines_of(self.path, self.alias.entity if self.cldr else self.given or self.alias.text)
        note = f", the CLDR name in language {self.alias.lang!r}" if self.cldr else ""
        return f"{self.path}:{found[0] if found else 1}: {self.alias.text!r} of {self.alias.entity}{note}"


class _Compiler:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self.countries: defaultdict[str, list[tuple[Path, CountryFile]]] = defaultdict(list)
        self.holders: defaultdict[str, list[tuple[Path, str | None, HolderEntry]]] = defaultdict(list)
        self.languages: list[tuple[Path, LanguageFile]] = []
        self.entities: dict[str, Entity] = {}
        # By entity, text as the matcher reads it, and language where the name counts in that one only.
        self.entries: dict[tuple[str, str, str], _Entry] = {}

    def read(self, folder: Path) -> None:
        """Read every file of ``folder``."""
        if not folder.is_dir():
            self.problems.append(
                f"{folder}:1: is not a folder; it needs countries/, leaders/ or languages/ in it"
            )
        countries, leaders, languages = (
            sorted(folder.glob(f"{kind}/*.yaml")) for kind in ("countries", "leaders", "languages")
        )
        matchers = (*folder.glob("context*.yaml"), *folder.glob("titles.yaml"))
        used = {*countries, *leaders, *languages, *matchers}
        for stray in sorted({*folder.rglob("*.yml"), *folder.rglob("*.yaml")} - used):
            self.problems.append(
                f"{stray}:1: is not read; it belongs in countries/, leaders/ or languages/, as *.yaml"
            )
        for path in countries:
            country = read(path, CountryFile)
            if path.stem != (stem := country.id.removeprefix("country:").lower()):
                line = lines_of(path, country.id)[0]
                self.problems.append(f"{path}:{line}: {country.id} belongs in a file called {stem}.yaml")
            self.countries[country.id].append((path, country))
        seen: dict[str, Path] = {}
        for path in leaders:
            file = read(path, LeadersFile)
            for holder in file.holders:
                if first := seen.get(holder.id):
                    here, there = lines_of(path, holder.id)[-1], lines_of(first, holder.id)[0]
                    self.problems.append(
                        f"{path}:{here}: {holder.id} is already in {first}:{there}; "
                        "keep one, with all terms in it"
                    )
                seen.setdefault(holder.id, path)
                self.holders[f"leader:{holder.id}"].append((path, file.country, holder))

        for path in languages:
            names = read(path, LanguageFile)
            if path.stem != names.language:
                self._problem(
                    path, names.language, f"{names.language} belongs in a file called {names.language}.yaml"
                )
            self.languages.append((path, names))

    def add_country(self, key: str, files: list[tuple[Path, CountryFile]]) -> None:
        """Make the entity of ``files`` (all of the same id) and its aliases."""
        labels = {lang: text for _, file in files for lang, text in file.labels.items()}
        veto = tuple(text for _, file in files for text in file.veto)
        code = key.removeprefix("country:")
        self.entities[key] = Entity(key=key, kind="country", labels=labels, country=code, veto=veto)
        for path, file in reversed(files):  # the later file is the reader's own: its rule for an alias stands
            self._add(key, path, file.names, "name")
            self._add(key, path, file.demonyms, "demonym")
            self._add(key, path, file.nicknames, "nickname")
            self._add(key, path, file.capitals, "capital")
            self._add(key, path, file.datelines, "dateline")
        dropped = {text for _, file in files for text in file.cldr_drop}
        for path, file in files:
            for lang in file.cldr:
                text = self._cldr_name(path, lang, code)
                if text and text not in dropped:  # an alias of the file has its own rule and stays
                    entry = _Entry(
                        alias=Alias(text=text, entity=key, kind="name", lang=lang), path=path, cldr=True
                    )
                    self.entries.setdefault((key, same(text), ""), entry)

    def add_leader(self, key: str, files: list[tuple[Path, str | None, HolderEntry]]) -> None:
        """Make the entity of ``files`` (all of the same id) and its aliases."""
        labels = {lang: text for *_, holder in files for lang, text in holder.label.items()}
        terms = [Term(**vars(term)) for *_, holder in files for term in holder.terms]
        self.entities[key] = Entity(
            key=key,
            kind="leader",
            labels=labels,
            country=files[0][1],
            wikidata=next((holder.wikidata for *_, holder in reversed(files) if holder.wikidata), None),
            terms=tuple(sorted(terms, key=lambda term: (term.start, term.office))),
            veto=tuple(text for *_, holder in files for text in holder.veto),
        )
        for path, _, holder in reversed(files):
            self._add(key, path, holder.names, "name")
            self._add(key, path, holder.known_as, "name")
            self._add(key, path, {"any": holder.short}, "name", short=True)

    def add_language(self, path: Path, file: LanguageFile) -> None:
        """Add the aliases of ``file`` to entities that are known, and take away those it ignores."""
        for leader, called in file.leaders.items():
            if entity := self.entities.get(f"leader:{leader}"):
                self.entities[entity.key] = replace(entity, veto=entity.veto + called.veto)
            else:
                self._problem(path, leader, f"{leader} is in no file of leaders/; add it there first")
        ignored = self._ignore(path, file) if file.ignore else set()
        codes = {key.removeprefix("country:") for key in self.entities if key.startswith("country:")}
        try:
            for given in given_names(file):
                self._add_foreign(path, given)
            for given in cldr_names(file, codes):
                if same(given.text) not in ignored:
                    self._add_foreign(path, given)
        except LanguageError as error:
            self._problem(path, error.text, str(error))

    def _ignore(self, path: Path, file: LanguageFile) -> set[str]:
        """Take the names that are ordinary words in the language out of its texts."""
        ignored = {same(text): text for text in file.ignore}
        found = {key: entry for key, entry in self.entries.items() if key[1] in ignored and not key[2]}
        for key, entry in found.items():
            not_langs = (*entry.alias.not_langs, file.language)
            self.entries[key] = replace(entry, alias=replace(entry.alias, not_langs=not_langs))
        for text in sorted(ignored.keys() - {text for _, text, _ in found}):
            self._problem(path, ignored[text], f"ignore: {ignored[text]!r} is nobody's name; drop it")
        return set(ignored)

    def _add_foreign(self, path: Path, given: Given) -> None:
        """Add ``given`` unless the same name counts there already."""
        alias = given.alias
        if alias.entity not in self.entities:
            return
        text = same(alias.text)
        known = self.entries.get((alias.entity, text, ""))
        if known and _counts_wherever(known.alias, alias):
            if not (alias.text[0].islower() and known.alias.text[0].isupper()):
                return
            alias = replace(alias, case="exact")  # "China" counts already, "china" is Spanish
        lang = alias.lang if alias.langs else ""
        entry = _Entry(alias=alias, path=path, cldr=given.cldr, given=given.text)
        known = self.entries.setdefault((alias.entity, text, lang), entry)
        if known.path == path and not given.cldr and _rule(known.alias) != _rule(alias):
            self._twice(path, given.text, known.given or known.alias.text)

    def _problem(self, path: Path, text: str, message: str) -> None:
        self.problems.append(f"{path}:{(lines_of(path, text) or [1])[0]}: {message}")

    def refuse_shared_aliases(self) -> None:
        """Refuse a text that would have to count for two entities at once."""
        by_text: defaultdict[str, list[_Entry]] = defaultdict(list)
        for (_, text, _), entry in self.entries.items():
            if not (entry.alias.weak or entry.alias.short):
                by_text[text].append(entry)
        for entries in by_text.values():
            for one, other in combinations(entries, 2):
                if _together(one.alias, other.alias):
                    self.problems.append(
                        f"{one}, and {other}: it cannot always count for both; make one of them weak: true, "
                        "give them different langs, or drop one"
                    )

    def refuse_impossible_terms(self) -> None:
        """Refuse two people in one office at once, and a person who is in it twice."""
        self.problems += clashes(
            Held(
                term=Term(**vars(term)),
                holder=holder.id,
                body=term.country or country or path.stem,
                path=path,
            )
            for files in self.holders.values()
            for path, country, holder in files
            for term in holder.terms
        )

    def drop_needless_vetoes(self) -> None:
        """Leave "Costa Rica" to the country: the longer name wins over a leader called Costa anyway."""
        names = {text for (_, text, _), entry in self.entries.items() if entry.alias.kind != "dateline"}
        for key, entity in self.entities.items():
            veto = tuple(phrase for phrase in entity.veto if same(phrase) not in names)
            self.entities[key] = replace(entity, veto=veto)

    def _add(self, key: str, path: Path, aliases: Aliases, kind: AliasKind, *, short: bool = False) -> None:
        for lang, given in _flat(aliases):
            alias = Alias(entity=key, kind=kind, lang=lang, short=short, **vars(given))
            known = self.entries.setdefault((key, same(given.text), ""), _Entry(alias=alias, path=path))
            if known.path == path and _rule(known.alias) != _rule(alias):
                self._twice(path, given.text, known.alias.text)

    def _twice(self, path: Path, text: str, known: str) -> None:
        """Two lines of a file give the same name with different rules."""
        lines, first = lines_of(path, text) or [1], lines_of(path, known) or [1]
        self.problems.append(
            f"{path}:{lines[-1]}: {text!r} is given twice with different rules "
            f"(also on line {first[0]}); keep one"
        )

    def _cldr_name(self, path: Path, lang: str, code: str) -> str | None:
        try:
            return Locale(lang).territories.get(code)
        except UnknownLocaleError:
            line = (lines_of(path, lang) or [1])[0]
            self.problems.append(f"{path}:{line}: cldr: the language {lang!r} is not in CLDR; drop it")
            return None


def _flat(aliases: Aliases) -> Iterator[tuple[str, AliasEntry]]:
    return ((lang, entry) for lang, entries in aliases.items() for entry in entries)


def _rule(alias: Alias) -> tuple[object, ...]:
    return alias.case, alias.weak, alias.short, alias.langs, alias.not_before, alias.not_after


def _together(one: Alias, other: Alias) -> bool:
    """Whether there is a language of text, or a dateline, in which both would count."""
    kinds, keys = {one.kind, other.kind}, (one.entity, other.entity)
    if one.entity == other.entity:
        return False
    if "dateline" in kinds and (
        any(key.startswith("leader:") for key in keys)
        or (one.foreign and one.langs)
        or (other.foreign and other.langs)
    ):
        return False
    if (one.langs and set(one.langs) <= set(other.not_langs)) or (
        other.langs and set(other.langs) <= set(one.not_langs)
    ):
        return False
    return not one.langs or not other.langs or not set(one.langs).isdisjoint(other.langs)


def _counts_wherever(known: Alias, alias: Alias) -> bool:
    """Whether ``known``, of the same entity and text, makes ``alias`` needless."""
    if known.weak or known.short or known.case == "exact" or known.kind == "dateline":
        return False
    return not known.not_langs and (
        not known.langs or (bool(alias.langs) and {*alias.langs} <= {*known.langs})
    )
