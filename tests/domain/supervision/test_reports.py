from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.domain.organizations import factories as organizations
from tests.domain.supervision import factories
from tests.domain.supervision.factories import CLERK, NEW_YEAR, WORDS, YEAR
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.supervision import actions, queries, tasks
from volunteercloud.domain.supervision.models import Report


def code_of(action, *arguments, **named):
    with pytest.raises(Refused) as refusal:
        action(*arguments, **named)
    return refusal.value.code


def key(actor, organization):
    return {"actor": actor, "organization_id": organization.id, "year": YEAR, "at": NEW_YEAR}


def decide(officer, report, decision="approve", reason=""):
    case = Case.objects.get(subject_id=report.id, state="waiting")
    return actions.decide_report(actor=officer, case_id=case.id, decision=decision, reason=reason, at=NEW_YEAR)


def test_a_report_is_opened_once_for_who_was_there_half_the_year(owner, organization, at):
    organizations.organization(owner, at + timedelta(days=60), name="暮雪志愿服务队", uscc="51990000MJ00000023")
    for _ in range(2):
        assert tasks.open_reports_at(NEW_YEAR) == 2
    assert list(Report.objects.values_list("organization_id", "year", "due_on", "state")) == [
        (organization.id, YEAR, date(2027, 3, 31), "draft")
    ]


def test_no_report_before_the_year_is_over(organization, at):
    assert code_of(actions.open_reports, actor=CLERK, year=YEAR, at=at) == "report.year_not_over"
    with pytest.raises(NotAllowed):
        actions.open_reports(actor=organizations.person("小满"), year=YEAR, at=NEW_YEAR)


def test_a_report_is_written_handed_in_and_accepted(owner, officer, organization):
    report = factories.submitted(owner, organization)
    assert report.figures == {
        "people": 0,
        "services": 0,
        "credit_minutes": 0,
        "honour_minutes": 0,
        "projects": 0,
        "certificates": 0,
    }
    assert list(queries.reports(organizations.person("小满"), organization.id)) == []
    assert decide(officer, report).state == "accepted"
    assert [one.year for one in queries.reports(organizations.person("小暑"), organization.id)] == [YEAR]
    assert Message.objects.filter(recipient_id=owner.id, template="report_approve").count() == 1


def test_a_report_is_handed_in_once_and_again_after_a_return(owner, officer, organization):
    report = factories.submitted(owner, organization)
    assert code_of(actions.submit_report, **key(owner, organization)) == "report.submitted"
    assert code_of(actions.write_report, **key(owner, organization), words={"text": "改了"}) == "report.submitted"
    assert decide(officer, report, "return", "请补充支出明细。").reason == "请补充支出明细。"
    actions.write_report(**key(owner, organization), words={"money": "餐费八千，交通一千八百。"})
    assert actions.submit_report(**key(owner, organization)).state == "submitted"
    assert Case.objects.filter(subject_id=report.id).count() == 2


def test_what_is_missing_is_listed(owner, organization):
    factories.opened(organization)
    with pytest.raises(Refused) as refusal:
        actions.submit_report(**key(owner, organization))
    assert refusal.value.facts == {"missing": ["text", "income", "spending", "statement"]}


@pytest.mark.parametrize("amount", [-1, 10**15 + 1])
def test_money_that_cannot_be_is_refused(owner, organization, amount):
    factories.opened(organization)
    with pytest.raises(Refused) as refusal:
        actions.write_report(**key(owner, organization), words={"income": amount})
    assert (refusal.value.code, refusal.value.field) == ("report.money", "income")


def test_the_database_keeps_a_submitted_report_whole(owner, organization):
    factories.opened(organization)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state="submitted", submitted_at=NEW_YEAR)


def test_strangers_neither_read_nor_write_a_report(owner, organization):
    factories.opened(organization)
    stranger = organizations.person("小满")
    with pytest.raises(NotAllowed):
        actions.write_report(**key(stranger, organization), words=WORDS)
    with pytest.raises(NotAllowed):
        actions.submit_report(**key(stranger, organization))
    with pytest.raises(NotFound):
        queries.report(stranger, organization.id, YEAR)


def test_nobody_decides_about_their_own_report(owner, organization):
    report = factories.submitted(owner, organization)
    assert code_of(decide, organizations.make_officer(owner, "99"), report) == "review.own_submission"


def test_it_is_reminded_of_three_times_and_then_listed(owner, officer, organization):
    report = factories.opened(organization)
    told = []
    for days in (-60, -30, -30, -7, 0, 1, 2):
        tasks.remind_at(NEW_YEAR.replace(month=3, day=31) + timedelta(days=days))
        told.append(Message.objects.filter(template__startswith="report_").count())
    assert told == [0, 1, 1, 2, 2, 3, 3]
    assert queries.owed(officer, "990101", report.due_on) == []
    assert queries.owed(officer, "990101", report.due_on + timedelta(days=1)) == [report]
    with pytest.raises(NotAllowed):
        queries.owed(owner, "9901", report.due_on)


def test_a_late_report_is_taken_and_says_so(owner, organization):
    factories.opened(organization)
    late = {**key(owner, organization), "at": NEW_YEAR + timedelta(days=100)}
    actions.write_report(**late, words=WORDS)
    assert actions.submit_report(**late).was_late
