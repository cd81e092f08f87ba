"""Kind `presence`: whether anybody can have been where, and as fast, as the record says."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.attendance.models import Direction, Method
from volunteercloud.domain.radar.gathering import Reading, Window
from volunteercloud.domain.radar.models import Thresholds

from .rule import Hit, Kind, Rule, Weight

TRAVEL = "travel.speed"  # the flag that `records.rulebook` leaves

Place = tuple[UUID, UUID]  # a shift and a person


def _same_point(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """The same people at one point to a tenth of a metre, coming as well as going: no two phones measure so.

    Phones that share the coarse position of a building do it by chance, and seldom twice for the same people.
    """
    groups: dict[tuple[UUID, tuple[float, float], str], list[Reading]] = defaultdict(list)
    for reading in window.readings:
        if reading.method == Method.CODE and reading.point:
            groups[reading.shift_id, reading.point, reading.direction].append(reading)
    span = timedelta(minutes=thresholds.point_minutes)
    together: dict[Place, int] = {}
    for (shift_id, point, direction), came in groups.items():
        went = groups.get((shift_id, point, Direction.OUT), [])
        if direction == Direction.IN and went:
            both = _within(came, span) & _within(went, span)
            if len(both) >= thresholds.point_people:
                together |= {(shift_id, person_id): len(both) for person_id in both}
    yield from _hits(window, together)


def _same_device(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """Passes held out faster than people can walk past a device: somebody scans pictures of them."""
    devices: dict[tuple[UUID, UUID, str], list[Reading]] = defaultdict(list)
    for reading in window.readings:
        if reading.method == Method.PASS and reading.taken_by:
            devices[reading.shift_id, reading.taken_by, reading.direction].append(reading)
    together: dict[Place, int] = {}
    for (shift_id, _device, _direction), readings in devices.items():
        people = _within(readings, timedelta(seconds=thresholds.device_seconds))
        if len(people) >= thresholds.device_people:
            together |= {(shift_id, person_id): len(people) for person_id in people}
    yield from _hits(window, together)


def _impossible_travel(window: Window, _thresholds: Thresholds) -> Iterator[Hit]:
    for entry in window.entries:
        if TRAVEL in entry.flags:
            yield Hit(entry.record_id)


def _within(readings: list[Reading], span: timedelta) -> set[UUID]:
    """The most people that were read within ``span`` of one another. Readings come in the order of time."""
    most: set[UUID] = set()
    first = 0
    for last, reading in enumerate(readings):
        while reading.at - readings[first].at > span:
            first += 1
        if last - first + 1 > len(most):
            people = {one.volunteer_id for one in readings[first : last + 1]}
            most = max(most, people, key=len)
    return most


def _hits(window: Window, together: dict[Place, int]) -> Iterator[Hit]:
    for entry in window.entries:
        people = together.get((entry.shift_id, entry.volunteer_id))
        if people:
            yield Hit(entry.record_id, {"people": people})


RULES = (
    Rule(
        "point.same",
        Kind.PRESENCE,
        Weight.STRONG,
        _("One point for many people"),
        _(
            "One of %(people)s people whose phones stood at the very same point when they checked in and when they left."
        ),
        _same_point,
    ),
    Rule(
        "device.same",
        Kind.PRESENCE,
        Weight.STRONG,
        _("One device faster than people walk"),
        _("One of %(people)s people whose passes one device scanned within a few seconds."),
        _same_device,
    ),
    Rule(
        "travel.impossible",
        Kind.PRESENCE,
        Weight.WEAK,
        _("Journey too fast"),
        _("The journey between this service and the one next to it would have been faster than anybody travels."),
        _impossible_travel,
    ),
)
