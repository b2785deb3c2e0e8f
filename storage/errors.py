"""What goes wrong in storage, in words that name the file and the way out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.lake.place import Lake


class StorageError(Exception):
    """Root of this package's errors."""


class DamagedBatchError(StorageError):
    """A batch file that cannot be taken; ingestion sets it aside with its reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason  # "is not a whole Parquet file (…)", "has no column article.title", …


class DatabaseInUseError(StorageError):
    """Another process holds the database file."""

    owner: str  # "python3.11 (process 4711)", or "another process" when it cannot be told

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(
            f"{path} is in use by {owner}. One process at a time can open it: stop that one first "
            f"(`sorot serve`, `sorot up` and `sorot ingest` hold it while they run)."
        )
        self.owner = owner


class LakeInUseError(DatabaseInUseError):
    """Another process writes the lake."""

    def __init__(self, lake: Lake, owner: str) -> None:
        StorageError.__init__(
            self,
            f"{lake} is written by {owner}. One process at a time can write it: stop that one first, or "
            f"serve pages without writing, with `sorot serve --read-only` or role: reader in config.yaml.",
        )
        self.owner = owner


class LakeCopyError(StorageError):
    """An archive that was not copied into a lake or out of it."""


class DatabaseUnusableError(StorageError):
    """A database file that is missing, is something else, or has a schema this version cannot read."""


class ZoneChangedError(StorageError):
    """The configured time zone is not the one whose days the archive counts."""

    def __init__(self, path: Path | Lake, stored: str, configured: str) -> None:
        super().__init__(
            f"{path} counts days in {stored}, the configuration says {configured}. Set the zone back to "
            f"{stored}, or run `sorot rebuild` to count every article's day anew in {configured}."
        )
        self.stored, self.configured = stored, configured


class LedgerError(StorageError):
    """The ledger cannot be used by this version."""


class CollectorRunningError(StorageError):
    """Another collector works on the same data folder."""

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(
            f"{path} is held by {owner}: another collector works on these feeds in this data folder. Stop it "
            f"first, or give this one its own folder with --data."
        )
        self.path, self.owner = path, owner


class RecordInUseError(StorageError):
    """Another process puts the record together, or makes an archive from it."""

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(
            f"{path} is held by {owner}: it is making the archive again, or putting old batches together. "
            f"Wait until it has ended, or end it."
        )
        self.path, self.owner = path, owner


class ErrandError(StorageError):
    """What the process that has the archive was asked to do, and could not."""


class WorkerDiedError(StorageError):
    """A process that computes for this one died, and died again at the same work."""


class RebuildLossError(StorageError):
    """A rebuilt database would hold less than the one it replaces."""


class BackupError(StorageError):
    """A backup that was not made."""


class NoRoomError(StorageError):
    """A disk that is too full for what was asked."""

    def __init__(self, folder: Path, needed: int, free: int) -> None:
        super().__init__(
            f"{folder} has {free / 1e6:,.0f} MB free and this needs {needed / 1e6:,.0f} MB; "
            f"make room, or name a folder on another disk"
        )


class ExportError(StorageError):
    """A file that was not written."""
