"""Lists of members: a dry run, then invitations, each line for itself."""

import pytest

from tests.domain.bulk import lists
from tests.domain.intake.factories import enter, lines_of, outcomes, run
from tests.domain.organizations import factories
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.intake import actions, queries
from volunteercloud.domain.intake.models import Kind
from volunteercloud.domain.members import actions as member_actions
from volunteercloud.domain.members.models import LabelKind, Member, Membership, State

pytestmark = pytest.mark.django_db
HEADINGS = ("志愿者编号", "姓名", "手机", "分组", "会员号")


@pytest.fixture
def owner():
    factories.ground()
    return factories.person()


@pytest.fixture
def organization(owner, at):
    return factories.organization(owner, at)


def send(actor, organization, rows, at):
    intake = actions.send(
        actor=actor,
        kind=Kind.MEMBERS,
        owner_id=organization.id,
        content=lists.text([HEADINGS, *rows]),
        file_name="成员.csv",
        language="zh-hans",
        at=at,
    )
    return run(intake, at)


def test_each_line_is_tried_and_then_invited(owner, organization, at):
    member_actions.make_label(actor=owner, organization_id=organization.id, kind=LabelKind.GROUP, name="一组", at=at)
    number = factories.number_of(factories.person("小满"))
    rows = [
        (number, "小满", "", "一组", "7"),
        ("VAAAAAAAAAAA", "", "", "", ""),
        ("", "芒种", "13800138000", "二组", ""),
        ("", "夏至", "12", "", ""),
        ("", "谁", "", "", ""),
        (number, "", "", "", ""),
    ]

    intake = send(owner, organization, rows, at)

    assert outcomes(intake) == ["ready", "member.number_unknown", "ready", "phone.form", "line.nobody", "line.twice"]
    assert lines_of(intake)[2].notes == ["label_unknown", "by_contact"]
    assert lines_of(intake)[2].cells == ["", "芒种", "**** 8000", "二组", ""]
    assert Membership.objects.count() == 0

    done = enter(owner, intake, at)

    assert done.counts == {"entered": 2, "refused": 4}
    assert Member.objects.get().state == State.INVITED
    assert all(shown.message for shown in queries.every_line(done))


def test_the_same_list_again_writes_to_nobody(owner, organization, at):
    rows = [(factories.number_of(factories.person("小满")), "", "", "", "")]
    enter(owner, send(owner, organization, rows, at), at)
    before = Membership.objects.values_list("asked_at", flat=True).get()

    enter(owner, send(owner, organization, rows, at.replace(hour=5)), at.replace(hour=5))

    assert Membership.objects.values_list("asked_at", flat=True).get() == before


def test_for_managers_of_the_organization_alone(owner, organization, at):
    intake = send(owner, organization, [(factories.number_of(owner), "", "", "", "")], at)
    stranger = factories.person("寒露")

    with pytest.raises(NotAllowed):
        send(stranger, organization, [("V", "", "", "", "")], at)
    with pytest.raises(NotAllowed):
        queries.intake(stranger, Kind.MEMBERS, organization.id, intake.id)
    with pytest.raises(NotFound):
        queries.intake(owner, Kind.ORGANIZATIONS, organization.id, intake.id)
