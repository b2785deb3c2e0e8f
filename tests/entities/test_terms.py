"""Terms of office that cannot all be true are refused; those that can are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from entities.compile import compiled
from entities.gazetteer import Gazetteer, GazetteerError
from entities.matcher import Matcher
from entities.ownfile import read_own
from entities.yamlfile import YamlFileError
from tests.mentions import counted, expected
from tests.mentions import matcher as shipped

NAMES = {"jane-doe": "Jane Doe", "rex-roe": "Rex Roe"}


def write(folder: Path, country: str, *holders: tuple[str, str], file: str = "") -> Path:
    """A file of leaders, each with the terms that are given."""
    lines = [f"country: {country}", "holders:"]
    for code, terms in holders:
        lines += [
            f"  - id: {code}",
            f"    label: {{en: {NAMES[code]}, id: {NAMES[code]}}}",
            f"    names: {{any: [{NAMES[code]}]}}",
            f"    terms: [{terms}]",
        ]
    path = folder / "leaders" / f"{file or country.lower()}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


FIRST = "{office: president, start: 2010-01-01, end: 2014-05-06}"


@pytest.mark.parametrize(
    "second",
    [
        "{office: president, start: 2014-05-06}",
        "{office: president, start: 2014-05-06, end: 2014-05-06}",
        "{office: acting-president, start: 2012-01-01, end: 2012-02-01}",
        "{office: president, start: 2012-01-01, end: 2012-02-01, disputed: true}",
        "{office: president, start: 2012-01-01, end: 2012-02-01, country: KR}",
    ],
    ids=["handover", "one day", "another office", "disputed", "another country"],
)
def test_terms_that_can_both_be(tmp_path: Path, second: str) -> None:
    write(tmp_path, "KP", ("jane-doe", FIRST), ("rex-roe", second))

    assert len(compiled(tmp_path).entities) == len(NAMES)


@pytest.mark.parametrize(
    "second",
    [
        "{office: president, start: 2014-05-05}",
        "{office: president, start: 2009-01-01, end: 2010-01-02}",
        "{office: president, start: 2012-01-01, end: 2012-01-01}",
        "{office: president, start: 2010-01-01, end: 2014-05-06}",
    ],
    ids=["two days", "at the start", "a day within", "the same"],
)
def test_two_in_one_office_are_refused(tmp_path: Path, second: str) -> None:
    path = write(tmp_path, "KP", ("jane-doe", FIRST), ("rex-roe", second))

    with pytest.raises(GazetteerError) as error:
        compiled(tmp_path)

    assert len(error.value.problems) == 1
    message = str(error.value)
    assert f"{path}:6: jane-doe is president of KP from 2010-01-01 to 2014-05-06" in message
    assert f"{path}:10: rex-roe is president of KP" in message
    assert "disputed: true" in message


def test_two_in_one_office_are_refused_across_files_with_both_lines(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", "KP", ("jane-doe", FIRST))
    theirs = tmp_path / "names.yaml"
    theirs.write_text(
        "leaders:\n- id: rex-roe\n  country: KP\n  label: {en: Rex Roe, id: Rex Roe}\n"
        "  names: {any: [Rex Roe]}\n  terms:\n  - {office: president, start: 2013-01-01}\n",
        encoding="utf-8",
    )

    with pytest.raises(GazetteerError) as error:
        compiled(tmp_path / "ours", read_own(theirs))

    assert f"{ours}:6: jane-doe is president of KP from 2010-01-01 to 2014-05-06, and " in str(error.value)
    assert f"{theirs}:7: rex-roe is president of KP from 2013-01-01 on: " in str(error.value)


def test_somebody_between_two_terms_is_compared_with_every_term(tmp_path: Path) -> None:
    write(
        tmp_path,
        "KP",
        ("jane-doe", "{office: king, start: 2000-01-01}, {office: king, start: 1990-01-01, end: 1995-01-01}"),
        ("rex-roe", "{office: king, start: 1994-01-01, end: 2001-01-01}"),
    )

    with pytest.raises(GazetteerError) as error:
        compiled(tmp_path)

    assert len(error.value.problems) == len(["1994", "2000"])


def test_nobody_holds_an_office_twice_even_where_it_is_shared_or_disputed(tmp_path: Path) -> None:
    for office in ("king", "co-prince"):
        term = f"office: {office}, start: 2000-01-01"
        path = write(tmp_path, "KP", ("jane-doe", f"{{{term}}}, {{{term}, end: 2004-01-01, disputed: true}}"))

        with pytest.raises(GazetteerError, match="make one term of them") as error:
            compiled(tmp_path)
        assert str(error.value).startswith(f"{path}:6: jane-doe is {office} of KP from 2000-01-01 to 2004")


def test_an_office_that_is_shared_has_several_holders(tmp_path: Path) -> None:
    term = "{office: captain-regent, start: 2026-04-01}"
    write(tmp_path, "SM", ("jane-doe", term), ("rex-roe", term))

    assert len(compiled(tmp_path).entities) == len(NAMES)


def test_organisations_have_offices_of_their_own(tmp_path: Path) -> None:
    term = "{office: secretary-general, start: 2026-04-01}"
    write(tmp_path, "null", ("jane-doe", term), file="un")
    write(tmp_path, "null", ("rex-roe", term), file="nato")

    assert len(compiled(tmp_path).entities) == len(NAMES)


def test_a_term_that_ends_before_it_starts_is_refused_with_its_line(tmp_path: Path) -> None:
    path = write(tmp_path, "KP", ("jane-doe", "{office: king, start: 2000-01-02, end: 2000-01-01}"))

    with pytest.raises(YamlFileError, match="ends on 2000-01-01, before it starts on 2000-01-02") as error:
        compiled(tmp_path)

    assert str(error.value).startswith(f"{path}:6: ")


def test_who_only_claims_an_office_is_found_but_not_meant_by_its_title(tmp_path: Path) -> None:
    write(tmp_path, "KP", ("jane-doe", FIRST), ("rex-roe", FIRST.replace("}", ", disputed: true}")))
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "kp.yaml").write_text(
        "id: country:KP\nlabels: {en: North Korea, id: Korea Utara}\n", encoding="utf-8"
    )
    entities, aliases, languages = compiled(tmp_path)
    matcher = Matcher(Gazetteer(entities=entities, aliases=aliases, languages=languages))

    text = "Presiden Korea Utara menolak berunding dengan Rex Roe."
    found = matcher.find("", text, published=date(2012, 1, 1), lang="id")

    assert counted(found) == expected("KP1 rex-roe1")
    assert [m.entity for m in found.matches if m.kind == "office"] == ["leader:jane-doe"]


def test_an_office_held_in_another_country_is_resolved_there() -> None:
    text = "PM Norwegia tiba di Oslo."
    found = shipped().find("", text, published=date(2012, 6, 1), lang="id")
    assert [m.entity for m in found.matches if m.kind == "office"] == ["leader:jens-stoltenberg"]


@pytest.mark.parametrize(
    ("year", "leader"), [(2008, "anders-fogh-rasmussen"), (2010, "lars-lokke-rasmussen")]
)
def test_a_short_name_beside_an_office_in_another_country_is_its_holders(year: int, leader: str) -> None:
    found = shipped().find("", "PM Denmark Rasmussen tiba.", published=date(year, 6, 1), lang="id")

    assert counted(found) == expected(f"DK1 {leader}1")
