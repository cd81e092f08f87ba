"""Deliveries in any order against a model that is told everything in the order in which it happened."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.activities import factories as activities
from tests.domain.attendance import desks, factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks
from volunteercloud.domain.attendance import checks as attendance_checks
from volunteercloud.domain.attendance.models import Attendance, Conflict, Scan

PEOPLE = 3
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OPENS, ENDS, CLOSES = -30, 120, 360  # minutes after the start of a shift of two hours
KEPT = "contradiction"


@dataclass(frozen=True, slots=True)
class Happened:
    """A scan as it truly was: whom, when in minutes after the start, by which desk; and how long each copy took to come."""

    id: UUID
    person: int
    direction: str
    minute: int
    desk: int
    delays: tuple[int, ...]

    @property
    def fits(self) -> bool:
        return OPENS <= self.minute < ENDS if self.direction == "in" else self.minute <= CLOSES


HAPPENED = st.builds(
    Happened,
    id=st.uuids(version=4),
    person=st.integers(0, PEOPLE - 1),
    direction=st.sampled_from(["in", "out"]),
    minute=st.integers(OPENS - 10, CLOSES + 10),
    desk=st.integers(0, 1),
    delays=st.lists(st.integers(0, 72 * 60), min_size=1, max_size=4).map(tuple),
)
# Browsers tell whole milliseconds.
AHEAD = st.integers(-48 * 3_600_000, 48 * 3_600_000).map(lambda ahead: timedelta(milliseconds=ahead))


def sequential(story):
    """Everybody's attendance and the scans that add nothing, taking one after the other as it happened."""
    arrived, left, beside = {}, {}, set()
    for one in sorted(story, key=lambda one: (one.minute, one.id)):
        if not one.fits:
            continue
        who = one.person
        if one.direction == "in" and who not in arrived:
            arrived[who] = one.minute
        elif one.direction == "out" and who in arrived and who not in left and one.minute > arrived[who]:
            left[who] = one.minute
        else:
            beside.add(one.id)
    return {who: (minute, left.get(who)) for who, minute in arrived.items()}, beside


def deliveries(story):
    """Every copy when it arrives: what reaches the server within the same hour from one desk comes together, the last
    that was made first."""
    together = defaultdict(list)
    for one in story:
        for delay in one.delays:
            arrives = max(one.minute + delay, OPENS)
            together[min(arrives // 60 * 60 + 59, one.minute + 72 * 60), one.desk].append(one)
    for (minute, desk), made in sorted(together.items(), key=lambda item: item[0]):
        yield minute, desk, sorted(made, key=lambda one: (-one.minute, one.id))


@pytest.fixture
def people(shift, at):
    there = [organizations.person(f"谷雨{number}") for number in range(PEOPLE)]
    for person in there:
        factories.sign_up(shift, person, at)
    return there


@pytest.fixture
def shift(owner, organization, at):
    return activities.public_shift(owner, organization, at, places=PEOPLE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    story=st.lists(HAPPENED, max_size=14, unique_by=lambda one: one.id),
    ahead=st.tuples(AHEAD, AHEAD),
)
def test_deliveries_come_to_what_happened(owner, shift, people, story, ahead):
    with transaction.atomic():
        handed_out = [desks.hand_out(owner, shift, ahead=clock) for clock in ahead]
        outcomes = defaultdict(list)
        for minute, desk, made in deliveries(story):
            events = [
                handed_out[desk].scan(
                    people[one.person], one.direction, shift.starts_at + one.minute * MINUTE, id=one.id
                )
                for one in made
            ]
            delivered = handed_out[desk].deliver(events, shift.starts_at + minute * MINUTE)
            for receipt in delivered.receipts:
                outcomes[receipt.id].append(str(receipt.outcome))

        expected, beside = sequential(story)
        assert stands(shift, people) == expected
        assert {row.id for row in Conflict.objects.filter(reason=KEPT, state="open")} == beside
        fits = {one.id for one in story if one.fits}
        assert set(Scan.objects.values_list("request_id", flat=True)) == fits
        not_kept = Conflict.objects.exclude(reason=KEPT)
        assert {(row.id, row.reason, row.state) for row in not_kept} == {
            (one.id, "window", "open") for one in story if not one.fits
        }
        for one in story:
            first, *later = outcomes[one.id]
            assert first in (("accepted", "conflict") if one.fits else ("conflict",))
            assert later == ["same"] * (len(one.delays) - 1), "each copy has a receipt, and only the first is news"
        assert list(checks.run(attendance_checks.STATEMENTS)) == []
        transaction.set_rollback(True)


def stands(shift, people):
    number = {person.id: position for position, person in enumerate(people)}
    minutes = lambda moment: moment and round((moment - shift.starts_at) / MINUTE)  # noqa: E731
    return {
        number[row.volunteer_id]: (minutes(row.in_at), minutes(row.out_at)) for row in Attendance.objects.order_by("pk")
    }
