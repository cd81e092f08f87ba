"""Maps: what is taken in, what is refused and says why, and that nothing is shown before an operator has loaded it."""

import csv
import gzip
import json
from datetime import UTC, datetime

import pytest

from volunteercloud.core import memory
from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions import loading
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.statistics import maps, outlines

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SQUARE = [[120.0, 30.0], [121.0, 30.0], [121.0, 31.0], [120.0, 31.0], [120.0, 30.0]]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def divisions(db):
    loading.load_demo()
    memory.forget_all()


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "source": "drawn by hand", "features": features}).encode()


def feature(code, *rings, kind="Polygon", name="code"):
    return {
        "type": "Feature",
        "properties": {name: code},
        "geometry": {"type": kind, "coordinates": list(rings) or [SQUARE]},
    }


def load(*features, source=""):
    return maps.load(collection(*features), source=source, at=AT)


def test_nothing_is_shown_before_somebody_loaded_it():
    assert (maps.outlines_of("9901"), maps.standing()) == ((), [])


def test_a_map_is_taken_in_and_says_which_regions_have_no_shape():
    loaded = load(feature("990101"), feature("990102"))
    memory.forget_all()

    assert (loaded.maps, loaded.points) == ({"9901": 2}, 10)
    assert loaded.missing == ["990103", "990104", "990105"]
    assert [outline.code for outline in maps.outlines_of("9901")] == ["990101", "990102"]
    assert [(one.region_code, one.shapes, one.source) for one in maps.standing()] == [("9901", 2, "drawn by hand")]


def test_codes_of_six_digits_mean_the_region_whose_code_they_are():
    assert load(feature("990000"), feature(990100, name="adcode"), feature("990101")).maps == {
        "": 1,
        "99": 1,
        "9901": 1,
    }


def test_a_map_is_replaced_as_a_whole_and_others_stay():
    load(feature("990101"), feature("9901"), feature("9902"))

    load(feature("990102"), source="the surveying office")
    memory.forget_all()

    assert [outline.code for outline in maps.outlines_of("9901")] == ["990102"]
    assert [(one.region_code, one.source) for one in maps.standing()] == [
        ("99", "drawn by hand"),
        ("9901", "the surveying office"),
    ]


def test_several_parts_and_holes_are_rings_of_one_region():
    away = [[x + 3, y] for x, y in SQUARE]

    load(feature("990101", [SQUARE], [away], kind="MultiPolygon"), feature("990101"))
    memory.forget_all()

    assert [len(outline.rings) for outline in maps.outlines_of("9901")] == [3]


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b'{"features": []}',
        b'{"features": [1]}',
        b'{"type": "Topology", "objects": {}}',
        collection(feature("123456")),
        collection(feature("nowhere")),
        collection(feature("990101'; DROP TABLE")),
        collection(feature("990101", SQUARE[:-1])),
        collection(feature("990101", [[0, 0], [0, 0], [0, 0]])),
        collection(feature("990101", [[500, 30], [121, 30], [121, 31], [500, 30]])),
        collection(feature("990101", [["a", 30], [121, 30], [121, 31], ["a", 30]])),
        collection(feature("990101", 7)),
        collection(feature("990101", [7])),
        collection(feature("990101", SQUARE, kind="Point")),
        collection({"type": "Feature", "properties": {"code": "990101"}, "geometry": None}),
        collection({"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}),
        collection({"type": "Feature", "properties": "code", "geometry": {"type": "Polygon", "coordinates": [SQUARE]}}),
        collection(feature("990101", [[float("nan"), 30], [121, 30], [121, 31], [float("nan"), 30]])),
        collection(feature("990101", [[1e308, 30], [121, 30], [121, 31], [1e308, 30]])),
        collection(feature("=cmd|'<script>'!A1")),
        b'{"features":' + b"[" * 100_000,
    ],
)
def test_what_cannot_be_a_map_is_refused_and_leaves_the_one_there_is(text):
    load(feature("990101"))

    with pytest.raises(Refused) as refusal:
        maps.load(text, source="", at=AT)
    memory.forget_all()

    assert refusal.value.code == "statistics.map"
    assert [outline.code for outline in maps.outlines_of("9901")] == ["990101"]


def test_an_outline_finer_than_a_page_can_show_is_simplified():
    steps = 4_000
    wavy = [[120 + at / steps, 30 + 0.00001 * (at % 2)] for at in range(steps)]

    loaded = load(feature("990101", [*wavy, [121, 31], [120, 31], wavy[0]]))

    assert loaded.points < 10


def test_a_map_is_turned_off_for_one_region_or_for_all():
    load(feature("990101"), feature("9901"), feature("9902"))

    assert (maps.off("9901"), [one.region_code for one in maps.standing()]) == (1, ["99"])
    assert (maps.off(), maps.standing(), maps.off()) == (2, [], 0)


def test_the_demo_map_has_every_region_of_the_demo_down_to_the_district():
    loaded = maps.load(maps.SHIPPED["demo"].read_bytes(), source="", at=AT)

    assert (loaded.maps, loaded.missing) == ({"": 1, "99": 2, "9901": 5, "9902": 2}, [])


def test_the_map_of_china_has_every_province_and_the_box_besides():
    with gzip.open(loading.DIVISIONS, "rt", encoding="utf-8", newline="") as file:
        provinces = [row for row in csv.DictReader(file) if row["level"] == "province"]
    Region.objects.bulk_create(
        Region(code=row["code"], level=1, name=row["name"], valid_from=loading.BEGINNING) for row in provinces
    )

    loaded = maps.load(maps.SHIPPED["china"].read_bytes(), source="", at=AT)
    memory.forget_all()

    assert (loaded.maps, loaded.missing) == ({"": 34}, ["99"])
    assert [outline.code for outline in maps.outlines_of("")][:2] == ["", "11"]


def test_a_ring_is_told_by_what_is_wrong_with_it():
    assert [outlines.fault(ring) for ring in (SQUARE, [], SQUARE[:3], [[1, 2]] * 4, [[1], [2], [1]])] == [
        "",
        "open",
        "open",
        "empty",
        "numbers",
    ]
