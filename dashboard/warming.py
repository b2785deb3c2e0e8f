"""What is worked out once when the server starts, so that the first reader does not wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from dashboard import overview
from dashboard.comparison import archive_of
from dashboard.i18n import DEFAULT
from dashboard.url_state import Query
from storage.errors import DatabaseUnusableError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dashboard.services import Services

log = structlog.get_logger()


async def warm(services: Services) -> None:
    """Ask what every page begins with: which days were read, a second or three of a large archive.

    Readers who come meanwhile wait for the same answers. What goes wrong is told by their pages.
    """
    try:
        await services.db.run(_ask, services=services)
    except DatabaseUnusableError:  # closed again already
        return
    except Exception as error:  # noqa: BLE001 - the server serves all the same
        log.warning("what pages begin with could not be worked out", error=str(error))


def _ask(con: DuckDBPyConnection, *, services: Services) -> None:
    archive = archive_of(con, today=services.today())
    if not archive.empty:
        state = overview.read_state(Query.parse(""), archive)
        overview.overview(con, services=services, archive=archive, state=state, lang=DEFAULT)
