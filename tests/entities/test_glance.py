from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from entities.article import Article
from entities.build import index_of
from entities.context import Context
from entities.gazetteer import load
from entities.glance import SOMETHING, TITLE, Glance
from entities.index import Index
from entities.normalize import fold
from entities.offices import Offices
from entities.rules import load_rules

DAY = date(2024, 6, 19)
WORDS = """
    dolar mata uang kurs Presiden presiden PM Perdana Menteri mantan warga pemerintah Pemerintah Bahasa bahasa
    Piala Dunia U-23 U17 2026 PT Bank Universitas Asosiasi timnas Timnas Laut Selatan Perang Liga di dari dan
    (AS) Open Masters Express Airlines president prime minister Tower harga, Senin, naik (34) berinisial 34, "
    Indonesia Rusia AS RI Georgia Atlanta Chad Smith Madrid Qatar Korea Jepang, China-AS Wina US$ British
""".split()  # noqa: SIM905 - easier to read than as many quotes


class Judges(NamedTuple):
    """What judges names of countries, without what comes before and after."""

    names: Index
    context: Context
    offices: Offices
    glance: Glance


@cache
def judges() -> Judges:
    gazetteer, rules = load(), load_rules()
    context, offices = Context(rules), Offices(rules, gazetteer.entities.values())
    return Judges(index_of(gazetteer, rules), context, offices, Glance(context, offices))


@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=30), end=st.sampled_from(["", ".", "\n", " "])
)
@settings(max_examples=400, deadline=None)
def test_what_a_glance_settles_the_rules_would_settle_in_the_same_way(words: list[str], end: str) -> None:
    names, context, offices, glance = judges()
    given_text = " ".join(words) + end
    folded = fold(given_text)
    article = Article(folded.text)
    candidates = names.scan(folded, given_text, "id")

    for i, candidate in enumerate(candidates):
        form = candidate.forms[0]
        seen = SOMETHING if form.leader or form.veto else glance.sees(article, candidate, form)
        if seen != SOMETHING:
            following = candidates[i + 1].start if i + 1 < len(candidates) else -1
            assert context.judge(article, candidate, form, following) == ""
            if seen != TITLE and form.country:
                assert offices.near(article, candidate, form.country, DAY) is None
