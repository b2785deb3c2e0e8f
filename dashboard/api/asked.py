"""Parameters of questions: their names are those of the pages' addresses, so a view becomes a call."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from dashboard.atlas import Level
from dashboard.comparison import MOST, MOST_LANGS
from dashboard.reading import MOST as MOST_OF_ARTICLE
from dashboard.reading import MOST_HOURS
from dashboard.relations import LEASTS
from entities.types import EntityKind
from storage.questions.queries import Basis, Grain, Panel

_CODE: Final = r"[A-Za-z0-9]+([:-][A-Za-z0-9]+)*"
_HOUR: Final = r"[1-7]\.([01][0-9]|2[0-3])"
_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _list(part: str, most: int) -> str:
    """Pattern of up to ``most`` values between commas."""
    return f"^{part}(,{part}){{0,{most - 1}}}$"


def _iso_day(value: object) -> object:
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("is not a day; write it as 2026-11-20")
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
Last = Literal["7d", "28d", "90d", "180d", "1y", "all"]
Flag = Literal["0", "1"]
Code = Annotated[
    str,
    Field(
        pattern=f"^{_CODE}$",
        max_length=100,
        description="Code of an entity in any letter case, or its key.",
        examples=["CN", "kim-jong-un", "country:KP"],
    ),
]
ArticleId = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,19}$",
        description="Number of an article, as text: it has more digits than numbers of JavaScript hold.",
        examples=["4611686018427387904"],
    ),
]


class Asked(BaseModel):
    """Parameters of a question; one that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def params(self) -> dict[str, str]:
        """As a page's address has them; those that were left out are absent."""
        said = self.model_dump(by_alias=True, exclude_none=True, mode="json")
        return {name: str(value) for name, value in said.items()}


class Formed(Asked):
    """What has the form of a table."""

    format: Literal["json", "csv"] | SkipJsonSchema[None] = Field(
        default=None, description="In place of an `Accept` header."
    )


class Window(Asked):
    """Days, both ends included, in the archive's time zone."""

    since: Day | SkipJsonSchema[None] = Field(
        default=None,
        alias="from",
        description="First day; the archive's first if only `to` is given.",
        examples=["2026-10-01"],
    )
    to: Day | SkipJsonSchema[None] = Field(
        default=None, description="Last day; today if only `from` is given.", examples=["2026-11-20"]
    )
    last: Last | SkipJsonSchema[None] = Field(
        default=None,
        description="In place of `from` and `to`: a window that ends today. `all` begins with the first "
        "article. 28d when none of the three is given.",
    )


class Selected(Window):
    """Outlets and languages."""

    src: str = Field(
        default="",
        pattern=rf"^({_list('[0-9]{1,9}', 200)[1:-1]})?$",
        description="Numbers of outlets between commas, as `/outlets` gives them; all if left out.",
        examples=["1,3"],
    )
    lang: str = Field(
        default="",
        pattern=rf"^({_list('[a-z]{2}', MOST_LANGS)[1:-1]})?$",
        description="Languages (ISO 639-1) between commas; all if left out.",
        examples=["id"],
    )


class Filtered(Selected):
    """What is counted."""

    basis: Basis = Field(
        default="articles", description="`stories`: copies of one text in several outlets count once."
    )
    caps: Flag = Field(default="1", description="Whether a capital alone counts for its country.")


class Counted(Filtered):
    """The outlets of a trend."""

    panel: Panel = Field(
        default="all", description="`fixed`: only outlets that were read through the whole window."
    )


Codes = Annotated[str, Field(pattern=_list(_CODE, MOST), max_length=101 * MOST)]
FewCodes = Annotated[str, Field(pattern=_list(_CODE, MOST_OF_ARTICLE), max_length=101 * MOST_OF_ARTICLE)]
Cursor = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,18}~[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}~[0-9]{1,19}$",
        max_length=80,
    ),
]


def _codes(most: int, said: str, base: Any = None) -> Any:
    """What is said of a field of up to ``most`` codes between commas."""
    return Field(
        base,
        description=f"Codes of up to {most} entities between commas: {said}",
        examples=["CN,JP,kim-jong-un"],
    )


def _kind() -> Any:
    return Field(None, description="Only entities of this kind.", examples=["country"])


class TimelineAsked(Counted):
    """``timeline``."""

    e: Codes = _codes(MOST, "a line each.", ...)
    g: Grain = Field(default="day", description="What a row is; weeks begin on Monday.")


class TotalsAsked(Counted):
    """``totals``."""

    e: Codes | SkipJsonSchema[None] = _codes(MOST, "only these, also with zeros.")
    kind: EntityKind | SkipJsonSchema[None] = _kind()


class SpikesAsked(Counted):
    """``spikes``."""

    e: Codes | SkipJsonSchema[None] = _codes(MOST, "only of these; of all if left out.")
    limit: int = Field(default=20, ge=1, le=100, description="The most surprising so many.")


class MoversAsked(Counted):
    """``movers``."""

    kind: EntityKind | SkipJsonSchema[None] = _kind()
    home: Flag = Field(default="0", description="Whether the home country is among them.")
    limit: int = Field(default=7, ge=1, le=100, description="The surest so many changes.")


class MapAsked(Counted):
    """``map``."""

    level: Level = Field(
        default="country",
        alias="l",
        description="`leader`: an article about a leader counts for the country, too.",
    )


class EntityOutletsAsked(Counted):
    """``entity-outlets``."""

    entity: Code


class RelationsAsked(Filtered):
    """``relations``."""

    e: Code | SkipJsonSchema[None] = Field(
        default=None,
        description="Code of an entity: only it and what stands with it.",
        examples=["CN"],
    )
    min: Literal["5", "10", "20", "50"] = Field(default="5", description="Articles together, at least.")
    w: Literal["lift", "count"] = Field(default="lift", description="What pairs are ordered by.")
    home: Flag = Field(default="0", description="Whether the home country is among the others.")


assert get_args(RelationsAsked.model_fields["min"].annotation) == LEASTS


class ArticlesAsked(Selected):
    """``articles``."""

    q: str = Field(
        default="",
        max_length=200,
        description='Words that stand in title or text, all of them; "between quotes" as a phrase.',
        examples=["harga beras"],
    )
    e: FewCodes | SkipJsonSchema[None] = _codes(MOST_OF_ARTICLE, "an article mentions all of them.")
    sec: str = Field(
        default="",
        max_length=400,
        description="Sections of feeds between commas; all if left out.",
        examples=["world,business"],
    )
    when: Annotated[str, Field(pattern=_list(_HOUR, MOST_HOURS))] | SkipJsonSchema[None] = Field(
        default=None,
        description="Hours of the week in which an article was published, in the archive's zone, up to 24 of "
        "them between commas: weekday (1 is Monday) and hour. All if left out.",
        examples=["1.07,1.08"],
    )
    caps: Flag = Field(default="1", description="Whether a capital alone counts for its country.")
    dup: Literal["fold", "show"] = Field(
        default="fold", description="`fold`: of the copies of one text only the first."
    )
    sort: Literal["new", "most"] = Field(default="new", description="Newest first, or most mentions first.")
    after: Cursor | SkipJsonSchema[None] = Field(
        default=None,
        description="Where the page begins: `next` of the page before, with the same other parameters.",
    )
    limit: int = Field(default=50, ge=1, le=200, description="Articles on a page.")


class EntitiesAsked(Asked):
    """``entities``."""

    q: str = Field(
        default="", max_length=100, description="Part of a name, in any language.", examples=["korea"]
    )
    kind: EntityKind | SkipJsonSchema[None] = _kind()
    after: Code | SkipJsonSchema[None] = Field(
        default=None, description="Where the page begins: `next` of the page before."
    )
    limit: int = Field(default=100, ge=1, le=1000, description="Entities on a page.")


class EntityAsked(Asked):
    """``entity``."""

    entity: Code


class ArticleAsked(Asked):
    """``article``."""

    id: ArticleId


class NothingAsked(Asked):
    """A question without parameters."""
