from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations
from tests.domain.supervision import factories
from volunteercloud.core import checks, ids
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import StandIn
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization, Staff
from volunteercloud.domain.supervision import actions, queries, tasks
from volunteercloud.domain.supervision.checks import STATEMENTS
from volunteercloud.domain.supervision.models import Sanction


def code_of(action, *arguments, **named):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **named)
    return refusal.value.code


def fresh(organization):
    return Organization.objects.get(id=organization.id)


def end(officer, sanction, at, **changes):
    said = {"reason": "已经整改。"} | changes
    return actions.end_sanction(
        actor=officer, organization_id=sanction.organization_id, sanction_id=sanction.id, at=at, **said
    )


def test_a_warning_is_told_and_keeps_from_nothing(owner, officer, organization, at):
    sanction = factories.impose(officer, organization, at)
    organization_rules.check_may_publish(fresh(organization))
    assert (sanction.state, sanction.officer_name, sanction.deadline) == ("standing", "白露", None)
    assert list(Message.objects.filter(recipient_id=owner.id).values_list("template", flat=True)) == [
        "organization_approve",
        "sanction_warning",
    ]
    assert Entry.objects.latest("id").name == "supervision.sanction_imposed"


def test_a_correction_bars_from_publishing_once_it_is_overdue_and_until_it_is_made(owner, officer, organization, at):
    sanction = factories.impose(officer, organization, at, rung="correction", deadline=date(2026, 5, 20))
    assert tasks.mark_overdue_at(at + timedelta(days=4)) == 0
    organization_rules.check_may_publish(fresh(organization))

    assert tasks.mark_overdue_at(at + timedelta(days=5)) == 1
    assert tasks.mark_overdue_at(at + timedelta(days=5)) == 0
    assert code_of(organization_rules.check_may_publish, fresh(organization)) == "organization.may_not_publish"
    organization_rules.check_active(fresh(organization))
    assert list(checks.run(STATEMENTS)) == []

    assert end(officer, sanction, at, fulfilled=True).state == "fulfilled"
    organization_rules.check_may_publish(fresh(organization))


def test_who_may_not_publish_adds_no_shift_from_the_next_request_on(owner, officer, organization, shift, at):
    factories.impose(officer, organization, at, rung="correction", deadline=date(2026, 5, 20))
    tasks.mark_overdue_at(at + timedelta(days=5))
    assert code_of(activities.shift, owner, shift.post, at) == "organization.may_not_publish"


def test_a_correction_has_a_day_of_its_own_or_that_of_the_region(officer, organization, at):
    assert factories.impose(officer, organization, at, rung="correction").deadline == date(2026, 6, 15)


@pytest.mark.parametrize("deadline", [date(2026, 5, 16), date(2020, 1, 1), date(2027, 5, 17)])
def test_a_deadline_lies_ahead_and_within_a_year(officer, organization, at, deadline):
    assert (
        code_of(factories.impose, officer, organization, at, rung="correction", deadline=deadline)
        == "sanction.deadline"
    )


def test_a_suspension_stops_everything_until_it_is_lifted(officer, organization, at):
    sanction = factories.impose(officer, organization, at, rung="suspension")
    assert code_of(organization_rules.check_active, fresh(organization)) == "organization.suspended"
    assert fresh(organization).reason == "两次活动没有告知风险。"
    assert list(checks.run(STATEMENTS)) == []
    assert end(officer, sanction, at).state == "lifted"
    organization_rules.check_active(fresh(organization))


def test_what_stands_beside_a_lifted_suspension_goes_on_acting(officer, organization, at):
    factories.impose(officer, organization, at, rung="correction", deadline=date(2026, 5, 20))
    suspension = factories.impose(officer, organization, at, rung="suspension")
    tasks.mark_overdue_at(at + timedelta(days=5))
    end(officer, suspension, at)
    assert (fresh(organization).state, fresh(organization).barred) == ("active", ["publish"])


def test_a_public_notice_is_public_and_nothing_else_is(officer, organization, at):
    for rung in ("warning", "notice"):
        factories.impose(officer, organization, at, rung=rung)
    assert [one.rung for one in queries.notices_of(organization.id)] == ["notice"]
    assert [one.organization_name for one in queries.notices("9901")] == ["晨光志愿服务队"]
    assert queries.notices("98") == []


def test_removal_ends_the_organization_in_favour_of_its_successor(owner, organization, at):
    city = organizations.officer("99", "处暑")
    successor = organizations.organization(
        organizations.person("小满"), at, name="青禾市志愿者联合会", uscc="51990000MJ00000023"
    )
    assert code_of(factories.impose, city, organization, at, rung="removal") == "sanction.successor"
    removal = factories.impose(city, organization, at, rung="removal", successor_id=successor.id)
    assert (fresh(organization).state, fresh(organization).successor_id) == ("removed", successor.id)
    assert code_of(end, city, removal, at) == "sanction.final"
    assert code_of(factories.impose, city, organization, at) == "sanction.not_at_work"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " . "}, "sanction.reason"),
        ({"basis": ""}, "sanction.basis"),
        ({"rung": "exile"}, "sanction.rung"),
    ],
)
def test_a_sanction_without_grounds_is_refused(officer, organization, at, changes, code):
    assert code_of(factories.impose, officer, organization, at, **changes) == code
    assert Sanction.objects.count() == 0


def test_the_same_step_is_taken_once_and_sent_again_once(officer, organization, at):
    sent = ids.uuid7()
    for _ in range(2):
        factories.impose(officer, organization, at, sanction_id=sent)
    assert code_of(factories.impose, officer, organization, at) == "sanction.stands_already"
    assert Sanction.objects.count() == 1


def test_who_supervises(owner, officer, organization, at):
    sanction = factories.impose(officer, organization, at)
    for somebody in (owner, organizations.make_officer(owner, "99"), organizations.officer("990102", "寒露")):
        with pytest.raises(NotAllowed):
            factories.impose(somebody, organization, at, rung="notice")
        with pytest.raises(NotAllowed):
            end(somebody, sanction, at)
    with pytest.raises(NotFound):
        queries.ladder(organizations.person("小满"), organization.id)


def test_nobody_is_sanctioned_before_the_approval(owner, officer, at):
    draft = organization_actions.register_organization(actor=owner, particulars=organizations.particulars(), at=at)
    assert code_of(factories.impose, officer, draft, at) == "sanction.not_at_work"


def test_the_organization_answers_and_the_officer_is_told(owner, officer, organization, at):
    sanction = factories.impose(officer, organization, at)
    key = {"organization_id": organization.id, "sanction_id": sanction.id, "at": at}
    with pytest.raises(NotAllowed):
        actions.answer_sanction(actor=officer, answer="我们已经整改。", **key)
    assert code_of(actions.answer_sanction, actor=owner, answer=" ", **key) == "sanction.answer"
    assert actions.answer_sanction(actor=owner, answer="我们已经整改。", **key).answered_by_name == "谷雨"
    assert Message.objects.filter(recipient_id=officer.id, template="sanction_answered").count() == 1
    end(officer, sanction, at)
    assert code_of(actions.answer_sanction, actor=owner, answer="谢谢，收到。", **key) == "sanction.ended"


def test_a_sanction_of_another_organization_is_not_found(owner, officer, organization, at):
    other = organizations.organization(owner, at, name="暮雪志愿服务队", uscc="51990000MJ00000023")
    sanction = factories.impose(officer, other, at)
    with pytest.raises(NotFound):
        actions.end_sanction(
            actor=officer, organization_id=organization.id, sanction_id=sanction.id, reason="换一个。", at=at
        )


def test_a_stand_in_is_no_second_pair_of_eyes_nor_a_way_to_ones_own_organization(owner, officer, organization, at):
    factories.four_eyes("suspension")
    proposed = factories.impose(officer, organization, at, rung="suspension")
    colleague = organizations.officer("990101", "寒露")
    stand_in = replace(colleague, acting_for=officer.id, acting_for_label=officer.label)
    StandIn.objects.create(
        id=ids.uuid7(),
        absent_id=officer.id,
        account_id=colleague.id,
        during=DateRange(date(2020, 1, 1), date(2120, 1, 1)),
        arranged_by_label="白露",
        arranged_at=at,
    )
    key = {"organization_id": organization.id, "sanction_id": proposed.id, "at": at}
    assert code_of(actions.confirm_sanction, actor=stand_in, **key) == "sanction.own_proposal"
    Staff.objects.create(organization_id=organization.id, person_id=officer.id, name="白露", role="reader", since=at)
    with pytest.raises(NotAllowed):
        factories.impose(stand_in, organization, at)
    assert actions.confirm_sanction(actor=colleague, **key).state == "standing"


def test_where_the_region_wants_four_eyes_a_second_officer_confirms(owner, officer, organization, at):
    factories.four_eyes("suspension")
    second = organizations.officer("9901", "寒露")
    proposed = factories.impose(officer, organization, at, rung="suspension")
    assert (proposed.state, fresh(organization).state) == ("proposed", "active")
    assert queries.ladder(owner, organization.id).steps == []
    assert queries.proposed(second, "9901") == [proposed]

    key = {"organization_id": organization.id, "sanction_id": proposed.id, "at": at}
    assert code_of(actions.confirm_sanction, actor=officer, **key) == "sanction.own_proposal"
    assert actions.confirm_sanction(actor=second, **key).confirmed_by_name == "寒露"
    assert fresh(organization).state == "suspended"
    assert code_of(actions.confirm_sanction, actor=second, **key) == "sanction.not_proposed"


def test_a_proposal_is_dropped_without_a_word_to_the_organization(owner, officer, organization, at):
    factories.four_eyes("notice")
    proposed = factories.impose(officer, organization, at, rung="notice")
    assert end(officer, proposed, at).state == "dropped"
    assert queries.ladder(owner, organization.id).steps == []
    assert Message.objects.filter(template__startswith="sanction_").count() == 0
