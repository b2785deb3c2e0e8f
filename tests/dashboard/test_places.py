from pathlib import Path

from dashboard.places import places
from entities.gazetteer import Gazetteer


def test_every_country_of_the_gazetteer_has_a_place(gazetteer: Gazetteer) -> None:
    codes = {entity.country for entity in gazetteer.entities.values() if entity.kind == "country"}
    assert len(codes) > 190
    assert codes <= set(places())


def test_places_are_where_the_countries_are() -> None:
    around = {
        "SG": (104, 1),
        "MY": (102, 4),
        "ID": (114, 0),
        "XK": (21, 43),
        "NZ": (171, -44),
        "DE": (10, 51),
    }
    for code, (lon, lat) in around.items():
        place = places()[code]
        assert (round(place.lon), round(place.lat)) == (lon, lat), code
    assert places()["DE"].iso3 == "DEU"  # not one of the codes it had before


def test_land_that_is_said_to_be_drawn_is_in_the_map() -> None:
    world = Path("dashboard/assets/topojson/world_110m.json").read_text("utf-8")
    for place in places().values():
        assert (f'"id":"{place.iso3}"' in world) == place.drawn, place.iso3
    assert not places()["SG"].drawn
