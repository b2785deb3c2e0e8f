"""Articles as a list to read: headline, where and when, a piece of text, who is in it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from dashboard.components.articles import marked
from dashboard.components.attrs import attrs
from dashboard.components.elements import Element, element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from dashboard.clock import Clock
    from dashboard.reading import Name

TAGS: Final = 6  # entities named; the article itself shows all


def article_rows(
    rows: pl.DataFrame,
    names: Mapping[int, Name],
    clock: Clock,
    carried: Mapping[int, list[dict[str, Any]]],
) -> list[Element]:
    """Rows of queries.article_list. A click on a headline opens it here (assets/70-lists.js).

    ``carried`` are the other articles of each one's story (queries.carried).
    """
    return [_row(row, names, clock, carried.get(row["article_id"], ())) for row in rows.iter_rows(named=True)]


def tag(name: Name, count: int, clock: Clock, *, strong: bool = False) -> Element:
    """An entity with its number of mentions; a click makes it part of the filter."""
    return element(
        "Button",
        [name.label, element("Span", clock.words.number(count), className="num")],
        className="tag strong" if strong else "tag",
        title=clock.words("articles.pick", name=name.label),
        type="button",
        **attrs(data_facet="entity", data_value=name.code),
    )


def _row(
    row: Mapping[str, Any],
    names: Mapping[int, Name],
    clock: Clock,
    carried: Sequence[Mapping[str, Any]],
) -> Element:
    article = str(row["article_id"])  # text: JavaScript has no whole numbers of 63 bits
    said = [row["outlet"], clock.full(row["dated_at"].replace(tzinfo=UTC))]
    if row["published_source"] == "collected":
        said[1] = clock.words("articles.seen", time=said[1])
    if row["section"]:
        said.append(row["section"])
    chips = [
        tag(names[chip["entity_id"]], chip["count"], clock, strong=chip["in_title"])
        for chip in (row["chips"] or ())[:TAGS]
    ]
    return element(
        "Li",
        [
            element(
                "A",
                marked(row["title"], row["title_marks"] or ()) or clock.words("articles.untitled"),
                href=f"/articles?a={article}",
                className="title",
                lang=row["lang"],
                dir="auto",
                **attrs(data_article=article),
            ),
            element("Div", " · ".join(said), className="sub"),
            element(
                "P",
                marked(row["snippet"], row["snippet_marks"] or ()),
                className="snippet",
                lang=row["lang"],
                dir="auto",
            )
            if not row["text_gone"]
            else element("P", clock.words("articles.text_gone"), className="snippet"),
            element("Div", chips, className="tags"),
            *_others(row, carried, clock),
        ],
        className="article",
    )


def _others(row: Mapping[str, Any], carried: Sequence[Mapping[str, Any]], clock: Clock) -> list[Element]:
    """The other articles of the story, to be unfolded."""
    if not carried:
        return []
    words = clock.words
    outlets = len({other["outlet_id"] for other in carried} - {row["outlet_id"]})
    again = len(carried) if not outlets else 0
    said = words.count("articles.again", again) if again else words.count("articles.carried", outlets)
    links = [
        element(
            "Li",
            [
                element(
                    "A",
                    other["title"] or words("articles.untitled"),
                    href=f"/articles?a={other['other_id']}",
                    lang=other["lang"],
                    dir="auto",
                    **attrs(data_article=str(other["other_id"])),
                ),
                element(
                    "Span",
                    f"{other['outlet']} · {clock.full(other['dated_at'].replace(tzinfo=UTC))}",
                    className="sub",
                ),
            ],
        )
        for other in carried
    ]
    return [element("Details", [element("Summary", said), element("Ul", links)], className="carried")]
