"""Where the days and minutes of codes and claims begin and end; asked of shifts and codes that nobody wrote down."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.claims import queries, rules
from volunteercloud.domain.claims.models import HourCodeBatch
from volunteercloud.domain.regions.models import RuleSet

MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)
STARTS = datetime(2026, 5, 18, 1, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2)


@pytest.fixture(autouse=True)
def days(monkeypatch):
    monkeypatch.setattr(
        queries, "rule_set_of", lambda _shift: RuleSet(hour_code_days=30, claim_days=20, late_entry_days=10)
    )


@pytest.fixture
def shift():
    return Shift(organization_id=uuid4(), id=uuid4(), starts_at=STARTS, ends_at=ENDS, break_minutes=15, state="open")


def code(refusal):
    return refusal and refusal.code


def batch(**changes):
    whole = {
        "starts_at": STARTS,
        "minutes": 105,
        "break_minutes": 15,
        "expires_at": ENDS + 30 * DAY,
        "withdrawn_at": None,
    }
    return HourCodeBatch(**whole | changes)


def test_a_shift_is_worth_its_length_without_the_break(shift):
    assert rules.service_minutes(shift) == 105
    assert rules.served_until(batch()) == ENDS
    assert rules.served_until(batch(minutes=60, break_minutes=0)) == STARTS + timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"minutes": 0}, "hour_code.minutes"),
        ({"minutes": 1}, None),
        ({"minutes": 105}, None),
        ({"minutes": 106}, "hour_code.minutes"),
        ({"size": 0}, "hour_code.size"),
        ({"size": 1}, None),
        ({"size": 1000}, None),
        ({"size": 1001}, "hour_code.size"),
        ({"expires_at": ENDS}, "hour_code.expiry"),
        ({"expires_at": ENDS + INSTANT}, None),
        ({"expires_at": ENDS + 30 * DAY}, None),
        ({"expires_at": ENDS + 30 * DAY + INSTANT}, "hour_code.expiry"),
        ({"at": ENDS - INSTANT}, None),
        ({"at": ENDS}, "hour_code.over"),
    ],
)
def test_codes_that_can_be_made(shift, changes, expected):
    asked = {"minutes": 60, "size": 10, "expires_at": ENDS + DAY, "at": STARTS} | changes
    assert code(rules.why_no_codes(shift, **asked)) == expected


def test_what_is_told_of_minutes_and_days(shift):
    assert rules.why_no_codes(shift, 106, 1, ENDS + DAY, STARTS).facts == {"most_minutes": 105}
    assert rules.why_no_codes(shift, 1, 1, ENDS, STARTS).facts == {
        "from": ENDS.isoformat(),
        "until": (ENDS + 30 * DAY).isoformat(),
    }


def test_no_codes_for_a_shift_that_was_called_off(shift):
    shift.state = "cancelled"
    assert code(rules.why_no_codes(shift, 60, 10, ENDS + DAY, STARTS)) == "hour_code.cancelled"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ENDS - INSTANT, "hour_code.too_early"),
        (ENDS, None),
        (ENDS + 30 * DAY - INSTANT, None),
        (ENDS + 30 * DAY, "hour_code.expired"),
    ],
)
def test_codes_are_redeemed_from_the_end_of_the_service_until_they_expire(at, expected):
    assert code(rules.why_not_redeemed(batch(), at)) == expected


def test_withdrawn_codes_are_dead_at_any_time():
    assert code(rules.why_not_redeemed(batch(withdrawn_at=STARTS), ENDS + DAY)) == "hour_code.withdrawn"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ENDS - INSTANT, "claim.not_over"),
        (ENDS, None),
        (ENDS + 20 * DAY - INSTANT, None),
        (ENDS + 20 * DAY, "claim.too_late"),
    ],
)
def test_service_is_claimed_from_the_end_of_the_shift_for_the_days_of_the_region(shift, at, expected):
    assert code(rules.why_not_claimed(shift, STARTS, ENDS, at)) == expected


def test_times_outside_the_shift_are_not_claimed(shift):
    assert code(rules.why_not_claimed(shift, STARTS - MINUTE, ENDS, ENDS)) == "claim.window"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "expected"),
    [
        (STARTS, ENDS, None),
        (STARTS + MINUTE, ENDS - MINUTE, None),
        (STARTS - INSTANT, ENDS, ("claim.window", "starts_at")),
        (STARTS, ENDS + INSTANT, ("claim.window", "ends_at")),
        (STARTS, STARTS, ("claim.order", "ends_at")),
        (ENDS, STARTS, ("claim.order", "ends_at")),
    ],
)
def test_times_within_the_shift(shift, starts_at, ends_at, expected):
    refusal = rules.why_outside(shift, starts_at, ends_at)
    assert (refusal and (refusal.code, refusal.field)) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (ENDS - INSTANT, "late.not_over"),
        (ENDS, None),
        (ENDS + 10 * DAY - INSTANT, None),
        (ENDS + 10 * DAY, "late.too_late"),
    ],
)
def test_service_is_entered_from_the_end_of_the_shift_for_the_days_of_the_region(shift, at, expected):
    assert code(rules.why_not_entered(shift, at)) == expected
