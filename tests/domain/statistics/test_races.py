"""Writers, counters and recounts at once, on connections of their own."""

from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.core.actor import system
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.statistics import actions, recounting
from volunteercloud.domain.statistics.models import ServiceFact

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

COUNTER = system("statistics")
PEOPLE = 12


def test_counted_while_it_is_written_and_counted_anew(owner, organization, at):
    """Two counters and recounts among those who confirm and revoke: no recount finds anything to mend, then or afterwards."""
    shift = activities.public_shift(owner, organization, at, places=PEOPLE)
    people = [organizations.person(f"小满{number}") for number in range(PEOPLE)]
    recounting.recount(actor=COUNTER, at=at)
    for person in people:
        attendance.serve(shift, person, at)
    after = shift.ends_at + timedelta(hours=1)

    def confirm_and_revoke(person, *, is_kept):
        attendance.confirm(owner, shift, person)
        if not is_kept:
            record = RecordHead.objects.get(volunteer_id=person.id)
            record_actions.revoke_record(
                actor=owner, volunteer_id=person.id, record_id=record.record_id, reason="没有发生", at=after
            )

    def count():
        while actions.sweep(actor=COUNTER, at=after):
            pass
        for _round in range(20):
            actions.count(actor=COUNTER, at=after, limit=3)

    def recount():
        return [recounting.recount(actor=COUNTER, at=after).differing for _round in range(3)]

    writers = [
        lambda person=person, number=number: confirm_and_revoke(person, is_kept=number % 3 > 0)
        for number, person in enumerate(people)
    ]
    answers = at_once([count, count, recount, recount, *writers])
    assert [found for found in answers if found is not None] == [[{}] * 3] * 2

    while actions.count(actor=COUNTER, at=after):
        pass
    assert recounting.recount(actor=COUNTER, at=after).differing == {}
    assert (ServiceFact.objects.count(), Change.objects.count()) == (PEOPLE - PEOPLE // 3, 0)
