"""What ``sorot doctor`` finds of alerts."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.alerts.telling import failure
from dashboard.i18n import Words
from sorot.config.config import Config
from sorot.doctor.finding import Finding
from sorot.words import many
from storage.alerts.book import FILE, Book
from storage.alerts.records import Address, Delivery


def alert_findings(config: Config) -> Iterator[Finding]:
    """Whether rules can be looked at and their messages are taken. Nothing where there never was a rule."""
    if not (config.data / FILE).exists():
        return
    with Book.open(config.data) as book:
        looked, troubles = book.looked(), book.troubles()
        rules, addresses = book.rules(), book.addresses()
    on = sum(rule.on for rule in rules)
    said = f"{many(on, 'rule')} on, {many(len(addresses), 'address', 'addresses')}"
    if looked and looked.error:
        yield Finding(
            about="alerts",
            state="wrong",
            says=f"rules could not be looked at on {looked.at:%Y-%m-%d %H:%M} UTC: {looked.error}",
            remedy="They are looked at again every minute while sorot runs; see what else is wrong here.",
        )
    elif not troubles:
        yield Finding(about="alerts", state="ok", says=said)
    for address, delivery in troubles:
        yield _trouble(address, delivery)


def _trouble(address: Address, delivery: Delivery) -> Finding:
    then = f", next {delivery.next_at:%Y-%m-%d %H:%M} UTC" if delivery.state == "waiting" else ", given up"
    why = failure(delivery.error or "", Words("en")).rstrip(".")
    return Finding(
        about="alerts",
        state="wrong",
        says=f"{address.name} ({address.medium}): {why}; {many(delivery.tries, 'try', 'tries')}{then}",
        remedy="Open /alerts and send a test message there; correct the address, or delete it.",
    )
