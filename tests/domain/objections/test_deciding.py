from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.domain.objections.factories import DAY, answered, appealed, case_of, decided, hour_of, raised
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Guardianship, OfficerGrant
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.objections import actions, queries
from volunteercloud.domain.objections.models import Outcome, Ruling, Side, State, Wish
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import RecordHead, Standing


def templates_for(actor):
    return list(Message.objects.filter(recipient_id=actor.id).order_by("id").values_list("template", flat=True))


def versions(head):
    found = record_queries.every_version(head.volunteer_id, head.record_id)
    return [(version.standing, version.minutes) for version in found]


@pytest.fixture
def referred(volunteer, owner, head, later):
    """An objection that the volunteer raised and the organization answered."""
    return answered(owner, raised(volunteer, head, later), later)


def test_an_answer_brings_it_to_the_officers(volunteer, owner, officer, head, later):
    objection = answered(owner, raised(volunteer, head, later), later + DAY)
    assert (objection.state, objection.answered_by_name) == (State.REFERRED, "谷雨")
    assert objection.due_at == later + 16 * DAY
    assert templates_for(volunteer)[-1:] == ["objection_answered"]
    with pytest.raises(Refused) as refused:
        answered(owner, objection, later)
    assert refused.value.code == "objection.moved_on"


def test_only_those_who_decide_for_the_organization_answer(volunteer, owner, head, later, at):
    objection = raised(volunteer, head, later)
    with pytest.raises(NotAllowed):
        answered(organizations.person("大寒"), objection, later)
    Guardianship.objects.create(guardian_id=owner.id, ward_id=volunteer.id, ward_name="小满", since=at)
    with pytest.raises(NotAllowed) as refused:
        answered(owner, objection, later)
    assert refused.value.code == "objection.own"


def test_the_organization_changes_its_record_and_it_is_settled(volunteer, owner, head, later):
    objection = raised(volunteer, head, later)
    settled = actions.settle_objection(
        actor=owner,
        organization_id=objection.organization_id,
        objection_id=objection.id,
        outcome=Outcome.CORRECTED,
        answer="确实只来了一小时。",
        times=hour_of(head),
        at=later,
    )
    assert (settled.state, settled.outcome, settled.due_at) == (State.SETTLED, "corrected", None)
    assert versions(head) == [("valid", 120), ("valid", 60)]
    assert templates_for(volunteer)[-2:] == ["record_corrected", "objection_settled"]
    assert raised(volunteer, head, later).version == 2


def test_the_organization_does_nothing_but_correct_and_revoke(volunteer, owner, head, later):
    objection = raised(volunteer, head, later)
    key = {"actor": owner, "organization_id": objection.organization_id, "objection_id": objection.id, "at": later}
    with pytest.raises(Refused) as refused:
        actions.settle_objection(**key, outcome=Outcome.DISMISSED, answer="我们不同意。")
    assert refused.value.code == "objection.not_yours_to_do"
    assert actions.settle_objection(**key, outcome=Outcome.VOIDED, answer="没有来。").state == State.SETTLED
    assert versions(head) == [("valid", 120), ("revoked", 120)]


def test_an_officers_objection_is_not_settled_by_less_than_it_asks(officer, owner, head, later):
    objection = raised(officer, head, later, side=Side.OFFICER)
    key = {"actor": owner, "organization_id": objection.organization_id, "objection_id": objection.id, "at": later}
    with pytest.raises(Refused) as refused:
        actions.settle_objection(**key, outcome=Outcome.CORRECTED, answer="少算一小时。", times=hour_of(head))
    assert refused.value.code == "objection.less_than_asked"
    assert versions(head) == [("valid", 120)]
    assert actions.settle_objection(**key, outcome=Outcome.VOIDED, answer="没有来。").state == State.SETTLED


def test_an_officer_who_asks_for_other_times_gets_those_or_decides(officer, owner, head, later):
    objection = raised(officer, head, later, side=Side.OFFICER, wish=Wish.TIMES, times=hour_of(head))
    key = {"actor": owner, "organization_id": objection.organization_id, "objection_id": objection.id, "at": later}
    longer = replace(hour_of(head), ends_at=head.during.upper - timedelta(minutes=30))
    with pytest.raises(Refused) as refused:
        actions.settle_objection(**key, outcome=Outcome.CORRECTED, answer="少算半小时。", times=longer)
    assert refused.value.code == "objection.less_than_asked"
    settled = actions.settle_objection(**key, outcome=Outcome.CORRECTED, answer="情况属实。", times=hour_of(head))
    assert (settled.state, versions(head)) == (State.SETTLED, [("valid", 120), ("valid", 60)])


def test_the_volunteer_is_heard_where_somebody_else_objects(volunteer, owner, officer, head, later):
    objection = raised(officer, head, later, side=Side.OFFICER)
    key = {"volunteer_id": volunteer.id, "objection_id": objection.id, "at": later}
    with pytest.raises(NotFound):
        actions.state_view(actor=owner, **key, statement="我替她说。")
    actions.state_view(actor=volunteer, **key, statement="我那天一直在。")
    assert queries.my_objection(volunteer, volunteer.id, objection.id).objection.statement == "我那天一直在。"
    with pytest.raises(Refused) as refused:
        actions.state_view(actor=volunteer, **key, statement="还有一句。")
    assert refused.value.code == "objection.stated"


def test_whoever_objected_has_said_it(volunteer, head, later):
    objection = raised(volunteer, head, later)
    with pytest.raises(Refused) as refused:
        actions.state_view(
            actor=volunteer, volunteer_id=volunteer.id, objection_id=objection.id, statement="再说一遍。", at=later
        )
    assert refused.value.code == "objection.own_grounds"


@pytest.mark.parametrize(
    ("outcome", "stands", "text"),
    [
        (Outcome.DISMISSED, [("valid", 120)], "objection_dismissed"),
        (Outcome.VOIDED, [("valid", 120), ("revoked", 120)], "objection_upheld"),
        (Outcome.CORRECTED, [("valid", 120), ("valid", 60)], "objection_upheld"),
        (Outcome.RESTORED, [("valid", 120)], "objection_upheld"),
    ],
)
def test_an_officer_decides(volunteer, owner, officer, head, referred, later, outcome, stands, text):
    times = hour_of(head) if outcome == Outcome.CORRECTED else None
    objection = decided(officer, referred, later, outcome, times=times)
    assert (objection.state, objection.outcome, objection.due_at) == (State.DECIDED, outcome, later + 15 * DAY)
    assert versions(head) == stands
    ruling = Ruling.objects.get()
    assert (ruling.instance, ruling.version_before, ruling.version_after) == (1, 1, len(stands))
    assert templates_for(volunteer)[-1] == templates_for(owner)[-1] == text
    assert Entry.objects.filter(name="objections.objection_decided").count() == 1


def test_a_void_record_counts_nowhere_and_says_who_and_why(volunteer, officer, head, referred, later):
    decided(officer, referred, later, Outcome.VOIDED)
    assert record_queries.totals_of(volunteer, volunteer.id).by_grade == {}
    last = record_queries.every_version(volunteer.id, head.record_id)[-1]
    assert (last.recorder_name, last.reason) == ("白露", "两位同组的人都这样说，扫码时间也对得上。")
    assert last.trail[-1]["objection"] == str(referred.id)
    assert Entry.objects.get(name="records.record_voided").actor_id == officer.id


def test_the_organization_does_not_write_over_a_decision(owner, officer, head, referred, later):
    decided(officer, referred, later, Outcome.CORRECTED, times=hour_of(head))
    key = {"actor": owner, "volunteer_id": head.volunteer_id, "record_id": head.record_id, "at": later}
    two_hours = {"starts_at": head.during.lower, "ends_at": head.during.upper, "break_minutes": 0}
    for step in (partial(record_actions.correct_record, **two_hours), record_actions.revoke_record):
        with pytest.raises(Refused) as refused:
            step(**key, reason="还是按原来的时间算。")
        assert refused.value.code == "record.decided"
    assert versions(head) == [("valid", 120), ("valid", 60)]


def test_a_decision_cannot_better_the_evidence(officer, head, referred, later):
    hour = hour_of(head)
    longer = hour.__class__(starts_at=hour.starts_at - timedelta(hours=1), ends_at=head.during.upper)
    decided(officer, referred, later, Outcome.CORRECTED, times=longer)
    assert RecordHead.objects.get().grade == "E"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outcome": "money"}, "objection.outcome"),
        ({"outcome": Outcome.CORRECTED}, "objection.times"),
        ({"outcome": Outcome.DISMISSED, "reason": "无"}, "objection.unsaid"),
    ],
)
def test_decisions_that_cannot_be(officer, referred, later, changes, code):
    with pytest.raises(Refused) as refused:
        decided(officer, referred, later, **changes)
    assert refused.value.code == code
    assert case_of(referred).state == "waiting"


def test_nobody_decides_in_a_matter_of_their_own(volunteer, owner, officer, head, referred, later, at):
    with pytest.raises(NotAllowed):
        decided(organizations.officer("990102", "立秋"), referred, later, Outcome.VOIDED)
    organizations.make_officer(owner, "990101")
    with pytest.raises(Refused) as works_there:
        decided(owner, referred, later, Outcome.VOIDED)
    assert works_there.value.code == "review.own_organization"
    organizations.make_officer(volunteer, "990101")
    with pytest.raises(Refused) as objected:
        decided(volunteer, referred, later, Outcome.VOIDED)
    assert objected.value.code == "review.own_submission"
    Guardianship.objects.create(guardian_id=officer.id, ward_id=volunteer.id, ward_name="小满", since=at)
    with pytest.raises(Refused) as own_child:
        decided(officer, referred, later, Outcome.VOIDED)
    assert own_child.value.code == "objection.own_record"


def test_an_officer_who_objected_leaves_the_decision_to_another(owner, officer, above, head, later):
    objection = answered(owner, raised(officer, head, later, side=Side.OFFICER), later)
    with pytest.raises(Refused) as refused:
        decided(officer, objection, later, Outcome.VOIDED)
    assert refused.value.code == "review.own_submission"
    assert decided(above, objection, later, Outcome.VOIDED).state == State.DECIDED


def test_a_second_decision_is_told_who_was_first(officer, above, referred, later):
    decided(officer, referred, later, Outcome.DISMISSED)
    with pytest.raises(Refused) as refused:
        decided(above, referred, later, Outcome.VOIDED)
    assert refused.value.code == "review.decided_already"


def test_an_appeal_goes_above_and_is_decided_by_another(volunteer, officer, above, head, referred, later):
    objection = appealed(volunteer, decided(officer, referred, later, Outcome.DISMISSED), later + DAY)
    assert (objection.state, objection.due_at) == (State.APPEALED, later + 16 * DAY)
    case = case_of(objection)
    assert (case.region_id, case.submitted_by) == ("9901", volunteer.id)
    with pytest.raises(NotAllowed):
        decided(officer, objection, later, Outcome.VOIDED)
    final = decided(above, objection, later, Outcome.VOIDED)
    assert (final.state, final.outcome, final.due_at) == (State.FINAL, "voided", None)
    assert versions(head)[-1] == ("revoked", 120)
    assert templates_for(volunteer)[-2:] == ["record_voided", "appeal_upheld"]


def test_without_an_officer_above_another_of_the_region_decides(volunteer, officer, referred, later):
    objection = appealed(volunteer, decided(officer, referred, later, Outcome.DISMISSED), later)
    assert case_of(objection).region_id == "9901"  # the officer who approved the shift's project


def test_the_first_officer_does_not_decide_the_appeal(volunteer, above, referred, later):
    """Who decided sits above, and nobody else there may: the appeal stays in the region, for another officer of it."""
    objection = appealed(volunteer, decided(above, referred, later, Outcome.DISMISSED), later)
    with pytest.raises(Refused) as refused:
        decided(above, objection, later, Outcome.VOIDED)
    assert refused.value.code == "objection.decided_before"


def test_an_officer_of_the_country_decides_where_nobody_else_may(volunteer, officer, head, referred, later):
    OfficerGrant.objects.filter(region_id="9901").update(revoked_at=later)
    country = organizations.officer(None, "立冬")
    objection = appealed(volunteer, decided(officer, referred, later, Outcome.DISMISSED), later)
    assert case_of(objection).region_id == "990101"
    assert decided(country, objection, later, Outcome.VOIDED).outcome == Outcome.VOIDED


def test_an_appeal_brings_a_void_record_back(volunteer, officer, above, head, referred, later):
    objection = appealed(volunteer, decided(officer, referred, later, Outcome.VOIDED), later)
    decided(above, objection, later, Outcome.DISMISSED)
    assert versions(head) == [("valid", 120), ("revoked", 120), ("valid", 120)]
    assert RecordHead.objects.get().standing == Standing.VALID
    assert Ruling.objects.get(instance=2).version_after == 3
    assert templates_for(volunteer)[-2:] == ["record_restored", "appeal_upheld"]


def test_what_another_record_has_taken_does_not_come_back(volunteer, officer, above, head, referred, later):
    objection = appealed(volunteer, decided(officer, referred, later, Outcome.VOIDED), later)
    taken = _record_beside(head)
    with pytest.raises(Refused) as refused:
        decided(above, objection, later, Outcome.DISMISSED)
    assert refused.value.code == "record.overlap"
    assert case_of(objection).state == "waiting"
    taken.delete()
    assert decided(above, objection, later, Outcome.DISMISSED).state == State.FINAL


def test_a_confirmed_decision_writes_nothing(volunteer, officer, above, head, referred, later):
    objection = appealed(volunteer, decided(officer, referred, later, Outcome.VOIDED), later)
    decided(above, objection, later, Outcome.VOIDED)
    assert versions(head) == [("valid", 120), ("revoked", 120)]
    assert templates_for(volunteer)[-1] == "appeal_dismissed"
    assert case_of(objection).state == "rejected"


def test_the_organization_may_appeal(volunteer, owner, officer, referred, later):
    objection = decided(officer, referred, later, Outcome.VOIDED)
    with pytest.raises(NotFound):
        appealed(owner, objection, later)
    assert appealed(owner, objection, later, side=Side.ORGANIZATION).appeal_side == "organization"
    with pytest.raises(Refused) as refused:
        appealed(volunteer, objection, later)
    assert refused.value.code == "objection.moved_on"


def test_officers_do_not_appeal(officer, referred, later):
    objection = decided(officer, referred, later, Outcome.DISMISSED)
    with pytest.raises(NotAllowed):
        appealed(officer, objection, later, side=Side.OFFICER)


def test_an_appeal_comes_in_time(volunteer, officer, referred, later):
    objection = decided(officer, referred, later, Outcome.DISMISSED)
    with pytest.raises(Refused) as refused:
        appealed(volunteer, objection, objection.due_at)
    assert refused.value.code == "objection.appeal_over"
    assert appealed(volunteer, objection, objection.due_at - timedelta(seconds=1)).state == State.APPEALED


def test_a_side_is_heard_once_about_a_version(volunteer, owner, officer, above, head, referred, later):
    final = decided(
        above, appealed(volunteer, decided(officer, referred, later, "dismissed"), later), later, "dismissed"
    )
    assert final.state == State.FINAL
    with pytest.raises(Refused) as refused:
        raised(volunteer, head, later)
    assert refused.value.code == "objection.heard"
    assert raised(owner, head, later, side=Side.ORGANIZATION).state == State.REFERRED


def test_a_revoked_record_comes_back_by_a_decision(volunteer, owner, officer, head, later):
    key = {"volunteer_id": volunteer.id, "record_id": head.record_id}
    record_actions.revoke_record(actor=owner, **key, reason="没有来。", at=later)
    objection = answered(owner, raised(volunteer, head, later, wish=Wish.RESTORE), later)
    decided(officer, objection, later, Outcome.RESTORED)
    assert versions(head) == [("valid", 120), ("revoked", 120), ("valid", 120)]


@pytest.mark.parametrize("statement", ["UPDATE objections_ruling SET reason = '别的'", "DELETE FROM objections_ruling"])
def test_a_ruling_is_never_changed(officer, referred, later, as_the_account, statement):
    decided(officer, referred, later, Outcome.VOIDED)
    as_the_account()
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_holds_the_two_officers_apart(officer, above, volunteer, referred, later):
    decided(officer, referred, later, Outcome.VOIDED)
    first = Ruling.objects.get()
    with pytest.raises(IntegrityError, match="ruling_by_another"), transaction.atomic():
        Ruling.objects.create(
            volunteer_id=first.volunteer_id,
            objection_id=first.objection_id,
            instance=2,
            outcome="dismissed",
            reason="自己改自己的决定",
            decided_by=officer.id,
            decided_by_name="白露",
            decided_at=later,
            first_decided_by=officer.id,
            version_before=2,
            version_after=2,
        )


def _record_beside(head):
    """Another valid record of the same time, which was written while this one did not count."""
    return RecordHead.objects.create(
        volunteer_id=head.volunteer_id,
        record_id=head.version_id,
        version_id=head.version_id,
        version=1,
        standing=Standing.VALID,
        day=head.day,
        during=head.during,
        organization_id=head.organization_id,
        minutes=head.minutes,
        grade=head.grade,
        source_kind="import",
        source_id=head.version_id,
        first_written_at=head.first_written_at,
    )
