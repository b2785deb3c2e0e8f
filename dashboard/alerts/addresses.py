"""Where messages of alerts may be sent.

Whoever may write a rule must not make sorot ask addresses of its own network. Mail goes through the
operator's mail server, Telegram and Slack to their one host each, and webhooks to the origins that config
names and to no other; redirects are not followed. This is asked when an address is made and before each
message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from dashboard.settings import AlertSettings
    from storage.alerts.records import Medium

LONGEST: Final = 500  # characters
LONGEST_NAME: Final = 60
_MAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_TELEGRAM: Final = re.compile(
    r"(?P<token>\d{5,15}:[A-Za-z0-9_-]{30,60})/(?P<chat>-?\d{1,20}|@[A-Za-z]\w{3,40})"
)
_SLACK: Final = re.compile(
    r"https://hooks\.slack\.com/services/(?P<a>[A-Z0-9]+)/(?P<b>[A-Z0-9]+)/(?P<c>[A-Za-z0-9]+)", re.ASCII
)


class AddressError(Exception):
    """An address that nothing is sent to. ``reason`` is a message key: ``alerts.refused_<reason>``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def checked(medium: Medium, target: str, settings: AlertSettings) -> str:
    """The address as it is kept.

    :raises AddressError: it is none, or the operator does not allow it.
    """
    target = target.strip()
    if len(target) > LONGEST or not target.isprintable():
        raise AddressError(f"{medium}_form")
    if medium == "mail":
        if settings.mail is None:
            raise AddressError("mail_server")
        _fitting(_MAIL, target, medium)
    elif medium == "telegram":
        _fitting(_TELEGRAM, target, medium)
    elif medium == "slack":
        _fitting(_SLACK, target, medium)
    elif origin_of(target) not in settings.webhooks:
        raise AddressError("webhook_origin" if settings.webhooks else "webhook_none")
    return target


def telegram_parts(target: str) -> tuple[str, str]:
    """Token of the bot, and the chat it writes to."""
    found = _fitting(_TELEGRAM, target, "telegram")
    return found["token"], found["chat"]


def slack_parts(target: str) -> tuple[str, str, str]:
    """The three parts of an incoming webhook."""
    found = _fitting(_SLACK, target, "slack")
    return found["a"], found["b"], found["c"]


def origin_of(url: str) -> str:
    """``https://hooks.example.org``, ``http://10.0.0.5:9000``: scheme, host and port as config.yaml has them.

    :raises AddressError: it is no web address, or one with a password or a fragment.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressError("webhook_form") from None
    plain = parts.hostname and "@" not in parts.netloc and not parts.fragment and "\\" not in url
    if parts.scheme not in {"http", "https"} or not plain or not url.isascii() or re.search(r"\s", url):
        raise AddressError("webhook_form")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, usual} else "")


def masked(medium: Medium, target: str) -> str:
    """What is shown of an address: enough to know it again, not enough to use it."""
    if medium == "mail":
        return f"{target[0]}…@{target.rpartition('@')[2]}"
    if medium == "telegram":
        token, chat = telegram_parts(target)
        return f"{token.partition(':')[0]}:… → …{chat[-3:]}"
    return f"{origin_of(target)}/…{target[-3:]}"


def _fitting(form: re.Pattern[str], target: str, medium: Medium) -> re.Match[str]:
    found = form.fullmatch(target)
    if found is None:
        raise AddressError(f"{medium}_form")
    return found
