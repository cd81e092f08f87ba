"""The queue as an officer finds it, and what goes up from it."""

from datetime import timedelta

import pytest

from tests.domain.organizations import factories
from volunteercloud.core import ids
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity.models import OfficerGrant
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.office import actions, queries
from volunteercloud.domain.office.queries import Wanted
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews.models import Kind

DAY = timedelta(days=1)
CLOCK = system("office")


@pytest.fixture(autouse=True)
def ground(db):
    factories.ground()


def officer(region, *rights, name="白露"):
    somebody = factories.officer(region, name)
    if rights:
        OfficerGrant.objects.filter(account_id=somebody.id).update(rights=list(rights))
    return somebody


def open_case(at, kind=Kind.PROJECT, region="990101", owner_id=None):
    return reviews.open_case(
        actor=system("submitter"),
        kind=kind,
        owner_id=owner_id or ids.uuid7(),
        subject_id=ids.uuid7(),
        region_code=region,
        title="清洁河岸",
        at=at,
    )


def found(viewer, at, **wanted):
    return [case.id for case in queries.queue(viewer, Wanted(**wanted), at)]


def test_only_kinds_that_one_may_decide_there(at):
    cases = {kind: open_case(at, kind) for kind in Kind}
    records = officer("990101", "records")
    assert set(found(records, at)) == {cases[Kind.OBJECTION].id, cases[Kind.RADAR].id}
    assert queries.counts(records, Wanted(), at).by_kind == {"objection": 1, "radar": 1}
    assert queries.case(records, cases[Kind.RADAR].id).kind == "radar"
    with pytest.raises(NotFound):
        queries.case(records, cases[Kind.PROJECT].id)
    assert len(found(officer("99"), at)) == len(Kind)
    assert found(officer("99", "statistics"), at) == []
    assert found(factories.person("小满"), at) == []


def test_rights_of_different_regions_stay_apart(at):
    somebody = officer("990101", "identity")
    OfficerGrant.objects.create(
        id=ids.uuid7(),
        account_id=somebody.id,
        region_id="990102",
        rights=["projects"],
        granted_by_label="tests",
        granted_at=at,
    )
    identity, _project = open_case(at, Kind.IDENTITY), open_case(at)
    _identity, project = open_case(at, Kind.IDENTITY, "990102"), open_case(at, region="990102")
    assert found(somebody, at) == [identity.id, project.id]
    assert found(somebody, at, region_code="990102") == [project.id]
    assert found(somebody, at, region_code="9901") == [identity.id, project.id]
    with pytest.raises(NotAllowed):
        found(somebody, at, region_code="98")


def test_an_office_within_another_shows_no_case_twice(at):
    somebody = officer("9901")
    factories.make_officer(somebody, "990101")
    case = open_case(at)
    assert found(somebody, at) == [case.id]
    assert queries.counts(somebody, Wanted(), at).total == 1


def test_an_office_that_ended_shows_nothing(at):
    somebody = officer("9901")
    open_case(at)
    OfficerGrant.objects.update(revoked_at=at)
    assert found(somebody, at) == []


def test_radar_keeps_silent_to_who_works_there(at):
    owner = factories.person("立春")
    organization = factories.organization(owner, at)
    case = open_case(at, Kind.RADAR, owner_id=organization.id)
    factories.make_officer(owner, "99")
    assert found(owner, at) == []
    with pytest.raises(NotFound):
        queries.case(owner, case.id)
    assert found(officer("99"), at) == [case.id]


def test_what_has_a_decision_of_its_own_is_not_just_approved(at):
    case = open_case(at, Kind.RADAR)
    for somebody, refusal in ((officer("99"), Refused), (officer("990102"), NotFound)):
        with pytest.raises(refusal):
            actions.decide_case(actor=somebody, case_id=case.id, decision="approve", at=at)


def test_both_levels_are_told_once_what_nobody_decided(at):
    below, above = officer("990101", name="立秋"), officer("9901")
    other_right = officer("9901", "audit", name="处暑")
    highest = officer("99", name="大雪")
    cases = [open_case(at) for _number in range(3)]
    assert actions.escalate_overdue(actor=CLOCK, at=at + 9 * DAY) == 3
    assert actions.escalate_overdue(actor=CLOCK, at=at + 9 * DAY) == 0
    told = {message.recipient_id: message for message in Message.objects.all()}
    assert set(told) == {below.id, above.id}
    assert (told[below.id].template, told[above.id].template) == ("cases_overdue", "cases_escalated")
    assert told[above.id].facts["number"] == 3
    assert found(above, at, only_mine=True) == found(below, at, only_mine=True) == sorted(case.id for case in cases)
    assert found(highest, at, only_mine=True) == found(other_right, at) == []


def test_a_look_is_for_whose_case_it_is(at):
    case = open_case(at)
    assert actions.look_at(actor=officer("9901"), case_id=case.id, at=at).case_id == case.id
    with pytest.raises(NotFound):
        actions.look_at(actor=officer("990102"), case_id=case.id, at=at)
