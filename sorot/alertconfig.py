"""``alerts:`` of config.yaml: where messages may be sent."""

from __future__ import annotations

import os
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from dashboard.alerts.addresses import AddressError, origin_of
from dashboard.caller import is_loopback
from dashboard.settings import AlertSettings, MailSettings

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


class AlertsConfig(BaseModel):
    """What the operator allows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    webhooks: tuple[Annotated[str, AfterValidator(origin)], ...] = ()
    mail: MailConfig | None = None

    def settings(self, base: str) -> AlertSettings:
        """For the dashboard; links of messages begin with ``base``."""
        mail = self.mail.settings() if self.mail else None
        return AlertSettings(base=base, webhooks=self.webhooks, mail=mail)
