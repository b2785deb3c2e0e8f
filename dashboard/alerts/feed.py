"""The feed of alerts: RSS 2.0, the newest firings first."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Annotated, Final
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Header, Response

from dashboard import i18n
from dashboard.alerts.telling import Teller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.alerts.telling import Message
    from dashboard.services import Services
    from storage.alerts.records import Firing

PATH: Final = "/alerts.xml"
MOST: Final = 50
_ATOM: Final = "http://www.w3.org/2005/Atom"
_NEVER: Final = datetime(2020, 1, 1, tzinfo=UTC)
# What XML 1.0 cannot hold, whatever a name has in it.
_UNFIT: Final = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))


def router(services: Services) -> APIRouter:
    """The address of the feed."""
    routes = APIRouter()

    @routes.get(PATH, include_in_schema=False)
    async def alerts(if_none_match: Annotated[str, Header()] = "") -> Response:
        teller = await services.db.run(
            Teller.of,
            gazetteer=services.gazetteer,
            lang=i18n.current().lang,
            base=services.settings.alerts.base,
        )
        firings = services.alerts.book.firings(limit=MOST) if services.alerts else []
        body = document(firings, teller)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-language, cookie"}
        known = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
        if tag in known or "*" in known:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/rss+xml; charset=utf-8", headers=headers)

    return routes


def document(firings: Sequence[Firing], teller: Teller) -> bytes:
    """The feed of these firings, which are the newest first."""
    ET.register_namespace("atom", _ATOM)
    words = teller.words
    rss = ET.Element("rss", version="2.0")
    channel = ET.SubElement(rss, "channel")
    _add(channel, "title", words("alerts.feed_title"))
    _add(channel, "link", f"{teller.base}/alerts")
    _add(channel, "description", words("alerts.feed_description"))
    _add(channel, "language", words.lang)
    newest = max((firing.fired_at for firing in firings), default=_NEVER)
    _add(channel, "lastBuildDate", format_datetime(newest.astimezone(UTC), usegmt=True))
    _add(channel, "ttl", "15")
    own = f"{teller.base}{PATH}?ui={words.lang}"
    ET.SubElement(channel, f"{{{_ATOM}}}link", {"href": own, "rel": "self", "type": "application/rss+xml"})
    for firing in firings:
        _item(channel, firing, teller.message(firing), teller)
    ET.indent(rss)
    written: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _item(channel: ET.Element, firing: Firing, message: Message, teller: Teller) -> None:
    item, words = ET.SubElement(channel, "item"), teller.words
    _add(item, "title", message.title)
    _add(item, "link", message.link)
    _add(item, "description", "\n\n".join((*message.lines, words("alerts.by_rule", rule=message.rule))))
    _add(item, "guid", f"{teller.base}/alerts#firing-{firing.firing_id}").set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(firing.fired_at.astimezone(UTC), usegmt=True))


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text.translate(_UNFIT)
    return child
