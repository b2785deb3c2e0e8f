"""What may stand in the gazetteer's YAML files: those of data/, and the user's own."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from entities.types import CaseRule

# ISO 3166-1 alpha-2, and XK, which the standard leaves to its users and everybody gives to Kosovo.
_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI
    FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN
    IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME
    MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF
    PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK
    YE YT ZA ZM ZW
"""
COUNTRY_CODES = frozenset(_CODES.split())
SLUG = "[a-z0-9]+(-[a-z0-9]+)*"


def _known_code(code: str) -> str:
    if code not in COUNTRY_CODES:
        raise ValueError("is not an ISO 3166-1 alpha-2 country code (two capital letters) or XK")
    return code


def _country_key(key: str) -> str:
    kind, _, code = key.partition(":")
    if kind != "country":
        raise ValueError("must be country:<ISO code>, as in country:ID")
    _known_code(code)
    return key


def _english_and_indonesian(labels: dict[str, str]) -> dict[str, str]:
    if missing := {"en", "id"} - labels.keys():
        raise ValueError(f"needs a label in {' and '.join(sorted(missing))}")
    return labels


def _other_language(language: str) -> str:
    if language in ("en", "id"):
        raise ValueError("has its names in countries/ and leaders/")
    return language


def _as_mapping(alias: Any) -> Any:
    return {"text": alias} if isinstance(alias, str) else alias


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
LanguageOrAny = Annotated[str, StringConstraints(pattern=r"^(any|[a-z]{2,3})$")]
LeaderId = Annotated[str, StringConstraints(pattern=f"^{SLUG}$")]
Wikidata = Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")]
CountryCode = Annotated[str, AfterValidator(_known_code)]
Labels = Annotated[dict[Language, Text], AfterValidator(_english_and_indonesian)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AliasEntry(_Strict):
    """A name and its rules; the fields are those of entities.types.Alias."""

    text: Text
    case: CaseRule = "default"
    weak: bool = False
    langs: tuple[Language, ...] = ()
    not_before: tuple[Text, ...] = ()
    not_after: tuple[Text, ...] = ()
    reason: str = ""


AliasList = tuple[Annotated[AliasEntry, BeforeValidator(_as_mapping)], ...]
Aliases = dict[LanguageOrAny, AliasList]


class CountryEntry(_Strict):
    """What a country or territory is called."""

    labels: dict[Language, Text] = Field(default_factory=dict)
    cldr: tuple[Language, ...] = ()  # languages whose CLDR name of the territory is a name too
    cldr_drop: tuple[Text, ...] = ()  # CLDR names that must not be used
    names: Aliases = Field(default_factory=dict)
    demonyms: Aliases = Field(default_factory=dict)
    nicknames: Aliases = Field(default_factory=dict)
    capitals: Aliases = Field(default_factory=dict)
    datelines: Aliases = Field(default_factory=dict)
    veto: tuple[Text, ...] = Field(
        default=(), alias="not"
    )  # phrases that contain a name and are not the country


class CountryFile(CountryEntry):
    """One country or territory."""

    id: Annotated[str, AfterValidator(_country_key)]
    labels: Labels
    cldr: tuple[Language, ...] = ("id", "en")


class CountryNames(_Strict):
    """What a country is called in one language."""

    names: AliasList = ()
    demonyms: AliasList = ()
    nicknames: AliasList = ()
    capitals: AliasList = ()


class LeaderNames(_Strict):
    """What a leader is called in one language; ``names`` count always, alone or in full."""

    names: AliasList = ()
    short: AliasList = ()
    veto: tuple[Text, ...] = Field(default=(), alias="not")


def _names_alone(names: Any) -> Any:
    return {"names": names} if isinstance(names, list) else names


class LanguageFile(_Strict):
    """Names of countries and leaders in a language other than Indonesian and English."""

    language: Annotated[Language, AfterValidator(_other_language)]
    cldr: tuple[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Za-z0-9]+)*$")], ...] = ()
    cldr_drop: tuple[Text, ...] = ()  # CLDR names that must not be used
    accents: Literal["any", "exact"] = "any"  # exact: names count only with the accents they are written with
    suffixes: tuple[Text, ...] = ()  # what any name may carry at its end in texts of this language
    endings: dict[Text, tuple[str, ...]] = Field(default_factory=dict)  # by name; used as "stem+name"
    ignore: tuple[Text, ...] = ()  # names in other languages that are ordinary words in this one
    countries: dict[CountryCode, CountryNames] = Field(default_factory=dict)
    leaders: dict[LeaderId, Annotated[LeaderNames, BeforeValidator(_names_alone)]] = Field(
        default_factory=dict
    )
    pairs: dict[
        Annotated[str, StringConstraints(min_length=2, max_length=2)], tuple[CountryCode, CountryCode]
    ] = Field(default_factory=dict)


class TermEntry(_Strict):
    """One time in office; ``end`` is the last day."""

    office: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    start: date
    end: date | None = None
    country: CountryCode | None = None  # where, when that is not the country of the file
    disputed: bool = False  # claimed while somebody else held it

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"ends on {self.end}, before it starts on {self.start}")
        return self


class LeaderEntry(_Strict):
    """What is known of a person who is or was in office."""

    id: LeaderId
    label: dict[Language, Text] = Field(default_factory=dict)
    wikidata: Wikidata | None = None
    names: Aliases = Field(default_factory=dict)
    known_as: Aliases = Field(default_factory=dict)
    short: AliasList = ()
    veto: tuple[Text, ...] = Field(default=(), alias="not")
    terms: tuple[TermEntry, ...] = ()


class HolderEntry(LeaderEntry):
    """A person who is or was in office."""

    label: Labels
    names: Aliases


class LeadersFile(_Strict):
    """The leaders of one country or organisation."""

    country: CountryCode | None  # null for organisations
    holders: tuple[HolderEntry, ...]
