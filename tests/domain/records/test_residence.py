"""Where a record is given and where its person lives are two things; moving changes neither of what was recorded."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.organizations import factories as organizations
from tests.domain.records import factories
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.consents import RESIDENCE
from volunteercloud.domain.records import actions, queries
from volunteercloud.domain.records.queries import Totals, Wanted

DAY = timedelta(days=1)


def move(somebody, at, region_code="990102"):
    identity_actions.move_residence(
        actor=somebody,
        volunteer_id=somebody.id,
        region_code=region_code,
        from_on=timezone.localdate(at),
        terms=RESIDENCE.version,
        at=at,
    )


@pytest.fixture
def record(owner, organization, volunteer):
    """Two hours in 990101, written the evening after."""

    def record(starts_at):
        draft = factories.draft(organization, volunteer, owner, starts_at)
        return actions.record_service(actor=owner, draft=draft, at=starts_at + DAY)

    return record


def test_service_in_another_region_is_at_home_at_once(record, volunteer, at):
    move(volunteer, at)
    record(at + DAY)
    (head,) = queries.records_of(volunteer, volunteer.id, Wanted())
    assert (head.record.service_region_code, head.record.home_region_code) == ("990101", "990102")
    assert queries.totals_of(volunteer, volunteer.id) == Totals({"B": 120}, 1)
    at_home = organizations.officer("990102", "寒露")
    assert queries.totals_of(at_home, volunteer.id) == Totals({"B": 120}, 1)


def test_a_record_keeps_the_home_of_its_day_and_counts_after_a_move(record, volunteer, at):
    record(at - 2 * DAY)
    move(volunteer, at)
    record(at - DAY)
    record(at + DAY)
    heads = queries.records_of(volunteer, volunteer.id, Wanted())
    assert [head.record.home_region_code for head in heads] == ["990102", "990101", "990101"]
    assert queries.totals_of(volunteer, volunteer.id) == Totals({"B": 360}, 3)
