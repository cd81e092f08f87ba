from datetime import timedelta

import pytest

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from volunteercloud.core import checks as core_checks
from volunteercloud.core.actor import ANONYMOUS, Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.certificates import actions as certificate_actions
from volunteercloud.domain.certificates import printing
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations import checks, queries, register
from volunteercloud.domain.organizations.models import Node, Organization, Seat, UsccClaim
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.succession import actions
from volunteercloud.domain.succession import queries as succession_queries
from volunteercloud.domain.succession.models import Ending
from volunteercloud.domain.supervision import actions as supervision_actions


def owner_of(organization):
    owner = Organization.objects.get(pk=organization.id).owner_id
    return Actor(ActorKind.PERSON, "处暑", owner)


def asked(owner, organization, successor, at, **changes):
    said = {"kind": "dissolution", "reason": "任务完成，不再继续。"} | changes
    return actions.ask_to_end(actor=owner, organization_id=organization.id, successor_id=successor.id, at=at, **said)


def refused(step):
    with pytest.raises(Refused) as refusal:
        step()
    return refusal.value.code


def below(owner, child, parent, at):
    organization_actions.ask_to_join(actor=owner, organization_id=child.id, parent_id=parent.id, at=at)
    organization_actions.answer_joining(
        actor=owner_of(parent), parent_id=parent.id, organization_id=child.id, accept=True, at=at
    )


def test_a_successor_agrees_before_an_organization_ends(owner, organization, found, at):
    successor, child = found(2), found(3, by=owner)
    below(owner, child, organization, at)
    ending = asked(owner, organization, successor, at)
    assert (ending.state, Organization.objects.get(pk=organization.id).state) == ("waiting", "active")
    assert succession_queries.waiting_for(owner_of(successor), successor.id) == [ending]

    answer = {"organization_id": organization.id, "accept": True, "at": at}
    for stranger in (owner, ANONYMOUS):
        with pytest.raises(NotAllowed):
            actions.answer_ending(actor=stranger, **answer)
    assert actions.answer_ending(actor=owner_of(successor), **answer).state == "done"
    assert refused(lambda: actions.answer_ending(actor=owner_of(successor), **answer)) == "succession.answered"

    organization.refresh_from_db()
    assert (organization.state, organization.successor_id, organization.ended_at) == ("dissolved", successor.id, at)
    assert queries.role(owner.id, organization.id) is None
    assert Seat.objects.get(person_id=owner.id, organization_id=organization.id).ended_at == at
    assert Node.objects.get(pk=child.id).path == [successor.id, child.id]
    assert not UsccClaim.objects.filter(organization_id=organization.id).exists()
    assert Message.objects.filter(recipient_id=owner.id, template="organization_ended").exists()
    history = succession_queries.history(successor.id)
    assert [ending.organization_name for ending in history.taken_over] == [organization.name]
    assert list(core_checks.run(checks.STATEMENTS)) == []


def test_a_successor_says_no(owner, organization, found, at):
    successor = found(2)
    asked(owner, organization, successor, at)
    answer = {"actor": owner_of(successor), "organization_id": organization.id, "accept": False, "at": at}
    assert refused(lambda: actions.answer_ending(**answer)) == "succession.reason"
    assert actions.answer_ending(**answer, reason="我们也要结束。").state == "refused"
    asked(owner, organization, successor, at)
    assert actions.withdraw_ending(actor=owner, organization_id=organization.id, at=at).state == "withdrawn"
    assert Ending.objects.count() == 1


def test_nothing_open_is_left_behind(owner, organization, found, shift, volunteer, at):
    successor = found(2)
    with pytest.raises(Refused) as refusal:
        asked(owner, organization, successor, at)
    assert (refusal.value.code, refusal.value.facts) == (
        "succession.unsettled",
        {"shifts": 1, "unconfirmed": 0, "claims": 0, "certificates": 0},
    )
    attendance.serve(shift, volunteer, at)
    after = shift.ends_at + timedelta(minutes=30)
    with pytest.raises(Refused) as refusal:
        asked(owner, organization, successor, after)
    assert refusal.value.facts == {"shifts": 0, "unconfirmed": 1, "claims": 0, "certificates": 0}
    attendance.confirm(owner, shift, volunteer)
    certificate_actions.request_certificate(
        actor=volunteer,
        volunteer_id=volunteer.id,
        organization_id=organization.id,
        from_on=after.date(),
        to_on=after.date(),
        at=after,
    )
    with pytest.raises(Refused) as refusal:
        asked(owner, organization, successor, after)
    assert refusal.value.facts == {"shifts": 0, "unconfirmed": 0, "claims": 0, "certificates": 1}


def test_what_came_up_meanwhile_stands_in_the_way(owner, organization, found, at):
    successor = found(2)
    asked(owner, organization, successor, at)
    activities.public_shift(owner, organization, at)
    answer = {"actor": owner_of(successor), "organization_id": organization.id, "accept": True, "at": at}
    assert refused(lambda: actions.answer_ending(**answer)) == "succession.unsettled"


def test_whoever_is_suspended_meanwhile_does_not_slip_away(owner, officer, organization, found, at):
    successor = found(2)
    asked(owner, organization, successor, at)
    sanction = organizations.suspend(actor=officer, organization_id=organization.id, reason="等候核查", at=at)
    answer = {"actor": owner_of(successor), "organization_id": organization.id, "accept": True, "at": at}
    assert refused(lambda: actions.answer_ending(**answer)) == "organization.suspended"
    assert Organization.objects.get(pk=organization.id).state == "suspended"
    supervision_actions.end_sanction(
        actor=officer, organization_id=organization.id, sanction_id=sanction.id, reason="已经查清。", at=at
    )
    assert actions.answer_ending(**answer).state == "done"


def test_who_cannot_take_over(owner, officer, organization, found, at):
    successor, third = found(2), found(3)
    gone = officer_ends(officer, successor, third, at)
    assert gone.state == "done"
    assert refused(lambda: asked(owner, organization, successor, at)) == "succession.successor_unfit"
    assert refused(lambda: asked(owner, organization, organization, at)) == "succession.successor_unfit"
    assert refused(lambda: asked(owner, organization, third, at, reason=" ")) == "succession.reason"
    with pytest.raises(NotFound):
        actions.ask_to_end(
            actor=owner,
            organization_id=organization.id,
            kind="merger",
            successor_id=owner.id,
            reason="并入。并入。",
            at=at,
        )
    with pytest.raises(NotAllowed):
        asked(owner, organization, third, at, kind="removal")
    with pytest.raises(NotAllowed):
        asked(owner_of(third), organization, third, at)


def officer_ends(officer, organization, successor, at, **changes):
    said = {"reason": "长期没有活动。"} | changes
    return actions.end_organization(
        actor=officer, organization_id=organization.id, successor_id=successor.id, at=at, **said
    )


def test_an_officer_dissolves(owner, officer, organization, found, at):
    successor, elsewhere = found(2), found(3, region_id="990102")
    with pytest.raises(NotAllowed):
        officer_ends(owner, organization, successor, at)
    with pytest.raises(NotAllowed):
        officer_ends(officer, organization, elsewhere, at)
    assert officer_ends(officer, organization, successor, at).kind == "dissolution"
    assert refused(lambda: officer_ends(officer, organization, successor, at)) == "organization.over"


def test_striking_off_calls_off_what_is_to_come(officer, organization, found, shift, volunteer, at):
    successor = found(2)
    attendance.sign_up(shift, volunteer, at)
    assert refused(lambda: officer_ends(officer, organization, successor, at)) == "succession.unsettled"
    assert officer_ends(officer, organization, successor, at, removed=True).kind == "removal"
    assert Organization.objects.get(pk=organization.id).state == "removed"
    assert Shift.objects.get(id=shift.id).state == "cancelled"
    assert SignUp.objects.get(shift_id=shift.id).state == "declined"
    assert Project.objects.get(id=shift.project_id).state == "closed"
    assert Message.objects.filter(recipient_id=volunteer.id, template="shift_cancelled").exists()


def test_a_successor_from_below_takes_the_place(owner, officer, organization, found, at):
    top, child, other = found(2, by=owner), found(3, by=owner), found(4, by=owner)
    below(owner, organization, top, at)
    below(owner, child, organization, at)
    below(owner, other, organization, at)
    assert asked(owner, organization, child, at).state == "done"
    assert Node.objects.get(pk=child.id).path == [top.id, child.id]
    assert Node.objects.get(pk=other.id).path == [top.id, child.id, other.id]
    assert Organization.objects.get(pk=child.id).parent_name == top.name
    assert list(core_checks.run(checks.STATEMENTS)) == []


def test_a_split_names_all_that_go_on(owner, organization, found, at):
    first, second = found(2, by=owner), found(3, by=owner)
    split = {"kind": "split"}
    assert refused(lambda: asked(owner, organization, first, at, **split)) == "succession.heirs"
    assert asked(owner, organization, first, at, **split, heir_ids=[second.id]).heir_ids == [first.id, second.id]
    for heir in (first, second):
        assert [end.organization_id for end in succession_queries.history(heir.id).taken_over] == [organization.id]
    assert [heir.name for heir in succession_queries.history(organization.id).heirs] == [first.name, second.name]


def test_several_are_merged_or_none(owner, officer, organization, found, at):
    second, third, into = found(2), found(3), found(4)
    merge = {"actor": officer, "successor_id": into.id, "reason": "合并办公。", "at": at}
    assert refused(lambda: actions.merge_organizations(**merge, organization_ids=[])) == "succession.too_many"
    assert (
        refused(lambda: actions.merge_organizations(**merge, organization_ids=[organization.id, into.id]))
        == "succession.successor_unfit"
    )
    assert Organization.objects.get(pk=organization.id).state == "active"
    ids = [organization.id, second.id, third.id, second.id]
    assert [end.kind for end in actions.merge_organizations(**merge, organization_ids=ids)] == ["merger"] * 3


def test_the_last_successor_certifies(owner, officer, organization, found, served, volunteer):
    heir, last = found(2), found(3, name="承接者协会", handler="立秋")
    officer_ends(officer, organization, heir, served)
    officer_ends(officer, heir, last, served)
    assert register.certifier_id(organization.id) == last.id
    assert set(register.predecessor_ids(last.id)) == {organization.id, heir.id}

    day = served.date()
    request = certificate_actions.request_certificate(
        actor=volunteer,
        volunteer_id=volunteer.id,
        organization_id=organization.id,
        from_on=day,
        to_on=day,
        at=served,
    )
    certifier = owner_of(last)
    assert certificate_queries.requests_of(certifier, last.id) == [request]
    issue = {"organization_id": organization.id, "request_id": request.id, "at": served}
    for stranger in (owner, officer):
        with pytest.raises(NotAllowed):
            certificate_actions.issue(actor=stranger, **issue)
    certificate = certificate_actions.issue(actor=certifier, **issue)
    assert certificate.organization_id == organization.id
    assert (certificate.facts["issuer"][0], certificate.facts["successor"][0], certificate.facts["handler"]) == (
        organization.name,
        "承接者协会",
        "立秋",
    )
    remarks = printing.facts_of(certificate).remarks
    assert [remark.zh for remark in remarks] == ["服务的组织已终止，由承接组织“承接者协会”出具"]
