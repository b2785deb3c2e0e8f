"""Sending a message of an alert, by way of apprise.

Its objects are made here from parts that were checked (:mod:`dashboard.alerts.addresses`), never from an
address that a reader wrote: apprise's own addresses can do much more than is allowed.
"""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qsl, urlsplit

import structlog
from apprise import AppriseAsset, NotifyBase
from apprise.exception import AppriseException
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.email import NotifyEmail
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram

from dashboard.alerts.addresses import AddressError, checked, slack_parts, telegram_parts

if TYPE_CHECKING:
    from dashboard.alerts.telling import Message
    from dashboard.settings import AlertSettings, MailSettings
    from storage.alerts.records import Address

log = structlog.get_logger(__name__)
_ASSET: Final = AppriseAsset(
    app_id="sorot",
    app_desc="sorot",
    app_url="",
    http_redirects=False,
    async_mode=False,
    storage_mode="memory",
)
_STATUS: Final = re.compile(r"error=(\d{3})")
_SAID: Final = logging.getLogger("apprise")
_SAID.propagate = False  # it is noted with the delivery


class Sender:
    """Sends to whatever the settings allow. Safe to use from any thread."""

    def __init__(self, settings: AlertSettings) -> None:
        self._settings = settings

    def __call__(self, address: Address, message: Message) -> str | None:
        """Send; None when it was taken, else why not: "status 503", "unreached", "refused <why>", "other"."""
        try:
            checked(address.medium, address.target, self._settings)
            way = self._way(address, message)
        except AddressError as error:
            return f"refused {error.reason}"
        except (AppriseException, TypeError) as error:
            log.warning("address cannot be used", address=address.name, error=type(error).__name__)
            return "other"
        body = "\n\n".join(message.lines)
        with _Heard() as heard:
            taken = way.notify(body=body, title=message.title, body_format="text")
        return None if taken else heard.reason

    def _way(self, address: Address, message: Message) -> NotifyBase:
        if address.medium == "mail":
            assert self._settings.mail is not None  # as checked
            return _mail(self._settings.mail, address.target)
        if address.medium == "telegram":
            token, chat = telegram_parts(address.target)
            return NotifyTelegram(
                bot_token=token, targets=[chat], detect_owner=False, content=None, asset=_ASSET
            )
        if address.medium == "slack":
            a, b, c = slack_parts(address.target)
            plain = {"include_image": False, "include_footer": False, "asset": _ASSET}
            return NotifySlack(token_a=a, token_b=b, token_c=c, targets=[], **plain)
        return _webhook(address.target, message)


def _mail(server: MailSettings, to: str) -> NotifyBase:
    return NotifyEmail(
        smtp_host=server.host,
        host=server.host,
        port=server.port,
        secure=server.security != "none",
        secure_mode="insecure" if server.security == "none" else server.security,
        user=server.user,
        password=server.password,
        from_addr=f"sorot <{server.sender}>",
        targets=[to],
        format="text",
        asset=_ASSET,
    )


def _webhook(url: str, message: Message) -> NotifyBase:
    parts = urlsplit(url)
    return NotifyJSON(
        host=f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname,
        port=parts.port,
        fullpath=parts.path or "/",
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
        secure=parts.scheme == "https",
        payload={"link": message.link, "rule": message.rule},
        redirect=False,
        asset=_ASSET,
    )


class _Heard(logging.Handler):
    """What apprise says in this thread while it sends: all that it tells of a failure."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.reason = "other"

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread != self._thread:
            return
        said = record.getMessage()
        if found := _STATUS.search(said):
            self.reason = f"status {found[1]}"
        elif "onnection error" in said:
            self.reason = "unreached"

    def __enter__(self) -> Self:
        _SAID.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        _SAID.removeHandler(self)
