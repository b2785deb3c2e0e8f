"""All files of the gazetteer and of the user, read, each entry with its place."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from entities.entries import Source
from entities.formats import CountryEntry, CountryFile, HolderEntry, LanguageFile, LeadersFile, TermEntry
from entities.ownchecks import own_problems
from entities.ownfile import OwnEntity, OwnLeader, OwnNames
from entities.yamlfile import lines_of, read


class Files:
    """What the files say; ``problems`` has what makes no sense."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.countries: dict[str, tuple[Source, CountryFile]] = {}
        self.holders: dict[str, tuple[Source, str | None, HolderEntry]] = {}
        self.own_countries: defaultdict[str, list[tuple[Source, CountryEntry]]] = defaultdict(list)
        self.own_leaders: dict[str, tuple[Source, OwnLeader]] = {}
        self.own_entities: list[tuple[Source, OwnEntity]] = []
        self.languages: list[tuple[Path, LanguageFile]] = []

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
            self.countries[country.id] = Source(path=path), country
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
                self.holders[f"leader:{holder.id}"] = Source(path=path), file.country, holder

        for path in languages:
            names = read(path, LanguageFile)
            if path.stem != names.language:
                line = (lines_of(path, names.language) or [1])[0]
                self.problems.append(
                    f"{path}:{line}: {names.language} belongs in a file called {names.language}.yaml"
                )
            self.languages.append((path, names))

    def read_own(self, own: OwnNames) -> None:
        """Take in the user's files, as far as each of their entries makes sense."""
        leaders = {key.removeprefix("leader:"): country for key, (_, country, _) in self.holders.items()}
        self.problems += own_problems(own, leaders)
        for file in own.files:
            for code, country in file.value.countries.items():
                source = Source(path=file.path, own=file, loc=("countries", code))
                self.own_countries[f"country:{code}"].append((source, country))
            for place, leader in enumerate(file.value.leaders):
                source = Source(path=file.path, own=file, loc=("leaders", place))
                if leader.id in leaders or leader.label:
                    self.own_leaders[f"leader:{leader.id}"] = source, leader
            for place, entity in enumerate(file.value.entities):
                source = Source(path=file.path, own=file, loc=("entities", place))
                self.own_entities.append((source, entity))

    def terms(self, key: str) -> list[tuple[Source, int | None, TermEntry]]:
        """Terms of a leader with their lines; the user's replace those of ours that began with them."""
        found: list[tuple[Source, int | None, TermEntry]] = []
        if own := self.own_leaders.get(key):
            source, leader = own
            found += [(source, source.line("terms", place), term) for place, term in enumerate(leader.terms)]
        if shipped := self.holders.get(key):
            begun = {(term.office, term.start) for *_, term in found}
            source, _, holder = shipped
            found += [(source, None, term) for term in holder.terms if (term.office, term.start) not in begun]
        return found
