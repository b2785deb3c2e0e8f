"""What an address may name, read as people write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from entities.gazetteer import Gazetteer


def code_reader(gazetteer: Gazetteer) -> Callable[[str], str | None]:
    """Reads the code of an entity whatever its letter case; None for what is no code."""
    codes = gazetteer.by_code

    def code(text: str) -> str | None:
        return next((form for form in (text, text.upper(), text.lower()) if form in codes), None)

    return code
