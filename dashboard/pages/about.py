"""About the data: what is counted, how well, from which names and outlets, and how to cite it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import dash
from dash import html

from dashboard import i18n, shell
from dashboard.about import About, about, licences
from dashboard.api.problems import DOCS
from dashboard.components import accuracy
from dashboard.components.attrs import attrs
from dashboard.components.empties import empty
from dashboard.components.text import marked, rich
from entities.accuracy import FEWEST

if TYPE_CHECKING:
    from dash import Dash

    from dashboard.i18n import Words
    from dashboard.services import Services

PATH: Final = "/about"
COUNTED: Final = ("name", "people", "capital", "nickname", "leader", "glued")
NOT_COUNTED: Final = (
    "currency",
    "language",
    "event",
    "organisation",
    "region",
    "namesake",
    "office",
    "dateline",
)
_PRECISE: Final = 8  # digits of a version that are said in a sentence


class Ids(StrEnum):
    """Parts of the page."""

    COUNTED = "about-counted"
    ACCURACY = "about-accuracy"
    ENTITIES = "about-entities"
    TRAPS = "about-traps"
    NAMES = "about-names"
    OUTLETS = "about-outlets"
    CITE = "about-cite"
    API = "about-api"
    LICENCES = "about-licences"


def register(app: Dash, services: Services) -> None:
    """Add the page; it has no callbacks."""
    del app

    async def page(**_: Any) -> html.Div:
        found = await services.db.run(about, services=services)
        return layout(found, services, i18n.current())

    dash.register_page(
        "about", path=PATH, layout=page, title=lambda **_: f"{i18n.current()('about.title')} · sorot"
    )


def layout(found: About, services: Services, words: Words) -> html.Div:
    """The page."""
    return shell.page(
        words("about.title"),
        html.P(rich(_lede(found, words)), className="lede"),
        _counting(words),
        _accuracy(found, services, words),
        html.Div([_names(found, words), _cite(found, services, words)], className="two-cards even"),
        _outlets(found, words),
        _api(words),
        _licences(words),
    )


def _lede(found: About, words: Words) -> str:
    whole = found.figures.whole
    return words(
        "about.lede",
        texts=words.number(whole.texts),
        precision=words.percent(whole.countries.precision),
        recall=words.percent(whole.countries.recall),
        leaders_precision=words.percent(whole.leaders.precision),
        leaders_recall=words.percent(whole.leaders.recall),
    )


def _card(id_: Ids, title: str, *body: Any, sub: str = "") -> html.Section:
    said = [html.P(sub, className="sub measure")] if sub else []
    return html.Section([html.H2(title, id=f"{id_}-title"), *said, *body], id=id_, className="card below")


def _counting(words: Words) -> html.Section:
    def examples(heading: str, keys: tuple[str, ...]) -> html.Div:
        rows = [
            html.Div(
                [html.Dt(words(f"about.what.{key}")), html.Dd(marked(words(f"about.example.{key}")))],
            )
            for key in keys
        ]
        return html.Div([html.H3(heading), html.Dl(rows, className="examples")])

    return _card(
        Ids.COUNTED,
        words("about.counted_title"),
        html.Div(
            [
                examples(words("about.counted"), COUNTED),
                examples(words("about.not_counted"), NOT_COUNTED),
            ],
            className="halves",
        ),
        html.P(words("about.articles_not_mentions"), className="measure"),
        html.P(words("about.numbers"), className="measure"),
        sub=words("about.counted_sub"),
    )


def _accuracy(found: About, services: Services, words: Words) -> html.Section:
    figures = found.figures
    labels = {entity.code: entity.key for entity in services.gazetteer.entities.values()}

    def label(code: str) -> str:
        return services.label(labels.get(code, code), words.lang)

    return _card(
        Ids.ACCURACY,
        words("about.accuracy_title"),
        html.P(words("about.made"), className="measure"),
        accuracy.kinds_table(figures.whole, words),
        html.P(words("about.terms"), className="sub measure"),
        html.H3(words("about.entities_title"), className="apart"),
        html.P(words("about.entities_sub", n=FEWEST), className="sub measure"),
        html.Div(accuracy.entities_table(figures, label, words), id=Ids.ENTITIES),
        html.H3(words("about.traps_title"), className="apart"),
        html.P(words("about.traps_sub"), className="sub measure"),
        html.Div(accuracy.traps_table(figures, words), id=Ids.TRAPS),
        sub=words("about.accuracy_sub", texts=words.number(figures.whole.texts), day=words.day(figures.day)),
    )


def _names(found: About, words: Words) -> html.Section:
    names = found.names
    facts: list[tuple[str, Any]] = [
        (words("about.countries"), words.number(names.countries)),
        (words("about.leaders"), words.number(names.leaders)),
        *([(words("about.own"), words.number(names.others))] if names.others else []),
        (words("about.forms"), words.number(names.names)),
        (words("about.gazetteer"), html.Code(names.version)),
    ]
    said = words.join([words.language(code) for code in names.languages])
    return _card(
        Ids.NAMES,
        words("about.names_title"),
        html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts], className="numbers"),
        html.P(
            words("about.languages", n=words.number(len(names.languages)), list=said), className="measure"
        ),
        sub=words("about.names_sub"),
    )


def _cite(found: About, services: Services, words: Words) -> html.Section:
    first = found.bounds.first_day
    text = words(
        "about.cite",
        release=found.release,
        gazetteer=found.names.version[:_PRECISE],
        outlets=words.count("filter.outlets", len(found.outlets)),
        articles=words.count("overview.articles", found.bounds.articles),
        since=words.day(first) if first else "–",
        today=words.day(found.today),
    )
    if services.settings.demo:
        text = f"{words('shell.demo')}. {text}"
    return _card(
        Ids.CITE,
        words("about.cite_title"),
        html.Blockquote(text, className="cite"),
        html.P(words("about.cite_hint"), className="sub measure"),
        sub=words("about.cite_sub"),
    )


def _api(words: Words) -> html.Section:
    return _card(
        Ids.API,
        words("api.title"),
        html.P(html.A(words("about.api_link"), href=DOCS)),
        sub=words("about.api"),
    )


def _outlets(found: About, words: Words) -> html.Section:
    title = words("about.outlets_title")
    if found.outlets.is_empty():
        return _card(Ids.OUTLETS, title, empty("nothing", words("empty.nothing")))
    head = [
        html.Th(words("about.outlet"), scope="col"),
        html.Th(words("about.since"), scope="col", className="n"),
        html.Th(words("about.articles"), scope="col", className="n"),
        html.Th(words("about.unread"), scope="col", className="n"),
    ]
    rows = [
        html.Tr(
            [
                html.Th(row["name"], scope="row"),
                html.Td(_period(row, words), className="n"),
                html.Td(words.number(row["articles"]), className="n"),
                html.Td(words.number(row["unread"]), className="n"),
            ]
        )
        for row in found.outlets.iter_rows(named=True)
    ]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="data")
    return _card(
        Ids.OUTLETS,
        title,
        html.Div(table, className="table-scroll", tabIndex=0, role="region", **attrs(aria_label=title)),
        sub=words("about.outlets_sub"),
    )


def _period(row: dict[str, Any], words: Words) -> str:
    since = words.day(row["since"])
    return since if row["until"] is None else f"{since} – {words.day(row['until'])}"


def _licences(words: Words) -> html.Section:
    own = html.Li(words("about.licence_own"))
    rows = [
        html.Li(
            html.Details(
                [
                    html.Summary(
                        words(
                            "about.licence",
                            what=words(f"about.{one.what}"),
                            name=one.name,
                            licence=one.licence,
                        )
                    ),
                    html.Pre(one.text, lang="en", tabIndex=0),
                ]
            )
        )
        for one in licences()
    ]
    cldr = html.Li(words("about.licence_cldr"))
    return _card(
        Ids.LICENCES, words("about.licences_title"), html.Ul([own, *rows, cldr], className="licences")
    )
