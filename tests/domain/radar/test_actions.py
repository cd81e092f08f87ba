from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.radar import actions
from volunteercloud.domain.radar.models import CaseReason, RadarCase, Swept
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import OrganizationRecord
from volunteercloud.domain.reviews.models import Case

DAY = timedelta(days=1)
RULES = ["activity.no_evidence", "entry.faster_than_activity", "entry.without_sign_up", "member.after_end"]
FOUND_OUT = "这个月的名单是补的，当天没有人到过现场"


def dismiss(officer, case, at, **changes):
    return actions.dismiss(**{"actor": officer, "case_id": case.id, "reason": FOUND_OUT, "at": at} | changes)


def object_to(officer, case, at, **changes):
    return actions.object_to_case(**{"actor": officer, "case_id": case.id, "grounds": FOUND_OUT, "at": at} | changes)


def work(asked):
    """How many statements there were, without the savepoints around them."""
    return sum(one["sql"].startswith(("SELECT", "UPDATE", "INSERT")) for one in asked)


def test_what_was_sold_becomes_a_case_about_who_entered_it(case, owner, organization, records):
    assert (case.organization_id, case.entered_by, case.region_id) == (organization.id, owner.id, "990101")
    assert (case.records, case.minutes, case.rules) == (3, 360, RULES)
    told = CaseReason.objects.filter(case_id=case.id)
    assert set(told.values_list("record_id", flat=True)) == set(records)
    assert told.count() == 3 * len(RULES)
    entry = Entry.objects.get(name="radar.records_questioned")
    assert (entry.owner_id, entry.facts) == (organization.id, {"cases": [str(case.id)], "records": 3})


def test_honest_service_makes_no_case(owner, shift, volunteer, at):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    assert factories.scan(shift, shift.ends_at + DAY) == []
    assert not Entry.objects.filter(name="radar.records_questioned").exists()


def test_two_may_be_an_accident(owner, shift, buyers, sold, scanned_at):
    factories.sell(owner, shift, buyers[:2], sold)
    assert factories.scan(shift, scanned_at) == []


def test_a_repeated_run_changes_nothing(case, shift, scanned_at):
    told = CaseReason.objects.count()
    assert factories.scan(shift, scanned_at + DAY, again=True) == []
    assert (RadarCase.objects.count(), CaseReason.objects.count()) == (1, told)


def test_it_looks_only_where_something_was_written(case, shift, scanned_at):
    assert Swept.objects.get().until == scanned_at
    with CaptureQueriesContext(connection) as asked:
        assert factories.scan(shift, scanned_at + DAY) == []
    assert work(asked) == 3


def test_an_open_case_grows(case, owner, shift, sold, scanned_at):
    late = factories.buyer("白露", shift.ends_at + 11 * DAY)
    factories.sell(owner, shift, [late], scanned_at)
    (grown,) = factories.scan(shift, scanned_at + DAY)
    assert (grown.id, grown.records, grown.minutes) == (case.id, 4, 480)
    assert (grown.opened_at, grown.grew_at) == (scanned_at, scanned_at + DAY)


def test_a_dismissed_reason_stays_quiet_and_new_rows_open_a_new_case(case, officer, owner, shift, scanned_at):
    dismissed = dismiss(officer, case, scanned_at)
    assert (dismissed.state, dismissed.decided_by, dismissed.reason) == ("dismissed", officer.id, FOUND_OUT)
    assert factories.scan(shift, scanned_at + DAY, again=True) == []

    more = [factories.buyer(name, shift.ends_at + 11 * DAY) for name in ("白露", "秋分", "寒露")]
    records = factories.sell(owner, shift, more, scanned_at + DAY)
    (second,) = factories.scan(shift, scanned_at + 2 * DAY)
    assert second.id != case.id
    assert set(CaseReason.objects.filter(case_id=second.id).values_list("record_id", flat=True)) == set(records)


def test_the_same_reason_is_never_told_twice_whoever_writes_it(case, records):
    told = CaseReason.objects.filter(record_id=records[0]).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseReason.objects.bulk_create([told])


def test_a_dismissal_needs_a_reason_and_is_the_last_word(case, officer, above, scanned_at):
    with pytest.raises(Refused) as refused:
        dismiss(officer, case, scanned_at, reason=" 嗯 ")
    assert (refused.value.code, refused.value.field) == ("radar.reason", "reason")
    dismiss(officer, case, scanned_at)
    for again in (dismiss, object_to):
        with pytest.raises(Refused) as refused:
            again(above, case, scanned_at)
        assert refused.value.code == "radar.decided_already"


def test_an_officer_who_bought_hours_does_not_dismiss_it(case, buyers, officer, scanned_at):
    bought = organizations.make_officer(buyers[0], "990101")
    with pytest.raises(Refused) as refused:
        dismiss(bought, case, scanned_at)
    assert refused.value.code == "radar.own_record"
    Guardianship.objects.create(ward_id=buyers[1].id, guardian_id=officer.id, since=scanned_at)
    with pytest.raises(Refused) as refused:
        dismiss(officer, case, scanned_at)
    assert refused.value.code == "radar.own_record"
    assert dismiss(organizations.officer("9901", "大雪"), case, scanned_at).state == "dismissed"


def test_only_officers_of_the_region_who_do_not_work_there_decide(case, owner, scanned_at):
    organizations.make_officer(owner, "990101")
    for stranger in (owner, organizations.officer("990102", "立秋"), organizations.person("大寒")):
        for step in (dismiss, object_to):
            with pytest.raises(NotFound):
                step(stranger, case, scanned_at)
        with pytest.raises(NotFound):
            actions.read_names(actor=stranger, case_id=case.id, at=scanned_at)
    case.refresh_from_db()
    assert case.state == "open"


def test_only_the_system_looks(officer, shift, at):
    with pytest.raises(NotAllowed):
        actions.scan(actor=officer, organization_id=shift.organization_id, at=at)


def test_names_are_read_with_a_trace(case, officer, scanned_at):
    rows = actions.read_names(actor=officer, case_id=case.id, at=scanned_at)
    assert sorted(row.name for row in rows) == ["处暑", "大暑", "小暑"]
    entry = Entry.objects.get(name="radar.names_read")
    assert (entry.actor_id, entry.facts) == (officer.id, {"records": 3})


def test_a_case_becomes_an_objection_for_each_record(case, officer, records, scanned_at):
    objected = object_to(officer, case, scanned_at)
    assert [one.refusal for one in objected] == [None] * 3
    raised = Objection.objects.all()
    assert {one.record_id for one in raised} == set(records)
    assert {(one.side, one.wish, one.case_id, one.grounds) for one in raised} == {
        ("officer", "void", case.id, FOUND_OUT)
    }
    case.refresh_from_db()
    assert (case.state, case.decided_by) == ("objected", officer.id)


def test_what_cannot_be_objected_to_does_not_hold_up_the_others(case, officer, owner, records, scanned_at):
    revoked = OrganizationRecord.objects.get(record_id=records[0])
    record_actions.revoke_record(
        actor=owner, volunteer_id=revoked.volunteer_id, record_id=revoked.record_id, reason="录错了人", at=scanned_at
    )
    objected = {one.record_id: one for one in object_to(officer, case, scanned_at)}
    assert objected[records[0]].refusal.code == "objection.already_void"
    assert Objection.objects.count() == 2


def test_a_case_that_leads_to_no_objection_stays_open(case, officer, above, records, scanned_at):
    object_to(officer, case, scanned_at)
    RadarCase.objects.update(state="open", decided_at=None, reason="")
    Case.objects.filter(kind="radar").update(state="waiting", decided_at=None, decided_by=None)
    with pytest.raises(Refused) as refused:
        object_to(above, case, scanned_at)
    assert (refused.value.code, refused.value.facts) == ("radar.none_objected", {"reasons": ["objection.waits"]})
    case.refresh_from_db()
    assert case.state == "open"


def test_a_suspended_organization_is_looked_at_too(records, officer, organization, shift, scanned_at):
    organizations.suspend(actor=officer, organization_id=organization.id, reason="正在核查", at=scanned_at)
    assert len(factories.scan(shift, scanned_at)) == 1


def test_a_look_takes_as_many_statements_for_many_records_as_for_few(owner, shift, sold, scanned_at):
    def statements(buyers, at):
        factories.sell(owner, shift, buyers, at - DAY)
        with CaptureQueriesContext(connection) as asked:
            factories.scan(shift, at)
        return work(asked)

    few = statements([factories.buyer(name, sold - DAY) for name in ("小暑", "大暑", "处暑")], scanned_at)
    RadarCase.objects.update(state="dismissed", decided_at=scanned_at, reason=FOUND_OUT)
    Swept.objects.update(until=None)
    many = statements([factories.buyer(f"白露{number}", sold - DAY) for number in range(12)], scanned_at + DAY)
    assert many < few == 23  # the first time it also makes its own row and reads the thresholds
