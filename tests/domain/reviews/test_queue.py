from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.identity import factories
from volunteercloud.core import ids, memory
from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.reviews import actions, queries
from volunteercloud.domain.reviews.models import Case, Kind
from volunteercloud.domain.reviews.queries import Wanted

DAY = timedelta(days=1)
CLOCK = system("office")


@pytest.fixture(autouse=True)
def ground(db):
    factories.ground()
    memory.forget_all()


def officer(name):
    return Actor(ActorKind.PERSON, name, ids.uuid7())


def open_case(at, *, region="990101", kind=Kind.PROJECT, title="清洁河岸", **more):
    return actions.open_case(
        actor=system("submitter"),
        kind=kind,
        owner_id=ids.uuid7(),
        subject_id=ids.uuid7(),
        region_code=region,
        title=title,
        at=at,
        **more,
    )


def settle(who, case, at, decision="approve", reason="", detail=""):
    return actions.settle(actor=who, case_id=case.id, decision=decision, reason=reason, detail=detail, at=at)


def everything(*regions, **more):
    return Wanted(scopes=dict.fromkeys(Kind, regions), **more)


def rules(at, **said):
    RuleSet.objects.create(region_id="99", valid_from=at.date() - DAY, **said)
    memory.forget_all()


# Order and narrowing


def test_the_nearest_deadline_is_first_whatever_the_kind(at):
    project = open_case(at)  # 5 days
    identity = open_case(at, kind=Kind.IDENTITY)  # 3 days
    late = open_case(at - 20 * DAY, kind=Kind.ORGANIZATION)  # 10 days: overdue
    own = open_case(at, kind=Kind.OBJECTION, due_at=at + DAY)
    assert queries.waiting(everything("99")) == [late, own, identity, project]
    assert queries.waiting_ids(everything("99"), 2) == [late.id, own.id]


def test_a_region_and_below_at_every_length_of_its_code(at):
    here, above = open_case(at, region="990101"), open_case(at + timedelta(minutes=1), region="9901")
    there = open_case(at + timedelta(minutes=2), region="990102")
    settle(officer("白露"), open_case(at), at)
    for regions, found in {
        ("990101",): [here],
        ("9901",): [here, above, there],
        ("99",): [here, above, there],
        ("",): [here, above, there],
        ("990102", "990101"): [here, there],
        ("98",): [],
        (): [],
    }.items():
        assert queries.waiting(everything(*regions)) == found, regions


def test_each_kind_has_its_own_regions(at):
    project, identity = open_case(at), open_case(at, region="990102", kind=Kind.IDENTITY)
    open_case(at, region="990102")
    wanted = Wanted(scopes={Kind.PROJECT: ["990101"], Kind.IDENTITY: ["99"]})
    assert queries.waiting(wanted) == [identity, project]
    assert queries.counts(wanted, at).by_kind == {"project": 1, "identity": 1}
    assert queries.counts(wanted, at + 4 * DAY).overdue == 1


def test_only_what_is_overdue(at):
    late, _in_time = open_case(at - 6 * DAY), open_case(at)
    assert queries.waiting(everything("99", overdue_at=at)) == [late]


def test_radar_says_nothing_to_those_who_work_there(at):
    case = open_case(at, kind=Kind.RADAR)
    registration = open_case(at, kind=Kind.ORGANIZATION)
    hidden = everything("99", without_radar_of=[case.owner_id, registration.owner_id])
    assert queries.waiting(hidden) == [registration]
    assert queries.counts(hidden, at).by_kind == {"organization": 1}


def test_the_queue_goes_on_behind_the_cursor(at):
    # All of the same moment: their ids decide.
    cases = sorted(
        (open_case(at, kind=kind) for kind in [Kind.PROJECT] * 3 + [Kind.PROJECT] * 2), key=lambda one: one.id
    )
    page = queries.waiting(everything("99"), limit=2)
    assert page == cases[:3]
    assert queries.waiting(everything("99"), after=(page[1].due_at, page[1].id), limit=2) == cases[2:]


def test_counting_ends_at_a_thousand(at):
    first = open_case(at)
    Case.objects.bulk_create(_copies(first, 1200))
    counted = queries.counts(everything("99"), at + 9 * DAY)
    assert (counted.by_kind, counted.overdue, counted.total) == ({"project": 1000}, 1000, 1000)


@pytest.mark.parametrize("number", [10, 1000])
def test_statements_do_not_depend_on_what_waits(at, number, django_assert_num_queries):
    Case.objects.bulk_create(_copies(open_case(at), number))
    with django_assert_num_queries(2):
        assert len(queries.waiting(everything("99", "98"), limit=5)) == 6
    with django_assert_num_queries(1):
        queries.counts(everything("99", "98"), at)


def _copies(case, number):
    fields = {field.attname: getattr(case, field.attname) for field in Case._meta.concrete_fields}
    return [Case(**fields | {"id": ids.uuid7(), "subject_id": ids.uuid7()}) for _number in range(number)]


# Deadlines and escalation


def test_the_rules_of_the_day_of_submission_hold(at):
    rules(at, review_project_days=2, escalation_days=1)
    case = open_case(at)
    assert (case.due_at, case.escalates_at, case.asked_code) == (at + 2 * DAY, at + 3 * DAY, "990101")
    RuleSet.objects.update(review_project_days=20, four_eyes=["project"])
    memory.forget_all()
    case.refresh_from_db()
    assert (case.due_at, case.takes_two) == (at + 2 * DAY, False)
    assert open_case(at).takes_two is True


def test_what_nobody_decides_goes_up_level_by_level(at):
    case = open_case(at)  # due after 5 days, up after 3 more
    in_time = open_case(at + 30 * DAY)
    assert actions.escalate(actor=CLOCK, at=at + 8 * DAY - timedelta(seconds=1)) == []
    seen = []
    for days in (8, 11, 14, 17):
        actions.escalate(actor=CLOCK, at=at + days * DAY)
        # A second run of the same hour changes nothing.
        assert actions.escalate(actor=CLOCK, at=at + days * DAY) == []
        case.refresh_from_db()
        seen.append((case.level, case.asked_code))
    assert seen == [(1, "9901"), (2, "99"), (3, ""), (3, "")]
    assert case.escalates_at is None
    in_time.refresh_from_db()
    assert in_time.level == 0
    assert Entry.objects.filter(name="reviews.case_escalated").count() == 3


def test_a_region_may_do_without_escalation(at):
    rules(at, escalation_days=0)
    assert open_case(at).escalates_at is None


def test_only_the_clock_escalates(at):
    open_case(at)
    with pytest.raises(NotAllowed):
        actions.escalate(actor=officer("白露"), at=at + 90 * DAY)


def test_mine_is_what_my_region_is_asked(at):
    low, high = open_case(at), open_case(at + 30 * DAY, region="9901")
    assert queries.waiting(everything("9901", only_mine=True)) == [high]
    actions.escalate(actor=CLOCK, at=at + 8 * DAY)
    assert queries.waiting(everything("9901", only_mine=True)) == [low, high]
    assert queries.waiting(everything("990101", only_mine=True)) == [low]
    assert queries.waiting(everything("99", only_mine=True)) == []


# Two officers


def test_two_officers_decide_by_saying_the_same(at):
    first, second = officer("白露"), officer("寒露")
    case = open_case(at, kind=Kind.MERGE)
    kept = settle(first, case, at, "reject", "两人证件不同")
    assert (kept.is_waiting, kept.proposed, kept.proposed_by) == (True, "reject", first.id)
    decided = settle(second, case, at + DAY, "reject", "核对过了")
    assert (decided.state, decided.decided_by, decided.proposed_by, decided.reason) == (
        "rejected",
        second.id,
        first.id,
        "核对过了",
    )
    assert [entry.actor_id for entry in Entry.objects.filter(name="reviews.decision_proposed")] == [first.id]


def test_nobody_is_two_officers(at):
    first = officer("白露")
    case = open_case(at, kind=Kind.MERGE)
    settle(first, case, at)
    with pytest.raises(Refused) as refusal:
        settle(first, case, at)
    assert refusal.value.code == "review.needs_another"
    for words in ({"proposed_by": first.id}, {"proposed_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(id=case.id).update(state="approved", decided_by=first.id, decided_at=at, **words)


def test_what_differs_goes_back_and_neither_is_lost(at):
    first, second = officer("白露"), officer("寒露")
    case = open_case(at, kind=Kind.MERGE)
    settle(first, case, at, "approve", "同一个人")
    settle(second, case, at + DAY, "reject", "两个人，照片不同")
    case.refresh_from_db()
    assert [(one.by_label, one.decision, one.reason) for one in queries.proposals(case)] == [
        ("白露", "approve", "同一个人"),
        ("寒露", "reject", "两个人，照片不同"),
    ]
    assert queries.sent_back(first.id) == [case.id]
    assert queries.sent_back(second.id) == []
    mine = everything("9901", only_mine=True, sent_back=queries.sent_back(first.id))
    assert queries.waiting(mine) == [case]
    assert settle(first, case, at + 2 * DAY, "reject", "您说得对").state == "rejected"
    assert queries.sent_back(first.id) == []


def test_a_third_officer_agrees_with_either(at):
    first, second, third = officer("白露"), officer("寒露"), officer("霜降")
    case = open_case(at, kind=Kind.MERGE)
    settle(first, case, at, "approve")
    settle(second, case, at, "return", "缺少照片")
    decided = settle(third, case, at, "approve")
    assert (decided.state, decided.proposed_by, decided.proposed_by_label) == ("approved", first.id, "白露")


def test_who_changes_their_mind_is_counted_once(at):
    first, second = officer("白露"), officer("寒露")
    case = open_case(at, kind=Kind.MERGE)
    settle(first, case, at, "approve")
    settle(first, case, at + timedelta(hours=1), "return", "缺少照片")
    assert settle(second, case, at + DAY, "approve").is_waiting


def test_the_same_decision_with_another_detail_is_another(at):
    rules(at, four_eyes=["objection"])
    case = open_case(at, kind=Kind.OBJECTION, due_at=at)
    settle(officer("白露"), case, at, detail="corrected 9:00 10:00")
    assert settle(officer("寒露"), case, at, detail="voided").is_waiting
    assert settle(officer("霜降"), case, at, detail="voided").state == "approved"


def test_the_system_is_no_second_officer(at):
    case = open_case(at, kind=Kind.MERGE)
    settle(officer("白露"), case, at)
    with pytest.raises(NotAllowed):
        settle(CLOCK, case, at)


# Who has a case open


def test_a_look_holds_for_ten_minutes(at):
    case = open_case(at)
    first, second = officer("白露"), officer("寒露")
    minutes = [at + timedelta(minutes=number) for number in (0, 5, 9, 20)]
    assert actions.look_at(actor=first, case_id=case.id, at=minutes[0]).by == first.id
    assert actions.look_at(actor=second, case_id=case.id, at=minutes[1]).by == first.id
    again = actions.look_at(actor=first, case_id=case.id, at=minutes[2])
    assert (again.since, again.seen_at) == (minutes[0], minutes[2])
    taken = actions.look_at(actor=second, case_id=case.id, at=minutes[3])
    assert (taken.by, taken.since) == (second.id, minutes[3])
    settle(second, case, minutes[3])
    assert queries.look(case.id, minutes[3]) is None


def test_nobody_looks_at_nothing(at):
    with pytest.raises(NotFound):
        actions.look_at(actor=officer("白露"), case_id=ids.uuid7(), at=at)
