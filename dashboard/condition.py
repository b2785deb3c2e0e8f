"""What ``/healthz`` says: for whoever watches over machines, not for readers."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storage.writer import WriterState


def condition(writer: WriterState | None) -> tuple[dict[str, Any], int]:
    """The document and its HTTP status: 503 while articles cannot be stored or the database is damaged.

    Pages are answered all the same. A full disk counts from the moment it is full. Nobody should start the
    process again because of 503: it goes on by itself.
    """
    if writer is None or not (writer.last_error or writer.full or writer.damage):
        return {"status": "ok"}, HTTPStatus.OK
    since = writer.full.since if writer.full else writer.failing_since
    said: dict[str, Any] = {
        "status": "damaged" if writer.damage else "not storing",
        "since": since.isoformat(timespec="seconds") if since else None,
        "error": writer.damage or writer.last_error,
        "backlog": writer.backlog,
    }
    if writer.full:
        said |= {"full": str(writer.full.folder), "free_bytes": writer.full.free}
    return said, HTTPStatus.SERVICE_UNAVAILABLE
