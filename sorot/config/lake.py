"""``storage:`` in config.yaml: a file, or a lake for when one machine is not enough."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from storage.lake.place import Lake

Role = Literal["writer", "reader"]
_PASSWORD = re.compile(r"\bpassword\s*=", re.IGNORECASE)


def _secret(message: str) -> PydanticCustomError:
    """A mistake of which the value is not shown."""
    return PydanticCustomError("secret", message, {"secret": True})


def _catalog(value: str) -> str:
    parts = urlsplit(value)
    is_address = parts.scheme in {"postgres", "postgresql"}
    if not is_address and not re.match(r"\s*\w+\s*=", value):
        raise ValueError("is no PostgreSQL database; write it as in postgresql://sorot@db.example/sorot")
    if (is_address and parts.password) or _PASSWORD.search(value):
        raise _secret(
            "holds a password; put it into the environment variable PGPASSWORD or ~/.pgpass instead"
        )
    return value


def _data(value: str) -> str:
    if "@" in value:
        raise _secret("holds a key; put it into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead")
    if "://" in value and not re.match(r"s3://[^/]+(/|$)", value):
        raise ValueError("is neither a folder nor an address of S3; write it as in s3://bucket/sorot")
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LakeConfig(_Strict):
    """Where a lake is, and what this machine does with it."""

    catalog: Annotated[str, AfterValidator(_catalog)]
    data: Annotated[str, AfterValidator(_data)]
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")] = "sorot"
    role: Role = "writer"

    def place(self) -> Lake:
        """The lake."""
        return Lake(catalog=self.catalog, data=self.data, schema=self.name)

    def placed(self, folder: Path) -> LakeConfig:
        """The same; a relative folder of data is one of ``folder``."""
        if "://" in self.data:
            return self
        return self.model_copy(update={"data": str(folder / self.data)})


class StorageConfig(_Strict):
    """Where the archive is kept: in a file of the data folder, unless a lake is named."""

    lake: LakeConfig | None = None

    def placed(self, folder: Path) -> StorageConfig:
        """The same with all folders in full."""
        return self.model_copy(update={"lake": self.lake.placed(folder)}) if self.lake else self
