"""What an editor's button asks for, done, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from dashboard.alerts.addresses import LONGEST_NAME, AddressError, checked
from dashboard.alerts.form import NEW, is_whole, rule_of
from dashboard.alerts.telling import Message, failure
from dashboard.url_state import number
from storage.alerts.book import BookError
from storage.alerts.records import MEDIA, Medium

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dashboard.alerts.desk import Alerts
    from dashboard.alerts.form import Known
    from dashboard.i18n import Words
    from dashboard.settings import AlertSettings
    from storage.alerts.records import Address, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it."""

    said: str
    changed: bool = False
    rule_id: int | None = None  # of the rule that the form goes on with, 0: a new one; None: as it is
    added: bool = False  # an address: the fields for it are cleared


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """One request of an editor."""

    alerts: Alerts
    settings: AlertSettings
    today: date  # in the archive's zone
    words: Words

    def do(self, verb: str, key: str, values: Mapping[str, Any], known: Known) -> Done:
        """``key`` is of a rule or an address, empty for a new rule; ``values`` are those of the page."""
        words, wanted = self.words, number(key) or 0
        try:
            if verb == "keep":
                return self._keep(wanted, values, known)
            if verb == "turn":
                return self._turn(wanted)
            if verb == "delete":
                self.alerts.book.delete_rule(wanted)
                return Done(said=words("alerts.deleted"), changed=True, rule_id=0)
            if verb == "add":
                return self._add(values)
            address = self._address(wanted)
            if verb == "forget":
                self.alerts.book.delete_address(wanted)
                return Done(said=words("alerts.address_deleted", name=address.name), changed=True)
            return self._test(address) if verb == "test" else Done(said="")
        except BookError:
            return Done(said=words("alerts.gone"), changed=True)

    def _keep(self, rule_id: int, values: Mapping[str, Any], known: Known) -> Done:
        words = self.words
        before = self._rule(rule_id) if rule_id else NEW
        rule = rule_of(values, before, known, lang=words.lang)
        if not is_whole(rule.condition):
            return Done(said=words("alerts.preview_nobody"))
        kept = self.alerts.book.keep(rule, today=self.today)
        return Done(said=words("alerts.kept", day=words.day(kept.since)), changed=True, rule_id=kept.rule_id)

    def _turn(self, rule_id: int) -> Done:
        words, rule = self.words, self._rule(rule_id)
        kept = self.alerts.book.keep(replace(rule, on=not rule.on), today=self.today)
        said = words("alerts.turned_on", day=words.day(kept.since)) if kept.on else words("alerts.turned_off")
        return Done(said=said, changed=True)

    def _add(self, values: Mapping[str, Any]) -> Done:
        words = self.words
        name = " ".join(str(values.get("address") or "").split())[:LONGEST_NAME]
        if values.get("medium") not in MEDIA or not name:
            return Done(said=words("alerts.name_missing"))
        medium = cast("Medium", values["medium"])
        try:
            target = checked(medium, str(values.get("target") or ""), self.settings)
            self.alerts.book.add_address(medium, name, target)
        except AddressError as error:
            return Done(said=words(f"alerts.refused_{error.reason}"))
        except BookError:
            return Done(said=words("alerts.name_taken"))
        return Done(said=words("alerts.address_added", name=name), changed=True, added=True)

    def _test(self, address: Address) -> Done:
        words, link = self.words, f"{self.settings.base}/alerts"
        title = words("alerts.test_title")
        message = Message(title=title, lines=(f"{words('alerts.test_line')}\n{link}",), link=link, rule=title)
        error = self.alerts.send(address, message)
        if error is None:
            return Done(said=words("alerts.test_sent", name=address.name))
        return Done(said=words("alerts.test_failed", name=address.name, why=failure(error, words)))

    def _rule(self, rule_id: int) -> Rule:
        for rule in self.alerts.book.rules():
            if rule.rule_id == rule_id:
                return rule
        raise BookError("this rule was deleted meanwhile")

    def _address(self, address_id: int) -> Address:
        for address in self.alerts.book.addresses():
            if address.address_id == address_id:
                return address
        raise BookError("this address was deleted meanwhile")
