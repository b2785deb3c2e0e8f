"""Where a lake is; nothing here needs DuckDB, which a collector does not load."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Lake:
    """Where a lake is. Passwords and keys are in the environment, where PostgreSQL's and S3's tools look."""

    catalog: str = field(repr=False)  # what libpq connects by: key=value pairs, or an address postgresql://…
    data: str  # a folder that every machine sees under this name, or s3://bucket/prefix
    schema: str = "sorot"  # of the catalog's tables: several lakes can be in one database

    def __str__(self) -> str:
        return f"the lake at {self.data}"
