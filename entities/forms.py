"""Written forms of names and phrases, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from entities.normalize import fold_name
from entities.rules import NO_PHRASES, Phrases, phrases
from entities.types import Alias, Entity, MentionKind

# So short, a name that only the headline writes in capitals may as well be an acronym or numeral: XI.
SHORT = 4
_PARTICLES = {
    "al",
    "el",
    "bin",
    "bint",
    "ben",
    "von",
    "van",
    "der",
    "den",
    "de",
    "da",
    "dos",
    "di",
    "du",
    "la",
    "le",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way in which a written form may be read."""

    entity: str | None  # None: a phrase that is no entity's name
    country: str | None  # ISO code of the country, or of the person's country
    kind: MentionKind
    leader: bool = False  # or another person: told apart from namesakes in the same way
    single: bool = False  # a person's name in one word: may be part of somebody else's name
    thing: bool = False  # an organisation, company or topic: no word beside it makes it something else
    short: bool = False
    weak: bool = False
    lang: str = "any"
    langs: tuple[str, ...] = ()
    not_before: Phrases = field(default_factory=lambda: NO_PHRASES)
    not_after: Phrases = field(default_factory=lambda: NO_PHRASES)
    reason: str = ""  # of a phrase, or of not_before and not_after
    veto: bool = False  # a phrase that contains a name and is not it
    capitals_only: bool = False  # counts where the words around are in capitals too
    needs_hyphen: bool = False  # "Jong un" is a name only when written "Jong-un"
    unless: str | None = None  # counts unless the article names this entity: Korea
    settled: bool = True  # neither weak, short nor one of two
    foreign: bool = False  # of a language file
    not_langs: tuple[str, ...] = ()
    written: str = ""  # counts only where the text has this, accents and all; in small letters
    pair: tuple[Form, Form] | None = None  # two countries, a character each: 中美
    reads_on: bool = False  # a word in small letters right after it may make it something else


def forms_of(alias: Alias, entity: Entity) -> Iterator[tuple[str, Form]]:
    """Written forms of ``alias``, each with its meaning."""
    leader = entity.is_person
    thing = not leader and entity.kind != "country"
    name = fold_name(alias.text)
    form = {
        "entity": entity.key,
        "country": None if thing else entity.country,  # Presiden Pertamina is no president of Indonesia
        "kind": alias.kind,
        "leader": leader,
        "thing": thing,
        "single": leader and " " not in name,
        "short": alias.short,
        "weak": alias.weak,
        "lang": alias.lang,
        "langs": alias.langs,
        "not_langs": alias.not_langs,
        "foreign": alias.foreign,
        "written": alias.text.casefold() if alias.accents else "",
        "not_before": phrases(alias.not_before, before=False),
        "not_after": phrases(alias.not_after, before=True),
        "settled": not (alias.weak or alias.short),
        "reads_on": alias.kind == "demonym"
        or alias.lang == "en"
        or any(p[0].islower() for p in alias.not_before),
        "reason": alias.reason,
    }
    written = set(spellings(alias.text))
    plain = Form(**form)  # type: ignore[arg-type]
    if alias.case != "exact":
        if not leader and " " in name[2:] and alias.kind in ("name", "nickname"):
            written |= {text[0].lower() + text[1:] for text in written}  # "negeri Paman Sam"
        if (thing or alias.foreign) and name[0].islower():  # a common noun or adjective may open a sentence
            written |= {text[0].upper() + text[1:] for text in written} | {_titled(text) for text in written}
        if alias.case == "any" or (thing and name[0].islower()):
            written |= {text.lower() for text in written} | {text.title() for text in written}
            written |= {text[0].upper() + text[1:].lower() for text in written}  # at a sentence's start
        for text in {text.upper() for text in written} - written:
            if len(text) > SHORT or not text.isascii():
                written.add(text)
            else:
                yield text, Form(**{**form, "capitals_only": True})  # type: ignore[arg-type]
    for text in written:
        yield text, plain
    if leader and "-" in alias.text:
        yield _titled(name), plain  # "Jae Myung" for "Jae-myung"
    if leader and len(words := name.split()) == 3 and words[2][1:].islower():  # noqa: PLR2004 - family and two given
        yield f"{words[0]} {words[1]} {words[2].lower()}", Form(**{**form, "needs_hyphen": True})  # type: ignore[arg-type]


def _titled(text: str) -> str:
    """``text`` with a capital at each word: Néo-Zélandais."""
    return " ".join(word[0].upper() + word[1:] for word in text.split())


def either_forms(text: str, entity: Entity, unless: str) -> Iterator[tuple[str, Form]]:
    """Written forms of a name that counts for ``entity`` unless the article names ``unless``."""
    form = Form(entity=entity.key, country=entity.country, kind="name", unless=unless, settled=False)
    yield fold_name(text), form
    yield fold_name(text).upper(), form


def pair_form(first: Entity, second: Entity) -> Form:
    """Meaning of two characters of which each stands for a country."""
    one, two = (Form(entity=entity.key, country=entity.country, kind="name") for entity in (first, second))
    return Form(entity=first.key, country=first.country, kind="name", pair=(one, two))


def veto_forms(phrase: str, reason: str, entity: Entity | None = None) -> Iterator[tuple[str, Form]]:
    """Written forms of a phrase that contains a name and is not it."""
    form = Form(
        entity=entity.key if entity else None,
        country=entity.country if entity else None,
        kind="name",
        leader=entity is not None and entity.is_person,
        reason=reason,
        veto=True,
    )
    for text in set(spellings(phrase)):
        yield text, form
        yield text.upper(), form
        yield text[0].upper() + text[1:], form  # "perang Korea" is also read as "Perang Korea"


def spellings(text: str) -> Iterator[str]:
    """``text``, folded, in the ways that mean the same: hyphen or nothing, el or al, apostrophe or none."""
    name = fold_name(text)
    yield name
    if "-" in text or "\u2011" in text:
        yield fold_name(text.replace("-", "").replace("\u2011", ""))
    if "'" in name:
        yield name.replace("'", "")
        yield " ".join(name.replace("'", " ").split())
    words = name.split()
    if len(words) > 1 and not _PARTICLES.isdisjoint(word.lower() for word in words):
        for article in ("al", "el"):
            changed = [article if word.lower() in {"al", "el"} else word for word in words]
            lower = [word.lower() if word.lower() in _PARTICLES else word for word in changed]
            yield " ".join(lower)
            yield " ".join([changed[0], *lower[1:]])
            yield " ".join(word.capitalize() if word in _PARTICLES else word for word in lower)
