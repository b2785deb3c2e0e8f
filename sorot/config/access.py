"""``web: access:`` of config.yaml: how it is found out who reads and who edits."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from dashboard.settings import AccessSettings


def network(value: str) -> str:
    """A network, or one address."""
    try:
        ip_network(value)
    except ValueError as error:
        raise ValueError("is not a network; write it as 10.0.0.0/8") from error
    return value


class AccessConfig(BaseModel):
    """Passwords of ours, or a proxy that knows who asks."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: Literal["password", "proxy"]
    https: bool | None = None
    header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+$")] | None = None
    proxies: tuple[Annotated[str, AfterValidator(network)], ...] = ()
    editors: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.by == "password" and (self.header or self.proxies or self.editors):
            raise ValueError("header, proxies and editors go with by: proxy; take them out")
        if self.by == "proxy" and self.https is not None:
            raise ValueError("https goes with by: password; take it out")
        if self.by == "proxy" and not self.proxies:
            raise ValueError(
                "proxies is missing: the addresses that the proxy asks from, as in [127.0.0.1/32]"
            )
        return self

    def settings(self) -> AccessSettings:
        """For the dashboard."""
        return AccessSettings(
            by=self.by,
            https=self.https is not False,
            header=(self.header or "remote-user").lower(),
            proxies=self.proxies,
            editors=self.editors,
        )
