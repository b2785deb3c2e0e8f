"""What exported numbers mean, in the words that stand at the head of every file."""

from __future__ import annotations

from typing import Final

from storage.scope import Basis

COUNTED: Final[dict[Basis, str]] = {
    "articles": "n: articles that mention the entity. N: articles collected, same outlets and days. "
    "share: n / N",
    "stories": "n: stories that mention the entity, N: stories, same outlets and days; copies of one text in "
    "several outlets are one story, on the day of its first article. share: n / N",
}
