"""What ``sorot briefing`` asks of the process that has the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.database import Database
from storage.errands import Arguments, Progress, Steps

if TYPE_CHECKING:
    from sorot.config.config import Config


def briefing_errand(config: Config, db: Database, arguments: Arguments) -> Steps:
    """Answer with the briefing in the format that was asked for, and with what could not be read."""
    # Dash takes a second to load: only whoever asks for a briefing waits.
    from dashboard.briefing import document  # noqa: PLC0415
    from dashboard.briefing.numbers import briefing  # noqa: PLC0415
    from dashboard.i18n import Words  # noqa: PLC0415
    from dashboard.services import Services  # noqa: PLC0415
    from dashboard.url_state import Query  # noqa: PLC0415

    yield Progress(done=0, total=1)
    services = Services(settings=config.web_settings(), db=db)
    words, query = Words(arguments["ui"]), Query(arguments["query"])
    found = db.call(briefing, services=services, query=query, lang=words.lang)
    write = {
        "text": document.text,
        "html": document.standalone,
        "eml": lambda *asked: document.mail(*asked).decode(),
    }[arguments["format"]]
    return {"briefing": write(found, services, words), "dropped": query.dropped}
