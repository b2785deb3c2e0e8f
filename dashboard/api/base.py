"""What all answers have in common."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from storage.questions.queries import Basis, Panel


def from_day(description: str) -> Any:
    """A field that is called ``from`` outside, which is no name in Python."""
    return Field(
        serialization_alias="from", validation_alias=AliasChoices("from", "first"), description=description
    )


class Record(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class Made(Record):
    """How the numbers were made: the same call over the same archive gives the same numbers."""

    first: date = from_day("First day of the window.")
    to: date = Field(description="Last day of the window; days the archive does not have are left out.")
    zone: str = Field(description="Days begin at midnight in this time zone (IANA).")
    outlets: list[int] = Field(description="Numbers of the outlets asked for; empty: all.")
    langs: list[str] = Field(description="Languages asked for; empty: all.")
    basis: Basis = Field(description="What n and collected count.")
    panel: Panel = Field(description="`fixed`: only outlets that were read through the whole window.")
    panel_outlets: list[int] | None = Field(
        description="Numbers of the outlets in a fixed panel; null where all outlets count."
    )
    capitals: bool = Field(description="Whether a capital alone counts for its country.")
    gazetteer: str = Field(description="Version of the names that were looked for.")
    updated_at: datetime | None = Field(description="When the archive last took articles in.")
    retagged: float | None = Field(
        description="While stored articles are matched again with new names: the part that is done. "
        "Counts are of old and new names until then. null: all are of these names."
    )
    demo: bool = Field(description="true: invented, not news.")


class Answer(Record):
    """What every answer about the archive carries."""

    made: Made


class Named(Record):
    """An entity."""

    code: str = Field(description="Code of the entity, as parameters name it.", examples=["CN"])
    name_en: str = Field(description="Its English name.", examples=["China"])
    name_id: str = Field(description="Its Indonesian name.", examples=["Tiongkok"])
