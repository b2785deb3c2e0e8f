"""``alerts:`` of config.yaml: where messages may be sent."""

from __future__ import annotations

import os
import re
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dashboard.alerts.addresses import AddressError, origin_of
from dashboard.caller import is_loopback
from dashboard.settings import AlertSettings, MailSettings, QuietHours

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
PASSWORD = "SOROT_MAIL_PASSWORD"  # noqa: S105 - the variable that has it, so that config.yaml need not


def origin(value: str) -> str:
    """Scheme, host and port of a web address, and nothing behind it."""
    try:
        found = origin_of(value)
    except AddressError:
        found = ""
    if not found or value.rstrip("/").lower() not in {found, f"{found}:443", f"{found}:80"}:
        raise ValueError("is not an origin; write scheme and host alone, as in https://hooks.example.org")
    return found


class MailConfig(BaseModel):
    """The mail server that messages go through."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    security: Literal["starttls", "ssl", "none"] = "starttls"
    sender: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    user: str | None = None

    @model_validator(mode="after")
    def _password_is_covered(self) -> Self:
        if self.user and self.security == "none" and not is_loopback(self.host):
            raise ValueError(
                "the password of user would go over the network in the open; say security: starttls"
            )
        return self

    def settings(self) -> MailSettings:
        """For the sender."""
        return MailSettings(
            host=self.host,
            port=self.port,
            security=self.security,
            sender=self.sender,
            user=self.user,
            password=os.environ.get(PASSWORD),
        )


def clock_time(value: object) -> object:
    """A time of day as it is written; YAML reads some of them as numbers."""
    if isinstance(value, time) or (isinstance(value, str) and _TIME.fullmatch(value)):
        return value
    raise ValueError('is no time of day; write it in quotes, as in "22:00"')


class QuietConfig(BaseModel):
    """Between which times of the day nothing is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    begin: Annotated[time, BeforeValidator(clock_time), Field(alias="from")]
    end: Annotated[time, BeforeValidator(clock_time), Field(alias="to")]

    @model_validator(mode="after")
    def _is_not_all_day(self) -> Self:
        if self.begin == self.end:
            raise ValueError("begins and ends at the same time; to send nothing, name no addresses")
        return self


class AlertsConfig(BaseModel):
    """What the operator allows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    webhooks: tuple[Annotated[str, AfterValidator(origin)], ...] = ()
    mail: MailConfig | None = None
    quiet: QuietConfig | None = None

    def settings(self, base: str) -> AlertSettings:
        """For the dashboard; links of messages begin with ``base``."""
        mail = self.mail.settings() if self.mail else None
        quiet = QuietHours(begin=self.quiet.begin, end=self.quiet.end) if self.quiet else None
        return AlertSettings(base=base, webhooks=self.webhooks, mail=mail, quiet=quiet)
