"""Counting what was noted: the difference between what stands and what was counted, added to the cells.

Killed at any moment it has done nothing, or all of a batch; done again it changes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.changes import noting
from volunteercloud.domain.changes import queries as changes_queries
from volunteercloud.domain.changes.models import Change, Kind
from volunteercloud.domain.records.models import OrganizationRecord

from . import facts, locations, storing
from .differences import GRADES, MINUTES, MONTH, PLACE, RECORDS, TOTAL, Difference
from .models import ROUNDS, Progress, ShiftFact

AT_ONCE = 500
SWEPT_AT_ONCE = timedelta(days=1)
# A scan just before the end of a shift may be committed after the shift was swept.
OVERLAP = timedelta(minutes=5)
CREDIT = slice(MINUTES, GRADES["D"])
HONOUR = slice(GRADES["D"], GRADES["E"] + 1)


@transaction.atomic
def count(*, actor: Actor, at: datetime, limit: int = AT_ONCE) -> int:
    """Count the people and shifts that wait longest, at most ``limit`` changes of each, and a piece of an organization that
    became another kind; answers how many changes and records of it that were.

    Nothing, where somebody else counts at this moment, and where everything has to be counted first (`recounting`).
    Several changes of one owner are counted once. No entry is left: what changed has its own.
    """
    progress = _held()
    if progress is None:
        return 0
    people = changes_queries.waiting(Kind.PERSON, limit)
    served, ended = _of_organizations(limit, at)
    shifts = changes_queries.waiting(Kind.SHIFT, limit)
    difference = Difference()

    seen = _count_people({one.subject_id for one in people} | set(served), difference)
    seen |= _count_shifts({(one.owner_id, one.subject_id) for one in shifts}, at, difference)
    progress.begin_round()
    storing.add(difference, progress.rounds)
    _restate(difference, seen, timezone.localdate(at))
    counted = [*people, *shifts, *ended]
    noting.forget(counted)

    _advance(progress, at)
    return len(counted) + len(served)


@transaction.atomic
def sweep(*, actor: Actor, at: datetime) -> bool:
    """Note the shifts that ended since the last sweep, at most those of a day; answers whether more are left. Nobody writes at
    the moment when a shift ends, so nobody else notes it."""
    progress = _held()
    if progress is None:
        return False
    before = progress.swept_until
    if before > at:
        # The clock was ahead: what seemed to have ended by then is counted again, and swept when it ends.
        since, until = max(at, before - SWEPT_AT_ONCE), before
        progress.swept_until = since
    else:
        since, until = before, min(at, before + SWEPT_AT_ONCE)
        progress.swept_until = until
    ended = Shift.objects.filter(ends_at__gt=since - OVERLAP, ends_at__lte=until)
    noting.note_shifts(list(ended.order_by("ends_at", "id").values_list("organization_id", "id")), at)
    progress.save(update_fields=["swept_until"])
    return progress.swept_until != at


def _held() -> Progress | None:
    """The one row, unless somebody else holds it or there is none yet."""
    return Progress.objects.select_for_update(skip_locked=True).filter(id=1, recounted_at__isnull=False).first()


def _of_organizations(limit: int, at: datetime) -> tuple[list[UUID], list[Change]]:
    """Whose records are counted with the next piece of the organization that waits longest: the person of each record; and its
    change, if that is the last piece. Its shifts are noted with the first."""
    for change in changes_queries.waiting(Kind.ORGANIZATION, 1):
        theirs = OrganizationRecord.objects.filter(organization_id=change.owner_id, record_id__gt=change.subject_id)
        rows = list(theirs.order_by("record_id").values_list("record_id", "volunteer_id")[:limit])
        if change.subject_id == noting.BEGINNING:
            counted = ShiftFact.objects.filter(organization_id=change.owner_id).order_by("shift_id")
            noting.note_shifts(counted.values_list("organization_id", "shift_id"), at)
        is_last = len(rows) < limit
        if not is_last:
            noting.proceed(change, rows[-1][0])
        return [volunteer_id for _record_id, volunteer_id in rows], [change] if is_last else []
    return [], []


def _count_people(ids: Collection[UUID], difference: Difference) -> dict[str, locations.Location]:
    if not ids:
        return {}
    after = facts.derive(ids)
    before = storing.people(after.ids)
    seen = locations.located(_codes(before) | _codes(after))
    for one in sorted(after.ids):
        difference.of_person(
            (before.people.get(one), before.services.get(one, {}).values()),
            (after.people.get(one), after.services.get(one, {}).values()),
            seen,
        )
    storing.keep_people(before, after)
    return seen


def _count_shifts(
    pairs: Collection[tuple[UUID, UUID]], at: datetime, difference: Difference
) -> dict[str, locations.Location]:
    if not pairs:
        return {}
    before, after = storing.shifts(pairs), facts.shifts(pairs, at)
    seen = locations.located(fact.place_code for fact in [*before.values(), *after.values()])
    for pair in sorted(pairs):
        difference.of_shift(before.get(pair), after.get(pair), seen)
    storing.keep_shifts(before, after)
    return seen


def _codes(people: facts.PeopleOf) -> set[str]:
    codes = {person.region_code for person in people.people.values()}
    for services in people.services.values():
        for fact in services.values():
            codes |= {fact.place_code, fact.home_code}
    return codes


def _restate(difference: Difference, seen: dict[str, locations.Location], today: date) -> None:
    """What this did to months that were over, of the nation, provinces and cities."""
    upper = {""} | {location.province for location in seen.values()} | {location.city for location in seen.values()}
    restated: dict[tuple[str, date], Sequence[int]] = defaultdict(list)
    for (basis, region, span, start, *part), numbers in difference.services.items():
        is_over = (start.year, start.month) < (today.year, today.month)
        if is_over and (basis, span, *part) == (PLACE, MONTH, *TOTAL) and region in upper:
            restated[region, start] = [numbers[RECORDS], sum(numbers[CREDIT]), sum(numbers[HONOUR])]
    storing.restate(restated, today)


def _advance(progress: Progress, at: datetime) -> None:
    """Everything before the oldest change that still waits is counted; never earlier than it was said before, unless that was
    said by a clock that was ahead."""
    oldest = changes_queries.oldest()
    now = min(oldest, at) if oldest else at
    progress.as_of = now if progress.as_of > at else max(progress.as_of, now)
    progress.save(update_fields=["as_of", *ROUNDS])
