"""Regions drawn as a map: north is up, labels stand where there is room."""

import json

import pytest

from volunteercloud.domain.statistics import maps
from volunteercloud.web.charts import maps as drawing

SQUARE = [(120.0, 30.0), (121.0, 30.0), (121.0, 31.0), (120.0, 31.0), (120.0, 30.0)]
ABOVE = [(x, y + 1) for x, y in SQUARE]


def shipped(name, length):
    features = json.loads(maps.SHIPPED[name].read_text())["features"]
    return [
        maps.Outline(
            feature["properties"]["code"],
            tuple([tuple(point) for point in ring] for part in feature["geometry"]["coordinates"] for ring in part),
        )
        for feature in features
        if len(feature["properties"]["code"]) in (0, length)
    ]


def test_north_is_up_and_a_degree_of_longitude_is_shorter():
    drawn = drawing.picture([maps.Outline("01", (SQUARE,)), maps.Outline("02", (ABOVE,))])

    south, north = drawn.areas
    assert north.y < south.y
    assert drawn.height > drawn.width  # two degrees high, one narrowed degree wide
    assert south.has_room(4)


def test_a_region_too_small_for_its_name_has_no_room():
    dot = [(x / 100 + 119, y / 100 + 29.7) for x, y in SQUARE]

    small = next(
        area
        for area in drawing.picture([maps.Outline("01", (SQUARE,)), maps.Outline("02", (dot,))]).areas
        if area.code == "02"
    )

    assert not small.has_room(2)


@pytest.mark.parametrize(("name", "length", "number"), [("china", 2, 34), ("demo", 6, 7), ("demo", 4, 2)])
def test_the_maps_that_come_with_the_program_can_be_drawn(name, length, number):
    drawn = drawing.picture(shipped(name, length))

    assert len(drawn.areas) == number
    assert drawn.height <= drawing.MOST_HEIGHT
    assert all(0 <= area.x <= drawn.width and 0 <= area.y <= drawn.height for area in drawn.areas)
    assert sum(len(area.path) for area in drawn.areas) < 90_000


def test_the_country_has_the_islands_of_the_south_china_sea_besides():
    assert drawing.picture(shipped("china", 2)).besides.count("M") == 12


def test_a_region_without_a_map_has_none(db):
    assert drawing.drawn("9901") is None
