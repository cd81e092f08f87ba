"""Many records at once are what one after the other would have been, in a number of statements that does not grow."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.conf import settings as site
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.core import checks, ids, reading
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log.models import Leaf
from volunteercloud.domain.records import actions
from volunteercloud.domain.records.checks import STATEMENTS
from volunteercloud.domain.records.drafts import Circumstances, RecordDraft
from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord

HOUR = timedelta(hours=1)
PLACES = [(None, None), (31.2304, 121.4737), (39.9042, 116.4074)]


@pytest.fixture
def draft(owner, organization, volunteer, at):
    """Two hours of grade B."""
    return RecordDraft(
        volunteer_id=volunteer.id,
        volunteer_name="小满",
        volunteer_number="V1",
        title="社区送午餐",
        beneficiaries=["elderly", "children"],
        organization_id=organization.id,
        organization_name=organization.name,
        service_region_code=organization.region_id,
        starts_at=at,
        ends_at=at + 2 * HOUR,
        grade="B",
        source_kind="shift",
        source_id=ids.uuid7(),
        recorder_id=owner.id,
        recorder_name=owner.label,
        confirmer_id=owner.id,
        confirmer_name=owner.label,
        circumstances=Circumstances(approved_at=at),
    )


def people(count):
    return [organizations.person(f"志愿者{number}").id for number in range(count)]


def later(draft):
    return draft.ends_at + timedelta(days=30)


def told(outcome):
    """What can be compared: ids are new each time."""
    if isinstance(outcome, Refused):
        return outcome.code, outcome.facts
    version = ServiceRecord.objects.get(record_id=outcome.record_id)
    row = OrganizationRecord.objects.get(record_id=outcome.record_id)
    return (
        (outcome.volunteer_id, outcome.during.lower, outcome.minutes, outcome.grade, outcome.flags, outcome.kind),
        (version.day, version.minutes, version.findings, version.trail, version.beneficiaries, version.latitude),
        (row.minutes, row.flags, row.standing, row.shift_id, row.starts_at),
    )


def taken_back(step):
    """The answer of a step whose writes are taken back."""
    with transaction.atomic():
        answer = step()
        transaction.set_rollback(True)
    return answer


def one_by_one(actor, drafts, at):
    def written(draft):
        try:
            with transaction.atomic():
                return actions.record_service(actor=actor, draft=draft, at=at)
        except Refused as refusal:
            return refusal

    return [told(outcome) for outcome in [written(draft) for draft in drafts]]


def together(actor, drafts, at):
    return [told(outcome) for outcome in actions.record_many(actor=actor, drafts=drafts, at=at)]


entries = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 60),
        st.integers(-1, 10),
        st.integers(1, 6),
        st.sampled_from(["", "暴雨，全员加班。"]),
        st.sampled_from(PLACES),
        st.sampled_from(["service", "training"]),
    ),
    max_size=7,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries)
def test_a_batch_is_what_one_by_one_would_have_been(owner, draft, entries):
    who = [draft.volunteer_id, owner.id]
    drafts = [
        replace(
            draft,
            volunteer_id=who[person],
            starts_at=draft.starts_at + begins * HOUR,
            ends_at=draft.starts_at + (begins + lasts) * HOUR,
            source_id=UUID(int=source),
            explanation=explanation,
            latitude=place[0],
            longitude=place[1],
            kind=kind,
        )
        for person, begins, lasts, source, explanation, place, kind in entries
    ]
    at = later(draft)
    assert taken_back(lambda: together(owner, drafts, at)) == taken_back(lambda: one_by_one(owner, drafts, at))


def test_every_record_is_whole(owner, draft):
    drafts = [replace(draft, volunteer_id=who) for who in people(3)]
    actions.record_many(actor=owner, drafts=drafts, at=later(draft))
    assert list(checks.run(STATEMENTS)) == []
    assert Leaf.objects.count() == ServiceRecord.objects.count() == 3
    assert Entry.objects.filter(name="records.service_recorded").count() == 3
    assert {row.volunteer_name for row in OrganizationRecord.objects.all()} == {"小满"}


def test_the_number_of_statements_does_not_grow(owner, draft):
    def statements(count):
        crowd = people(count)
        drafts = [replace(draft, volunteer_id=who, source_id=ids.uuid7()) for who in crowd]
        with CaptureQueriesContext(connection) as captured:
            actions.record_many(actor=owner, drafts=drafts, at=later(draft))
        locks = reading.to_lock(crowd)  # all together, or on a distributed database one after the other
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]]) - len(locks)

    statements(1)  # what a process remembers is read once
    # There what stands beside them is read kind by kind.
    assert statements(2) == statements(20) == (12 if site.DISTRIBUTED else 10)


def test_nothing_is_asked_for_nothing(owner, at):
    assert actions.record_many(actor=owner, drafts=[], at=at) == []


def test_a_batch_that_is_too_large_is_a_mistake_of_the_program(owner, draft):
    with pytest.raises(ValueError, match="at most 10000"):
        actions.record_many(actor=owner, drafts=[draft] * 10_001, at=later(draft))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_batches_at_once_write_each_source_once_and_no_overlap(owner, draft):
    """The same people in opposite orders: nobody waits for ever, nothing is written twice."""
    crowd = people(6)
    at = later(draft)
    mornings = [replace(draft, volunteer_id=who) for who in crowd]
    clashing = [
        replace(draft, volunteer_id=who, source_id=ids.uuid7(), starts_at=draft.starts_at + HOUR) for who in crowd
    ]
    batches = [mornings, mornings[::-1], clashing, clashing[::-1]] * 2
    at_once([lambda batch=batch: actions.record_many(actor=owner, drafts=batch, at=at) for batch in batches])
    assert RecordHead.objects.count() == ServiceRecord.objects.count() == OrganizationRecord.objects.count() == 6
    assert Volunteer.objects.filter(id__in=RecordHead.objects.values("volunteer_id")).count() == 6
    assert list(checks.run(STATEMENTS)) == []
