"""The office holders that ship with the product: who is there, and whether their terms can be true."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from entities.gazetteer import load
from entities.normalize import fold_name
from entities.types import Entity, Term

CHECKED = date(2026, 11, 23)  # the day the files were last brought up to date

UN_MEMBERS = """
    AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH
    CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN
    GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP
    NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV
    SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM ZW
"""
OTHERS = "XK PS TW VA"

# The office that governs, in the countries most in the news; a comma where it changed.
GOVERNS = {
    "prime-minister": "AU BD CA ES GB IL IN IQ IT JO JP KH LA LB MY NL NZ PG PK PL SG TH TL VN YE",
    "president": "AE AR BR CH CN CU EG FR ID IR KR LK MX PH PS RU SY TR TW UA US VE ZA",
    "chancellor": "DE",
    "king": "SA",
    "emir": "QA",
    "sultan": "BN",
    "supreme-leader": "KP",
    "supreme-leader,chairman,president": "AF",
    "chairman,president": "MM",
}
# The office that governs everywhere else, and who is head of state there.
GOVERNS_ELSEWHERE = {
    "prime-minister": "AD AG AL BB BD BE BG BS BT BZ CV CZ DK DM ES ET FJ GD GR HR HT IE IS JM KN LC LI LS "
    "LU ME MK MT MU NL NP NZ PG PK PT RS SB SE SI ST SZ TO TT TV VC VU WS XK",
    "president": "AO BF BI BJ BO BW CD CF CG CH CI CL CM CO CR CU CY DJ DO EC ER FM GA GH GM GN GQ GT GW GY "
    "HN KE KI KM LK LR MG MH ML MR MV MW MZ NA NE NG NR PA PE PW PY RW SC SL SN SO SR SS SV TD TZ UG UY VE "
    "ZM ZW",
    "president,co-president": "NI",
    "president,president-of-the-council-of-ministers": "TG",
    "president,supreme-leader": "AF",
    "chairman-of-the-council-of-ministers": "BA",
    "chancellor": "AT",
    "captain-regent": "SM",
    "minister-of-state": "MC",
}
HEADS_OF_STATE = {
    "president": "AL AT BB BD BG CV CZ DM ET FJ GR HR IE IS ME MK MT MU NP PK PT RS SI ST TT VU XK",
    "king,queen": "BE BT DK ES LS NL SE SZ TO",
    "prince": "LI MC",
    "grand-duke": "LU",
    "co-prince": "AD",
    "presidency-member": "BA",
    "head-of-state": "WS",
}
# Those who stood in for a while: after a coup, before an election.
STOOD_IN = (
    "acting-president",
    "acting-prime-minister",
    "chief-adviser",
    "chief-executive",
    "chairman",
    "leader",
)
FIRST_KNOWN = {
    "IQ": date(2004, 6, 28),
    "PK": date(2002, 11, 23),
    "TL": date(2002, 5, 20),
    "YE": date(2001, 4, 4),
}
SINCE_2010 = {
    "SS": date(2011, 7, 9),  # independent from then on
    "BB president": date(2021, 11, 30),  # a republic from then on
}
UNTIL = {"SM": date(2026, 10, 1)}  # the captains change twice a year
HEADS = {
    "UN": "javier-perez-de-cuellar boutros-boutros-ghali kofi-annan ban-ki-moon antonio-guterres",
    "EU Commission": "jacques-delors jacques-santer romano-prodi jose-manuel-barroso jean-claude-juncker "
    "ursula-von-der-leyen",
    "European Council": "herman-van-rompuy donald-tusk charles-michel antonio-costa",
    "NATO": "manfred-worner willy-claes javier-solana george-robertson-baron-robertson-of-port-ellen "
    "jaap-de-hoop-scheffer anders-fogh-rasmussen jens-stoltenberg mark-rutte",
}
HEAD_OF = {
    "UN": "secretary-general",
    "EU Commission": "european-commission-president",
    "European Council": "european-council-president",
    "NATO": "secretary-general",
}
LONGEST_GAP = timedelta(days=190)  # Prodi followed Santer after half a year
LONGEST_VACANCY = timedelta(days=21)  # until a parliament or a junta agrees on somebody
# Three stood in together until the vote was held again.
VACANT = {"AT": [(date(2016, 7, 8), date(2017, 1, 26))]}

# Since 1990 for the G20, ASEAN, the Middle East, the Koreas, Russia and its neighbours: who is head of state,
STATE_SINCE_1990 = {
    "president": "AE AM AR AZ BR BY CN DE DZ EE EG FI FR GE HU ID IL IN IQ IT KG KR KZ LA LB LT LV MD MN MX "
    "PH PL PS RO RU SG SK TJ TL TM TN TR TW UA US UZ VN XK YE ZA",
    "president,leader": "SY",
    "president,chairman": "MM SD",
    "president,supreme-leader": "KP",
    "supreme-leader": "IR",
    "king": "JO MA NO SA TH",
    "king,emir": "BH",
    "king,head-of-state": "KH",
    "king,queen": "GB",
    "emir": "KW QA",
    "sultan": "BN OM",
    "emperor": "JP",
    "yang-di-pertuan-agong": "MY",
    "pope": "VA",
    "leader,president-of-the-general-national-congress,president-of-the-house-of-representatives": "LY",
}
# and who leads the government, where that is somebody else or may be.
GOVERNMENT_SINCE_1990 = {
    "prime-minister": "AE AM AU AZ BH BN BY CA DZ EE EG FI FR GB HU IL IN IQ IT JO JP KR KW KZ LA LB LT LV "
    "LY MA MD MN MY NO OM PL PS QA RO RU SA SG SK SY TJ TL TN TR TW UA UZ VN XK YE",
    "prime-minister,chairman": "TH",
    "premier": "CN KP",
    "chancellor": "DE",
    "prime-minister,first-prime-minister": "KH",
    "prime-minister,minister-of-state": "GE",
    "prime-minister,chairman-of-the-council-of-ministers": "KG",
}
# Before there was a president, and when the winners had not agreed on one.
STOOD_IN_FOR_THE_HEAD_OF_STATE = (
    "administrator",
    "chairman",
    "chairman-of-the-presidium",
    "chairman-of-the-supreme-council",
    "chairman-of-the-supreme-soviet",
    "chairman-of-the-verkhovna-rada",
)
BEGAN = {  # independent from then on
    "AM": date(1991, 9, 21),
    "AZ": date(1991, 10, 18),
    "BY": date(1991, 9, 18),  # the head of parliament had left with the coup in Moscow
    "EE": date(1991, 8, 20),
    "GE": date(1991, 4, 9),
    "KG": date(1991, 8, 31),
    "KZ": date(1991, 12, 16),
    "LT": date(1990, 3, 11),
    "LV": date(1991, 8, 21),
    "MD": date(1991, 8, 27),
    "PS": date(1994, 7, 5),  # the Palestinian Authority
    "SK": date(1993, 1, 1),
    "TJ": date(1991, 9, 9),
    "TL": date(2002, 5, 20),
    "TM": date(1991, 10, 27),
    "UA": date(1991, 8, 24),
    "UZ": date(1991, 9, 1),
    "XK": date(2008, 2, 17),
}
GOVERNMENT_BEGAN = {"PS": date(2003, 3, 19), "UZ": date(1992, 1, 8)}  # no such office before
GOVERNMENT_ENDED = {"SY": date(2025, 3, 29), "TR": date(2018, 7, 9)}  # nor after
NOBODY_STATE = {"GE": [(date(1992, 1, 6), date(1992, 3, 10))]}  # two warlords after the fall of Gamsakhurdia
NOBODY_GOVERNMENT = {
    "AZ": [(date(1993, 6, 7), date(1993, 6, 30))],  # a colonel's revolt
    "GE": [(date(1995, 10, 5), date(1995, 12, 8))],  # a new constitution without a prime minister
    "KG": [(date(2010, 4, 7), date(2010, 12, 17))],  # the interim president did both
    "PS": [(date(2003, 9, 6), date(2003, 10, 7))],  # Arafat and Qurei could not agree on a cabinet
    "TN": [(date(2021, 7, 25), date(2021, 10, 11))],  # the president had sent the government home
}

WANTED = """
    vladimir-putin kim-jong-un kim-il-sung kim-jong-il joko-widodo prabowo-subianto xi-jinping
    volodymyr-zelenskyy mohammed-bin-salman benjamin-netanyahu ali-khamenei mojtaba-khamenei
    recep-tayyip-erdogan susilo-bambang-yudhoyono b-j-habibie abdurrahman-wahid megawati-sukarnoputri
    suharto donald-trump joe-biden barack-obama emmanuel-macron aung-san-suu-kyi min-aung-hlaing
    muammar-gaddafi saddam-hussein hosni-mubarak nelson-mandela mikhail-gorbachev boris-yeltsin
    lee-kuan-yew mahathir-mohamad margaret-thatcher fidel-castro raul-castro hugo-chavez nicolas-maduro
    yasser-arafat yitzhak-rabin bashar-al-assad hafez-al-assad thaksin-shinawatra yingluck-shinawatra
    jiang-zemin hu-jintao antonio-guterres ursula-von-der-leyen mark-rutte pope-francis pope-leo-xiv
"""


@pytest.fixture(scope="module")
def leaders() -> dict[str, Entity]:
    return {entity.code: entity for entity in load().entities.values() if entity.kind == "leader"}


def _terms(leaders: dict[str, Entity]) -> list[tuple[str | None, Term, str]]:
    return [
        (term.country or leader.country, term, leader.code)
        for leader in leaders.values()
        for term in leader.terms
    ]


@pytest.mark.parametrize("slug", WANTED.split())
def test_the_leaders_that_news_names_most_are_known(leaders: dict[str, Entity], slug: str) -> None:
    assert leaders[slug].terms


@pytest.mark.parametrize("country", (UN_MEMBERS + OTHERS).split())
def test_every_country_has_somebody_in_office(leaders: dict[str, Entity], country: str) -> None:
    assert [code for where, term, code in _terms(leaders) if where == country and term.holds_on(CHECKED)]


@pytest.mark.parametrize("organisation", HEADS)
def test_international_organisations_have_heads_without_long_gaps(
    leaders: dict[str, Entity], organisation: str
) -> None:
    since = date(2009, 12, 1) if organisation == "European Council" else date(1990, 1, 1)
    held = [
        term
        for slug in HEADS[organisation].split()
        for term in leaders[slug].terms
        if term.office == HEAD_OF[organisation]
    ]

    assert _gaps(held, since) == []


@pytest.mark.parametrize(
    ("country", "offices"),
    [(country, offices) for offices in GOVERNS for country in GOVERNS[offices].split()],
)
def test_who_governed_since_2000_is_known_without_long_gaps(
    leaders: dict[str, Entity], country: str, offices: str
) -> None:
    counted = {*offices.split(","), *STOOD_IN}
    held = [term for where, term, _ in _terms(leaders) if where == country and term.office in counted]

    assert _gaps(held, FIRST_KNOWN.get(country, date(2000, 1, 1))) == []


@pytest.mark.parametrize(
    ("country", "offices"),
    [
        (country, offices)
        for table in (GOVERNS_ELSEWHERE, HEADS_OF_STATE)
        for offices in table
        for country in table[offices].split()
    ],
)
def test_everybody_in_office_since_2010_is_known(
    leaders: dict[str, Entity], country: str, offices: str
) -> None:
    held = _held(leaders, country, offices, ("chairman", "chief-adviser"))
    since = SINCE_2010.get(f"{country} {offices}", SINCE_2010.get(country, date(2010, 1, 1)))
    gaps = _gaps(held, since, UNTIL.get(country, CHECKED), LONGEST_VACANCY)

    assert gaps == (VACANT.get(country, []) if offices == "president" else [])


@pytest.mark.parametrize(
    ("country", "offices"),
    [(country, offices) for offices in STATE_SINCE_1990 for country in STATE_SINCE_1990[offices].split()],
)
def test_every_head_of_state_since_1990_is_known(
    leaders: dict[str, Entity], country: str, offices: str
) -> None:
    held = _held(leaders, country, offices, STOOD_IN_FOR_THE_HEAD_OF_STATE)
    since = BEGAN.get(country, date(1990, 1, 1))

    assert _gaps(held, since, longest=LONGEST_VACANCY) == NOBODY_STATE.get(country, [])


@pytest.mark.parametrize(
    ("country", "offices"),
    [
        (country, offices)
        for offices in GOVERNMENT_SINCE_1990
        for country in GOVERNMENT_SINCE_1990[offices].split()
    ],
)
def test_every_head_of_government_since_1990_is_known(
    leaders: dict[str, Entity], country: str, offices: str
) -> None:
    held = _held(leaders, country, offices, ("administrator",))
    since = GOVERNMENT_BEGAN.get(country, BEGAN.get(country, date(1990, 1, 1)))
    gaps = _gaps(held, since, GOVERNMENT_ENDED.get(country, CHECKED), LONGEST_VACANCY)

    assert gaps == NOBODY_GOVERNMENT.get(country, [])


def test_terms_have_begun_and_are_of_this_or_the_last_generation(leaders: dict[str, Entity]) -> None:
    for _, term, code in _terms(leaders):
        assert date(1940, 1, 1) < term.start <= CHECKED, f"{code}: {term}"
        assert term.end is None or term.start <= term.end <= CHECKED, f"{code}: {term}"


def test_everybody_held_office_since_1990(leaders: dict[str, Entity]) -> None:
    for leader in leaders.values():
        assert any(term.end is None or term.end >= date(1990, 1, 1) for term in leader.terms), leader.code


def test_everybody_is_somebody_else_in_wikidata(leaders: dict[str, Entity]) -> None:
    ids = [leader.wikidata for leader in leaders.values() if leader.wikidata]

    assert len(ids) > 300
    assert len(set(ids)) == len(ids)


def test_what_always_counts_for_one_is_not_a_word_of_anothers_name(leaders: dict[str, Entity]) -> None:
    gazetteer = load()
    words: defaultdict[str, set[str]] = defaultdict(set)
    for code in leaders:
        for alias in gazetteer.aliases_of(f"leader:{code}"):
            if not alias.short:
                for word in fold_name(alias.text).split():
                    words[word].add(code)
    # The longer name wins where it is read, and the others are rarely in the news.
    intended = {
        "Guterres": {"antonio-guterres", "francisco-guterres", "vicente-guterres"},
        "Obama": {"barack-obama", "francisco-pascual-obama-asue"},
        "Orban": {"viktor-orban", "ludovic-orban"},
    }
    for code in leaders:
        for alias in gazetteer.aliases_of(f"leader:{code}"):
            name = fold_name(alias.text)
            if not alias.short and " " not in name:
                assert words[name] == intended.get(name, {code}), name


def test_a_phrase_that_is_not_the_leader_has_the_leaders_name_in_it(leaders: dict[str, Entity]) -> None:
    gazetteer = load()
    for code, leader in leaders.items():
        names = [fold_name(alias.text) for alias in gazetteer.aliases_of(f"leader:{code}")]
        for phrase in leader.veto:
            text = fold_name(phrase)
            # Japanese and Korean have no space there.
            assert any(
                f" {name} " in f" {text} " or (name in text and not name.isascii()) for name in names
            ), f"{code}: {phrase!r} changes nothing"


def _held(leaders: dict[str, Entity], country: str, offices: str, stood_in: tuple[str, ...]) -> list[Term]:
    """Terms in one of ``offices`` of ``country``, or acting in it, or in an office that stood in for it."""
    names = offices.split(",")
    counted = {*names, *(f"acting-{name}" for name in names), *stood_in}
    return [
        term
        for where, term, _ in _terms(leaders)
        if where == country and term.office in counted and not term.disputed
    ]


def _gaps(
    terms: list[Term], since: date, until: date = CHECKED, longest: timedelta = LONGEST_GAP
) -> list[tuple[date, date]]:
    """Stretches longer than ``longest``, from ``since`` to ``until``, in which no one held office."""
    gaps = []
    covered = since
    for term in sorted(terms, key=lambda term: term.start):
        if term.start > covered + longest:
            gaps.append((covered, term.start))
        covered = max(covered, term.end or CHECKED)
    if covered + longest < until:
        gaps.append((covered, until))
    return gaps
