"""What a decision about a name makes of the user's own file, and what it would change in the archive."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dashboard.review import Decision
from entities.gazetteer import Gazetteer
from entities.matcher import Matcher
from entities.ownfile import OWN_KINDS
from entities.ownwriter import add_entity, add_name, reject
from entities.types import Entity
from sorot.errors import WRONG_USAGE, UserError
from storage.database import Database
from storage.retag.trial import Trial, trial


def gazetteer_with(
    decision: Decision,
    file: Path,
    known: Mapping[str, Entity],
    *,
    labels: Mapping[str, str] | None = None,
    write: bool,
) -> Gazetteer:
    """The names with this decision in ``file``; only with ``write`` is that changed, or made when missing.

    :param known: the entities there are: a key of theirs gets one more name.
    :param labels: of a new entity, where they are not its name.
    :raises YamlFileError: the file is not well formed, or would not be.
    :raises GazetteerError: files would contradict each other.
    :raises UserError: the decision is none.
    """
    name, key = decision.name, decision.key
    if key is None:
        return reject(file, name, write=write)
    if key in known:
        return add_name(file, key, name, write=write)
    kind, _, code = key.partition(":")
    if kind not in ("leader", *OWN_KINDS) or not code:
        raise UserError(
            f"{key!r} is no key: write a kind and a name in small letters, as in person:jane-doe; "
            f"kinds are leader, {', '.join(OWN_KINDS)}",
            WRONG_USAGE,
        )
    if kind == "leader" and decision.country is None:
        raise UserError(
            f"{key} needs a country: whose leader is it? Two letters, as in KR; or make it person:{code}",
            WRONG_USAGE,
        )
    said = {"en": name, "id": name, **(labels or {})}
    return add_entity(file, key, labels=said, names=[name], country=decision.country, write=write)


def tried(db: Database, decision: Decision, names: Gazetteer) -> Trial:
    """What a decision would change in the archive; ``names`` are those with it."""
    if decision.key is None:
        return Trial(mentions=0, articles=0, lost={})
    return db.call(trial, finder=Matcher(names), key=decision.key, name=decision.name)
