"""From the gazetteer's files to entities and aliases; files that contradict each other are refused."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from babel import Locale, UnknownLocaleError

from entities.entries import Entry, Source, both_count, counts_wherever, rule_of
from entities.formats import Aliases, CountryEntry, LanguageFile, LeaderEntry
from entities.gather import Files
from entities.languages import Given, LanguageError, cldr_names, given_names, language_of_file, same
from entities.ownfile import OwnEntity, OwnNames
from entities.terms import Held, clashes
from entities.types import Alias, AliasKind, Entity, Language, Term
from entities.yamlfile import lines_of


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


def compiled(folder: Path, own: OwnNames | None = None) -> Compiled:
    """Everything in ``folder`` and the user's own; where both give the same alias, the user's rule stands.

    :raises YamlFileError: a file is not well formed.
    :raises GazetteerError: files contradict each other.
    """
    files = Files()
    files.read(folder)
    if own:
        files.read_own(own)
    work = _Compiler(files)
    for key in sorted({*files.countries, *files.own_countries}):
        work.add_country(key)
    for key in sorted({*files.holders, *files.own_leaders}):
        work.add_leader(key)
    for source, entity in files.own_entities:
        work.add_entity(source, entity)
    for path, file in files.languages:
        work.add_language(path, file)
    work.refuse_shared_aliases()
    work.refuse_impossible_terms()
    work.drop_needless_vetoes()
    if work.problems:
        raise GazetteerError(work.problems)
    return Compiled(
        work.entities,
        tuple(entry.alias for entry in work.entries.values()),
        tuple(language_of_file(file) for _, file in files.languages),
    )


class _Compiler:
    def __init__(self, files: Files) -> None:
        self._files = files
        self.problems = files.problems
        self.entities: dict[str, Entity] = {}
        # By entity, text as the matcher reads it, and language where the name counts in that one only.
        self.entries: dict[tuple[str, str, str], Entry] = {}

    def add_country(self, key: str) -> None:
        """Make the entity of a country and its aliases."""
        code = key.removeprefix("country:")
        given: list[tuple[Source, CountryEntry]] = [*self._files.own_countries[key]]  # the user's rules stand
        if shipped := self._files.countries.get(key):
            given.append(shipped)
        labels = {lang: text for _, entry in reversed(given) for lang, text in entry.labels.items()}
        veto = tuple(text for _, entry in reversed(given) for text in entry.veto)
        self.entities[key] = Entity(key=key, kind="country", labels=labels, country=code, veto=veto)
        for source, entry in given:
            self._add(key, source, "names", entry.names, "name")
            self._add(key, source, "demonyms", entry.demonyms, "demonym")
            self._add(key, source, "nicknames", entry.nicknames, "nickname")
            self._add(key, source, "capitals", entry.capitals, "capital")
            self._add(key, source, "datelines", entry.datelines, "dateline")
        dropped = {text for _, entry in given for text in entry.cldr_drop}
        for source, entry in given:
            for lang in entry.cldr:
                text = self._cldr_name(source, lang, code)
                if text and text not in dropped:  # an alias of the file has its own rule and stays
                    alias = Alias(text=text, entity=key, kind="name", lang=lang)
                    found = Entry(alias=alias, path=source.path, line=source.line("cldr"), cldr=True)
                    self.entries.setdefault((key, same(text), ""), found)

    def add_leader(self, key: str) -> None:
        """Make the entity of a leader and the aliases."""
        given: list[tuple[Source, LeaderEntry]] = []
        country = None
        if own := self._files.own_leaders.get(key):
            given.append(own)
            country = own[1].country
        if shipped := self._files.holders.get(key):
            given.append((shipped[0], shipped[2]))
            country = shipped[1]
        terms = [Term(**vars(term)) for *_, term in self._files.terms(key)]
        self.entities[key] = Entity(
            key=key,
            kind="leader",
            labels={lang: text for _, entry in reversed(given) for lang, text in entry.label.items()},
            country=country,
            wikidata=next((entry.wikidata for _, entry in given if entry.wikidata), None),
            terms=tuple(sorted(terms, key=lambda term: (term.start, term.office))),
            veto=tuple(text for _, entry in reversed(given) for text in entry.veto),
        )
        for source, entry in given:
            self._add(key, source, "names", entry.names, "name")
            self._add(key, source, "known_as", entry.known_as, "name")
            self._add(key, source, "short", {"any": entry.short}, "name", short=True)

    def add_entity(self, source: Source, entity: OwnEntity) -> None:
        """Make an entity of the user's and its aliases."""
        self.entities[entity.id] = Entity(
            key=entity.id,
            kind=entity.kind,
            labels=entity.labels,
            country=entity.country,
            wikidata=entity.wikidata,
            terms=tuple(Term(**vars(term)) for term in entity.terms),
            veto=entity.veto,
            part_of=entity.part_of,
        )
        self._add(entity.id, source, "names", entity.names, "name")
        self._add(entity.id, source, "short", {"any": entity.short}, "name", short=True)

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
        if known and counts_wherever(known.alias, alias):
            if not (alias.text[0].islower() and known.alias.text[0].isupper()):
                return
            alias = replace(alias, case="exact")  # "China" counts already, "china" is Spanish
        lang = alias.lang if alias.langs else ""
        entry = Entry(alias=alias, path=path, cldr=given.cldr, given=given.text)
        known = self.entries.setdefault((alias.entity, text, lang), entry)
        if known.path == path and not given.cldr and rule_of(known.alias) != rule_of(alias):
            self._twice(entry, known)

    def _problem(self, path: Path, text: str, message: str) -> None:
        self.problems.append(f"{path}:{(lines_of(path, text) or [1])[0]}: {message}")

    def refuse_shared_aliases(self) -> None:
        """Refuse a text that would have to count for two entities at once."""
        by_text: defaultdict[str, list[Entry]] = defaultdict(list)
        for (_, text, _), entry in self.entries.items():
            if not (entry.alias.weak or entry.alias.short):
                by_text[text].append(entry)
        for entries in by_text.values():
            for one, other in combinations(entries, 2):
                if both_count(one.alias, other.alias):
                    mine, ours = sorted((one, other), key=lambda entry: entry.line is None)  # stable
                    self.problems.append(
                        f"{mine}, and {ours}: it cannot always count for both; make one of them weak: true, "
                        "give them different langs, or drop one"
                    )

    def refuse_impossible_terms(self) -> None:
        """Refuse two people in one office at once, and a person who is in it twice."""
        self.problems += clashes(
            Held(
                term=Term(**vars(term)),
                holder=key.removeprefix("leader:"),
                body=term.country or self.entities[key].country or source.path.stem,
                path=source.path,
                line=line,
            )
            for key in sorted({*self._files.holders, *self._files.own_leaders})
            for source, line, term in self._files.terms(key)
        )

    def drop_needless_vetoes(self) -> None:
        """Leave "Costa Rica" to the country: the longer name wins over a leader called Costa anyway."""
        names = {text for (_, text, _), entry in self.entries.items() if entry.alias.kind != "dateline"}
        for key, entity in self.entities.items():
            veto = tuple(phrase for phrase in entity.veto if same(phrase) not in names)
            self.entities[key] = replace(entity, veto=veto)

    def _add(
        self, key: str, source: Source, field: str, aliases: Aliases, kind: AliasKind, *, short: bool = False
    ) -> None:
        for lang, given in aliases.items():
            for place, entry in enumerate(given):
                loc = (field, place) if short else (field, lang, place)
                alias = Alias(entity=key, kind=kind, lang=lang, short=short, **vars(entry))
                found = Entry(alias=alias, path=source.path, line=source.line(*loc))
                known = self.entries.setdefault((key, same(entry.text), ""), found)
                of_one = known.path == source.path or (known.line is not None and found.line is not None)
                if of_one and rule_of(known.alias) != rule_of(alias):
                    self._twice(found, known)

    def _twice(self, entry: Entry, known: Entry) -> None:
        """Two lines give the same name with different rules."""
        also = (
            f"on line {known.lines[0]}" if entry.path == known.path else f"in {known.path}:{known.lines[0]}"
        )
        self.problems.append(
            f"{entry.path}:{entry.lines[-1]}: {entry.given or entry.alias.text!r} is given twice with "
            f"different rules (also {also}); keep one"
        )

    def _cldr_name(self, source: Source, lang: str, code: str) -> str | None:
        try:
            return Locale(lang).territories.get(code)
        except UnknownLocaleError:
            line = source.line("cldr") or (lines_of(source.path, lang) or [1])[0]
            self.problems.append(f"{source.path}:{line}: cldr: the language {lang!r} is not in CLDR; drop it")
            return None
