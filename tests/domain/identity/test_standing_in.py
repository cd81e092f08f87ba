from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.domain.identity import factories
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import actions, officers, rules
from volunteercloud.domain.identity.models import OfficerGrant, Right, StandIn
from volunteercloud.domain.messages import queries as messages_queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def absent(ground, at):
    return factories.officer(at, "990101", "白露")


@pytest.fixture
def colleague(ground, at):
    return factories.officer(at, "9901", "寒露")


def name(actor, absent, account, first=TODAY, last=TODAY):
    return actions.name_stand_in(
        actor=actor, absent_id=absent.id, account_id=account.id, first_day=first, last_day=last, at=timezone.now()
    )


def at_desk_of(somebody, absent):
    return replace(somebody, acting_for=absent.id, acting_for_label=absent.label)


def code_of(step):
    with pytest.raises(Refused) as refusal:
        step()
    return refusal.value.code


def test_a_stand_in_holds_the_offices_of_who_is_away(absent, colleague, at):
    OfficerGrant.objects.filter(account_id=colleague.id).update(rights=[Right.STATISTICS])
    name(absent, absent, colleague)
    acting = at_desk_of(colleague, absent)
    assert officers.offices(colleague, Right.RECORDS) == []
    assert officers.offices(acting, Right.RECORDS) == ["990101"]
    assert [one.absent.label for one in officers.stand_ins(colleague)] == ["白露"]
    assert officers.stand_ins(acting) == []
    assert len(messages_queries.inbox(colleague, language="zh-hans")) == 2


def test_nobody_sits_down_without_being_named_or_in_time(absent, colleague):
    assert officers.held(at_desk_of(colleague, absent)) == []
    stand_in = name(absent, absent, colleague, TODAY + DAY, TODAY + 2 * DAY)
    assert officers.held(at_desk_of(colleague, absent)) == []
    StandIn.objects.filter(id=stand_in.id).update(during=(TODAY - 2 * DAY, TODAY))
    assert officers.held(at_desk_of(colleague, absent)) == []
    StandIn.objects.filter(id=stand_in.id).update(during=(TODAY, TODAY + DAY))
    assert len(officers.held(at_desk_of(colleague, absent))) == 1
    actions.end_stand_in(actor=absent, stand_in_id=stand_in.id, at=timezone.now())
    assert officers.held(at_desk_of(colleague, absent)) == []
    with pytest.raises(NotFound):
        actions.end_stand_in(actor=absent, stand_in_id=stand_in.id, at=timezone.now())


def test_what_the_absent_one_lost_the_stand_in_lost(absent, colleague, at):
    name(absent, absent, colleague)
    actions.revoke_office(actor=colleague, account_id=absent.id, region_code="990101", at=at)
    assert officers.held(at_desk_of(colleague, absent)) == []


def test_nobody_stands_in_for_a_stand_in(absent, colleague, at):
    third = factories.officer(at, "99", "霜降")
    name(absent, absent, colleague)
    assert code_of(lambda: name(colleague, colleague, third)) == "stand_in.chain"
    assert code_of(lambda: name(third, third, absent)) == "stand_in.chain"
    with pytest.raises(NotAllowed):
        name(at_desk_of(colleague, absent), absent, third)
    later = TODAY + DAY
    assert name(colleague, colleague, third, later, later).absent_id == colleague.id


def test_who_may_be_named_by_whom(absent, colleague, at):
    below = factories.officer(at, "990102", "立夏")
    known = factories.person(at, email="xiaoman@qinghe.example")
    unknown = factories.volunteer(at, email="mangzhong@qinghe.example")
    assert code_of(lambda: name(absent, absent, below)) == "stand_in.not_able"
    assert code_of(lambda: name(absent, absent, known)) == "stand_in.not_able"
    assert code_of(lambda: name(colleague, absent, unknown)) == "stand_in.not_able"
    for stranger in (below, known):
        with pytest.raises(NotAllowed):
            name(stranger, absent, known)
    with pytest.raises(NotFound):
        name(absent, absent, absent)
    assert name(colleague, absent, known).account_id == known.id
    assert code_of(lambda: name(absent, absent, colleague)) == "stand_in.taken"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (TODAY, TODAY - DAY, "stand_in.days"),
        (TODAY - 9 * DAY, TODAY - DAY, "stand_in.days"),
        (TODAY, TODAY + 366 * DAY, "stand_in.long"),
    ],
)
def test_days_that_cannot_be(absent, colleague, first, last, code):
    assert code_of(lambda: name(absent, absent, colleague, first, last)) == code


def test_a_matter_of_either_is_for_somebody_else(ground, at):
    absent = factories.person(at)
    actions.grant_office(actor=factories.OPERATOR, account_id=absent.id, region_code="990101", at=at)
    colleague = factories.person(at, sequence=3, email="xiaoman@qinghe.example")
    actions.grant_office(actor=factories.OPERATOR, account_id=colleague.id, region_code="9901", at=at)
    name(absent, absent, colleague)
    acting = at_desk_of(colleague, absent)
    assert [rules.may_decide_identity(acting, "990101", person.id) for person in (absent, colleague)] == [False, False]
    with pytest.raises(NotAllowed):
        actions.grant_office(actor=acting, account_id=absent.id, region_code="990101", at=at)
