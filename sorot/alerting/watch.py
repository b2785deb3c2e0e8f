"""The thread that looks whether rules fire, and sends what they have to say, in the process that writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import structlog

from dashboard.alerts.desk import Alerts
from dashboard.alerts.telling import Teller
from sorot.alerting.send import Sender
from storage.alerts.book import Book
from storage.alerts.judge import due
from storage.errors import StorageError
from storage.retag.retag import unfinished

if TYPE_CHECKING:
    from dashboard.alerts.desk import Sends
    from dashboard.i18n import Lang
    from dashboard.settings import AlertSettings, QuietHours
    from storage.alerts.records import Address, Delivery
    from storage.database import Database

log = structlog.get_logger(__name__)
EVERY: Final = timedelta(seconds=60)


def now_utc() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


class Watch:
    """Looks at the rules when the archive, the rules or the day changed, and tries what waits to be sent.

    Messages are sent by a thread of their own kind, so that no mail server holds the writer up. One that was
    being sent when the process died is sent again.
    """

    def __init__(
        self,
        db: Database,
        book: Book,
        send: Sends,
        *,
        base: str,
        quiet: QuietHours | None = None,
        every: timedelta = EVERY,
        clock: Callable[[], datetime] = now_utc,
    ) -> None:
        self._db, self._book, self._send, self._base = db, book, send, base
        self._every, self._clock, self._quiet = every, clock, quiet
        self._seen: tuple[Any, ...] | None = None  # what was looked at last
        self._failing = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="alerts", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the message at hand and end the thread."""
        self._stop.set()
        self._thread.join()

    def round(self) -> None:
        """Look once and, outside of quiet hours, send once, now."""
        now = self._clock().astimezone(UTC)
        try:
            self._look(now)
        except Exception as error:  # noqa: BLE001 - whatever it is, what waits is sent, and it is tried again
            self._note(now, str(error) or type(error).__name__)
        if self._quiet and self._quiet.holds(now.astimezone(self._db.zone).time()):
            return  # what waits goes out when they end
        for delivery in self._book.deliveries(waiting_until=now):
            if self._stop.is_set():
                return
            self._deliver(delivery)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                self.round()
            except Exception as error:
                if not self._failing:
                    log.exception("alerts failed", error=str(error))
                self._failing = True
            else:
                self._failing = False
            self._stop.wait(self._every.total_seconds())

    def _look(self, now: datetime) -> None:
        if self._db.call(unfinished):
            return  # counts of old and new names say nothing together
        today = now.astimezone(self._db.zone).date()
        rules = self._book.rules()
        seen = (self._db.version, today, rules)
        if seen == self._seen:
            return
        for rule in rules:
            for occasion in self._db.call(due, rule=rule, today=today):
                if self._book.fire(rule, occasion, now=now):
                    log.info("alert", rule=rule.rule_id, day=str(occasion.day), signs=len(occasion.signs))
        self._note(now, None)
        self._seen = seen

    def _note(self, now: datetime, error: str | None) -> None:
        if error:
            log.warning("rules of alerts cannot be looked at", error=error)
        self._book.note_looked(now=now, error=error)

    def _deliver(self, delivery: Delivery) -> None:
        address = self._address(delivery.address_id)
        if address is None:
            return  # deleted this moment, and its deliveries with it
        firing = self._book.firing(delivery.firing_id)
        lang = cast("Lang", firing.rule.lang)
        teller = self._db.call(Teller.of, gazetteer=self._db.gazetteer, lang=lang, base=self._base)
        error = self._send(address, teller.message(firing))
        after = self._book.tried(delivery, error=error, now=self._clock().astimezone(UTC))
        if error:
            log.warning(
                "message of an alert was not taken", address=address.name, error=error, state=after.state
            )

    def _address(self, address_id: int) -> Address | None:
        return next((one for one in self._book.addresses() if one.address_id == address_id), None)


@contextmanager
def watching(data_dir: Path, db: Database, settings: AlertSettings) -> Iterator[Alerts | None]:
    """Watch while this process runs, and give what the page works with.

    None when the book cannot be opened: that is no reason not to read news. ``sorot doctor`` says it, too.
    """
    with ExitStack() as stack:
        try:
            book = stack.enter_context(Book.open(data_dir))
        except StorageError as error:
            log.warning("alerts are left alone", error=str(error))
            yield None
            return
        send = Sender(settings)
        watch = Watch(db, book, send, base=settings.base, quiet=settings.quiet)
        watch.start()
        stack.callback(watch.stop)
        yield Alerts(book=book, send=send)
