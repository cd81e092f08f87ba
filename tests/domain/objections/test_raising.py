from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.objections import factories
from tests.domain.objections.factories import DAY, answered, case_of, hour_of, raised
from tests.domain.organizations import factories as organizations
from volunteercloud.core import ids, memory
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import Guardianship
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.objections import actions, queries, rules
from volunteercloud.domain.objections.models import Objection, ObjectionForOrganization, Side, State, Wish
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.reviews.models import Case


def templates_for(actor):
    return list(Message.objects.filter(recipient_id=actor.id).order_by("id").values_list("template", flat=True))


def test_a_volunteer_objects_and_the_organization_has_its_time(volunteer, owner, head, later):
    objection = raised(volunteer, head, later, wish=Wish.TIMES, times=hour_of(head))
    assert (objection.state, objection.version, objection.due_at) == (State.OPEN, 1, later + 15 * DAY)
    assert objection.wished_to - objection.wished_from == timedelta(hours=1)
    assert queries.mine(volunteer, volunteer.id) == [objection]
    (copy,) = queries.of_organization(owner, objection.organization_id)
    assert (copy.id, copy.volunteer_name, copy.state) == (objection.id, "小满", "open")
    assert templates_for(owner)[-1:] == ["objection_raised"]
    assert Entry.objects.get(name="objections.objection_raised").owner_id == volunteer.id
    assert not Case.objects.filter(kind="objection").exists()


def test_an_organization_objects_and_an_officer_decides_at_once(volunteer, owner, officer, head, later):
    objection = raised(owner, head, later, side=Side.ORGANIZATION)
    assert objection.state == State.REFERRED
    case, opened = queries.case_of(officer, case_of(objection).id)
    assert (case.due_at, case.submitted_by, opened.objection) == (later + 15 * DAY, owner.id, objection)
    assert templates_for(volunteer)[-1:] == ["objection_to_yours"]


def test_an_officer_objects_and_the_organization_answers_first(volunteer, officer, head, later):
    case_id = ids.uuid7()
    objection = raised(officer, head, later, side=Side.OFFICER, case_id=case_id)
    assert (objection.state, objection.case_id) == (State.OPEN, case_id)
    assert templates_for(volunteer)[-1:] == ["objection_to_yours"]


def test_a_guardian_objects_for_a_child(owner, volunteer, head, later, at):
    guardian = organizations.person("清明")
    with pytest.raises(NotFound):
        raised(guardian, head, later)
    Guardianship.objects.create(guardian_id=guardian.id, ward_id=volunteer.id, ward_name="小满", since=at)
    assert raised(guardian, head, later).raised_by == guardian.id


@pytest.mark.parametrize("side", Side.values)
def test_strangers_find_nothing(owner, officer, head, later, side):
    stranger = organizations.person("大寒")
    with pytest.raises(NotFound):
        raised(stranger, head, later, side=side)
    elsewhere = organizations.officer("990102", "立秋")
    with pytest.raises(NotFound):
        raised(elsewhere, head, later, side=side)


@pytest.mark.parametrize("side", [Side.ORGANIZATION, Side.OFFICER])
def test_in_a_matter_of_their_own_people_object_as_the_volunteer(owner, officer, volunteer, head, later, at, side):
    actor = {Side.ORGANIZATION: owner, Side.OFFICER: officer}[side]
    Guardianship.objects.create(guardian_id=actor.id, ward_id=volunteer.id, ward_name="小满", since=at)
    with pytest.raises(NotAllowed) as refused:
        raised(actor, head, later, side=side)
    assert refused.value.code == "objection.own"
    assert raised(actor, head, later).side == Side.VOLUNTEER


def test_who_works_there_is_no_officer_in_it(owner, head, later):
    organizations.make_officer(owner, "990101")
    with pytest.raises(NotAllowed) as refused:
        raised(owner, head, later, side=Side.OFFICER)
    assert refused.value.code == "objection.own_organization"


def test_the_window_ends_to_the_second(volunteer, head):
    until = rules.objection_until(record_queries.every_version(volunteer.id, head.record_id)[-1])
    assert until == head.first_written_at + 30 * DAY
    with pytest.raises(Refused) as refused:
        raised(volunteer, head, until)
    assert (refused.value.code, refused.value.facts) == ("objection.window_over", {"until": until.isoformat()})
    assert raised(volunteer, head, until - timedelta(seconds=1)).state == State.OPEN


def test_the_window_is_never_shorter_than_the_notice(volunteer, head):
    RuleSet.objects.create(region_id="9901", valid_from="2020-01-01", objection_days=5, notice_days=7)
    memory.forget_all()
    with pytest.raises(Refused):
        raised(volunteer, head, head.first_written_at + 7 * DAY)
    assert raised(volunteer, head, head.first_written_at + 7 * DAY - timedelta(seconds=1)).state == State.OPEN


def test_evidence_that_an_officer_has_is_not_bound_to_the_window(officer, head):
    at = head.first_written_at + 300 * DAY
    with pytest.raises(Refused) as refused:
        raised(officer, head, at, side=Side.OFFICER)
    assert refused.value.code == "objection.window_over"
    assert raised(officer, head, at, side=Side.OFFICER, case_id=ids.uuid7()).state == State.OPEN


def test_a_case_opens_the_window_for_officers_only(volunteer, head):
    with pytest.raises(Refused):
        raised(volunteer, head, head.first_written_at + 300 * DAY, case_id=ids.uuid7())


def test_a_correction_opens_the_window_anew(volunteer, owner, head):
    at = head.first_written_at + 29 * DAY
    hour = hour_of(head)
    key = {"volunteer_id": volunteer.id, "record_id": head.record_id}
    record_actions.correct_record(
        actor=owner,
        **key,
        starts_at=hour.starts_at,
        ends_at=hour.ends_at,
        break_minutes=0,
        reason="只来了一小时。",
        at=at,
    )
    assert raised(volunteer, head, at + 20 * DAY).version == 2


def test_one_objection_waits_at_a_time(volunteer, owner, head, later):
    raised(volunteer, head, later)
    with pytest.raises(Refused) as refused:
        raised(owner, head, later, side=Side.ORGANIZATION)
    assert refused.value.code == "objection.waits"
    assert not Case.objects.filter(kind="objection").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grounds": "  错 "}, "objection.unsaid"),
        ({"wish": "money"}, "objection.wish"),
        ({"wish": Wish.TIMES}, "objection.times"),
        ({"wish": Wish.RESTORE}, "objection.stands"),
    ],
)
def test_objections_that_say_nothing(volunteer, head, later, changes, code):
    with pytest.raises(Refused) as refused:
        raised(volunteer, head, later, **changes)
    assert refused.value.code == code
    assert not Objection.objects.exists()


def test_the_times_that_stand_are_no_wish(volunteer, head, later):
    same = rules.Times(starts_at=head.during.lower, ends_at=head.during.upper)
    with pytest.raises(Refused) as refused:
        raised(volunteer, head, later, wish=Wish.TIMES, times=same)
    assert refused.value.code == "objection.same_times"


def test_what_is_void_can_be_asked_back_but_not_voided(volunteer, owner, head, later):
    record_actions.revoke_record(
        actor=owner, volunteer_id=volunteer.id, record_id=head.record_id, reason="没有来。", at=later
    )
    with pytest.raises(Refused) as refused:
        raised(volunteer, head, later)
    assert refused.value.code == "objection.already_void"
    assert raised(volunteer, head, later, wish=Wish.RESTORE).version == 2


def test_withdrawn_before_and_after_it_came_to_the_officer(volunteer, owner, officer, head, later):
    key = {"actor": volunteer, "volunteer_id": volunteer.id, "at": later}
    first = raised(volunteer, head, later)
    with pytest.raises(NotAllowed):
        actions.withdraw_objection(**key | {"actor": owner}, objection_id=first.id)
    assert actions.withdraw_objection(**key, objection_id=first.id).state == State.WITHDRAWN
    second = answered(owner, raised(volunteer, head, later), later)
    assert actions.withdraw_objection(**key, objection_id=second.id).closed_at == later
    assert case_of(second).state == "withdrawn"
    third = answered(owner, raised(volunteer, head, later), later)
    factories.decided(officer, third, later, "dismissed")
    with pytest.raises(Refused) as refused:
        actions.withdraw_objection(**key, objection_id=third.id)
    assert refused.value.code == "objection.moved_on"
    assert list(ObjectionForOrganization.objects.order_by("id").values_list("state", flat=True)) == [
        "withdrawn",
        "withdrawn",
        "decided",
    ]


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"state": "lost"}, "objection_known"),
        ({"grounds": ""}, "objection_grounds"),
        ({"wish": "times"}, "objection_wished_times"),
        ({"due_at": None}, "objection_waits_or_is_closed"),
        ({"answer": "没有时间的答复"}, "objection_answered"),
        ({"state": "decided"}, "objection_outcome"),
        ({"appeal": "还没有决定"}, "objection_appealed"),
        ({"state": "appealed", "outcome": "voided"}, "objection_appeal_said"),
        ({"case_id": ids.uuid7()}, "objection_case_of_officer"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_database_refuses(volunteer, head, later, changes, promise):
    raised(volunteer, head, later)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Objection.objects.update(**changes)
