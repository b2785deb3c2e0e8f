from typing import get_args

from dashboard.places import places
from dashboard.regions import FRAMES, Region, holds


def test_members_are_countries_that_the_map_knows_and_most_lie_in_its_frame() -> None:
    for region in get_args(Region):
        frame = FRAMES[region]
        members = [place for code, place in places().items() if holds(region, code)]
        assert len(members) > 10
        inside = [
            place
            for place in members
            if (place.lon - frame.west) % 360 <= frame.east - frame.west
            and frame.south <= place.lat <= frame.north
        ]
        assert len(inside) >= 0.9 * len(members), region


def test_every_continent_but_the_poles_and_oceania_is_covered_once() -> None:
    continents: tuple[Region, ...] = ("asia", "europe", "africa", "americas")
    for code in places():
        assert sum(holds(region, code) for region in continents) <= 1, code
    assert not any(holds(region, "AU") for region in continents)
    assert (holds("asia", "TR"), holds("europe", "TR"), holds("mena", "EG"), holds("mena", "CY")) == (
        True,
        False,
        True,
        False,
    )


def test_no_member_is_a_code_that_nobody_has() -> None:
    known = set(places())
    for region in get_args(Region):
        made_up = {
            f"{a}{b}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        } - known
        assert region == "world" or not any(holds(region, code) for code in made_up)
