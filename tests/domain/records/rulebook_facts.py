"""Facts that keep every rule, to be changed one at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from volunteercloud.domain.records.drafts import Circumstances
from volunteercloud.domain.records.rulebook import Facts, Neighbour, Person
from volunteercloud.domain.records.rulebook.facts import Standing
from volunteercloud.domain.regions.models import RuleSet

VOLUNTEER, LEADER, GUARDIAN, RECORD = (UUID(int=number) for number in range(1, 5))
START = datetime(2026, 5, 18, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai
HOUR = timedelta(hours=1)
DAY = date(2026, 5, 18)
LONG_AGO = START - timedelta(days=400)

PERSON = Person(
    real_name_level=1, real_name_at=LONG_AGO, birth_on=date(1990, 4, 20), guardian_id=None, consent_below_age=18
)
LEADS = Standing("leader", LONG_AGO, None)
KEPT = Facts(
    volunteer_id=VOLUNTEER,
    day=DAY,
    starts_at=START,
    ends_at=START + 2 * HOUR,
    break_minutes=0,
    worked_minutes=120,
    minutes=120,
    grade="B",
    latitude=31.2304,
    longitude=121.4737,
    at=START + 3 * HOUR,
    rule_set=RuleSet(),
    person=PERSON,
    recorder_id=LEADER,
    confirmer_id=LEADER,
    recorder=LEADS,
    confirmer=LEADS,
    explanation="",
    circumstances=Circumstances(approved_at=LONG_AGO, window_from=START, window_to=START + 2 * HOUR),
)


def facts(**changes) -> Facts:
    """``circumstances`` and ``person`` are given as what is different about them."""
    for name in ("circumstances", "person"):
        if name in changes:
            changes[name] = replace(getattr(KEPT, name), **changes[name])
    return replace(KEPT, **changes)


def beside(begins: timedelta, lasts: timedelta, *, minutes: int | None = None, place=(None, None)) -> Neighbour:
    """Another record of the person, that far from the start."""
    starts_at = START + begins
    counted = int(lasts.total_seconds()) // 60 if minutes is None else minutes
    day = (starts_at + timedelta(hours=8)).date()
    return Neighbour(RECORD, day, starts_at, starts_at + lasts, counted, *place)
