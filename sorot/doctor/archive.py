"""What ``sorot doctor`` says of the archive: whether it adds up, is kept in order, and is backed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from entities.gazetteer import GazetteerError
from entities.yamlfile import YamlFileError
from sorot.archive import database_path
from sorot.config.config import Config
from sorot.doctor.finding import Finding
from sorot.errands import do
from sorot.names.names import names_in_force
from sorot.words import many
from storage.backup.backup import last_backup
from storage.errands import Answer
from storage.errors import DatabaseInUseError, ErrandError
from storage.upkeep.nightly import night_of

_AGAIN = {
    False: "sorot rebuild makes the archive again.",
    True: "docs/lake.md says how the archive is made again.",
}
PATIENCE = 20.0  # seconds for a dashboard that is busy
AHEAD = timedelta(minutes=5)  # that clocks may differ
NIGHTS = timedelta(days=2)  # that may be missed
OLD = timedelta(days=7)  # for a backup
MANY_ROWS = 200_000  # of daily counts that were not put together


def archive_findings(config: Config, *, full: bool) -> Iterator[Finding]:
    """Look into the archive, through the dashboard when that has it."""
    is_lake = config.storage.lake is not None  # which can be looked into while it is written
    if not (is_lake or database_path(config).exists()):
        yield Finding(about="archive", state="note", says="is not there yet", remedy="sorot up makes it.")
        return
    try:
        names = names_in_force(config, keep=False).gazetteer
    except (YamlFileError, GazetteerError):
        says = "is not opened while there are no names for it"
        yield Finding(about="archive", state="note", says=says, remedy="Mend the names first.")
        return
    try:
        told = do(config, "check-up", read_only=True, patience=PATIENCE, full=full)
    except DatabaseInUseError as error:
        says = f"in use by {error.owner}, so it was not looked into"
        yield Finding(about="archive", state="note", says=says, remedy="Try again when that has ended.")
        return
    except ErrandError as error:
        yield Finding(about="archive", state="note", says=f"was not looked into: {error}")
        return
    now = datetime.now(UTC)
    yield _sums(told, full=full, again=_AGAIN[is_lake])
    yield from _nights(told, night_of(now.astimezone(config.time_zone), config.upkeep.hour))
    if told["without_story"]:
        says = (
            f"{many(told['without_story'], 'article')} from before there were stories, compared with no "
            "other: each counts as a story of its own"
        )
        yield Finding(about="stories", state="note", says=says, remedy="sorot rebuild compares them.")
    if told["articles"] and (told["retagging"] or told["matched_with"] != names.version):
        says = "stored articles were matched with other names than those of now"
        remedy = "sorot retag --preview says what would change, sorot retag changes it."
        yield Finding(about="mentions", state="note", says=says, remedy=remedy)
    yield from _clocks(told, now)
    if told["articles"]:
        yield _backup(config, now)


def _sums(told: Answer, *, full: bool, again: str) -> Finding:
    says = f"{many(told['articles'], 'article')}, schema {told['schema']}; "
    looked = "every day" if full else many(told["days"], "day")
    if not told["wrong"]:
        says += f"every sum of {looked} equals a recount"
        remedy = "" if full or not told["days"] else "sorot doctor --full counts every day again."
        return Finding(about="archive", state="ok", says=says, remedy=remedy)
    wrong = ", ".join(f"{rows} in {what}" for what, rows in told["wrong"].items())
    return Finding(
        about="archive",
        state="wrong",
        says=f"{says}rows that contradict the articles, in {looked} counted again: {wrong}",
        remedy=f"sorot mend counts every day again and mends it; {again}",
    )


def _nights(told: Answer, night: date) -> Iterator[Finding]:
    if told["not_mended"]:
        says = (
            f"nights of the last 30 days found what they could not mend, {many(told['not_mended'], 'time')}"
        )
        yield Finding(
            about="upkeep", state="wrong", says=says, remedy="sorot rebuild makes the archive again."
        )
    elif told["found"]:
        says = f"nights of the last 30 days found days that did not add up, and mended them: {told['found']}"
        yield Finding(about="upkeep", state="note", says=says)
    if told["failed"]:
        remedy = "The next night tries again; sorot mend and sorot forget do the same at once."
        yield Finding(about="upkeep", state="wrong", says=told["failed"], remedy=remedy)
    if told["texts_before"]:
        says = f"texts of articles first seen before {told['texts_before']} are no longer kept"
        yield Finding(about="texts", state="ok", says=says)
    last = told["looked_over_on"]
    if told["articles"] and (last is None or night - date.fromisoformat(last) > NIGHTS):
        says = f"was last put in order on {last}" if last else "was never put in order at night"
        remedy = "A dashboard that runs at night does it, or the next start of one (sorot up)."
        yield Finding(about="upkeep", state="note", says=says, remedy=remedy)
    elif last is not None and not told["found"]:
        yield Finding(about="upkeep", state="ok", says=f"was last put in order on {last}")
    if told["uncompacted"] > MANY_ROWS:
        says = (
            f"{told['uncompacted']} rows of daily counts wait to be put together; pages are slower until then"
        )
        yield Finding(
            about="upkeep", state="note", says=says, remedy="The next night, or a restart, does it."
        )


def _clocks(told: Answer, now: datetime) -> Iterator[Finding]:
    if told["newest_at"] is None:
        return
    newest = datetime.fromisoformat(told["newest_at"]).replace(tzinfo=UTC)
    if newest > now + AHEAD:
        says = f"something was collected at {newest:%Y-%m-%d %H:%M} UTC, and here it is {now:%Y-%m-%d %H:%M}"
        remedy = "Set the clock here, or that of the collector, by a time server: timedatectl set-ntp true"
        yield Finding(about="clock", state="wrong", says=says, remedy=remedy)


def _backup(config: Config, now: datetime) -> Finding:
    last = last_backup(config.data)
    remedy = "sorot backup FOLDER makes one, on another disk best; docs/upkeep.md has a line for cron."
    if last is None:
        return Finding(about="backup", state="note", says="there was none yet", remedy=remedy)
    says = f"the last one is of {last.made_at:%Y-%m-%d %H:%M} UTC, in {last.folder}"
    if now - last.made_at > OLD:
        return Finding(about="backup", state="note", says=says, remedy=remedy)
    return Finding(about="backup", state="ok", says=says)
