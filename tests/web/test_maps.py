"""Points on a map: where they lie to each other, which are one mark, and what its template says of them."""

from django.template import engines
from django.utils import translation

from volunteercloud.web import maps

MIDDLE = maps.Point(30.0, 114.0, 1, "A walk")
NORTH_EAST = maps.Point(30.05, 114.05, 2, "A meal", kind="look", address="/needs/2/")
BESIDE_MIDDLE = maps.Point(30.0001, 114.0001, 3, "A lamp", kind="off")


def test_nothing_to_show_is_no_map():
    assert maps.drawn([]) is None


def test_north_is_up_and_east_is_right():
    south_west, north_east = sorted(maps.drawn([MIDDLE, NORTH_EAST]).marks, key=lambda mark: mark.x)

    assert (south_west.text, north_east.text) == ("1", "2")
    assert south_west.y > north_east.y


def test_what_cannot_be_told_apart_is_one_mark():
    marks = maps.drawn([MIDDLE, NORTH_EAST, BESIDE_MIDDLE]).marks

    assert sorted(mark.text for mark in marks) == ["1 3", "2"]
    assert sorted(mark.kind for mark in marks) == ["", "look"]


def test_a_mark_of_many_says_how_many_more_and_names_all():
    crowd = [maps.Point(30.0, 114.0, number, f"n{number}", kind="off") for number in range(1, 7)]

    (mark,) = maps.drawn(crowd).marks

    assert (mark.text, mark.kind) == ("1 2 3 +3", "off")
    assert mark.label == "1: n1; 2: n2; 3: n3; 4: n4; 5: n5; 6: n6"


def test_the_ground_is_squares_of_a_round_length():
    near, far = maps.drawn([MIDDLE]), maps.drawn([MIDDLE, maps.Point(31.0, 114.0, 2, "Far")])

    assert (near.square_metres, near.square_km) == (500, "0.5")
    assert (far.square_metres, far.square_km) == (20_000, "20")


def test_the_ring_around_the_reader_fits():
    drawn = maps.drawn([MIDDLE], here=maps.Here(30.0, 114.0, within_metres=3_000))

    assert (drawn.here.x, drawn.here.y) == (drawn.width / 2, drawn.height / 2 + maps.RAISED)
    assert drawn.here.radius == drawn.width / 2 - maps.MARGIN


def test_points_all_over_the_earth_and_at_a_pole_stay_on_the_map():
    places = [maps.Point(90, 0, 1, "Pole"), maps.Point(-90, 180, 2, "Other pole"), maps.Point(0, -180, 3, "Sea")]

    drawn = maps.drawn(places)

    assert all(0 <= mark.x <= drawn.width and 0 <= mark.y <= drawn.height for mark in drawn.marks)


def test_what_somebody_wrote_cannot_become_markup():
    drawn = maps.drawn([maps.Point(30.0, 114.0, 1, "<script>", address="#n1")])
    template = engines["django"].from_string("{% load maps %}{% point_map drawn title %}")

    with translation.override("en"):
        page = template.render({"drawn": drawn, "title": "One <need>"})

    assert "<script>" not in page
    assert page.count('aria-label="1: &lt;script&gt;"') == 1
    assert page.count("<title>One &lt;need&gt;</title>") == 1
