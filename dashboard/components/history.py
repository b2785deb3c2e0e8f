"""How an article was edited since it was first seen: what changed each time, and the first version whole."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from dash import html

from dashboard.edits import Piece, edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.clock import Clock


def history(
    row: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], clock: Clock, lang: Mapping[str, Any]
) -> list[Any]:
    """What became of an article; nothing when it was never edited.

    :param row: the article as it is now.
    :param versions: as it was before, the first on top.
    """
    if not versions:
        return []
    words, first = clock.words, versions[0]
    changes = [
        html.Li(
            [
                html.B(clock(old["replaced_at"].replace(tzinfo=UTC))),
                html.Div(
                    [
                        html.P([part for piece in place for part in _shown(piece)], **lang)
                        for place in (
                            *edits(old["title"], new["title"]),
                            *edits(old["body"], new["body"]),
                        )
                    ]
                    or words("drawer.edit_gone" if row["text_gone"] else "drawer.only_space")
                ),
            ]
        )
        for old, new in zip(versions, (*versions[1:], row), strict=True)
    ]
    whole = html.Details(
        [
            html.Summary(words("drawer.first_version")),
            html.P(html.B(first["title"]), **lang),
            *(html.P(line, **lang) for line in first["body"].split("\n") if line.strip()),
        ],
        className="first-version",
    )
    return [
        html.Details(
            [html.Summary(words.count("drawer.edited", len(versions))), html.Ul(changes), whole],
            className="removed edits",
        )
    ]


def _shown(piece: Piece) -> list[Any]:
    element = {"same": html.Span, "out": html.Del, "in": html.Ins}[piece.kind]
    return [element(piece.text), " "]
