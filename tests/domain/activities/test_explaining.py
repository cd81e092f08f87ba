import pytest

from tests.domain.activities import factories
from tests.domain.organizations import factories as organizations
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.activities import explaining
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.activities.models import Post
from volunteercloud.domain.identity.models import Volunteer


def explain(owner, shift, somebody, at):
    number = organizations.number_of(somebody)
    return explaining.explain(owner, shift.organization_id, shift.id, number, at)


def codes(explained):
    return [reason.code for reason in explained.reasons]


def test_nothing_stands_against_it_and_everything_is_said_to_be_fine(owner, shift, volunteer, at):
    found = explain(owner, shift, volunteer, at)
    assert (codes(found), len(found.fine), found.state, found.name) == ([], len(explaining.ASKED), "", "")


def test_every_reason_is_told_not_only_the_first(owner, shift, at):
    somebody = organizations.person("芒种")
    beside = factories.shift(owner, Post.objects.get(id=shift.post_id), at)
    signing_up.sign_up(actor=somebody, **factories.key(beside, somebody), at=at)
    Post.objects.filter(id=shift.post_id).update(skills=["driving"], maximum_age=30)
    Volunteer.objects.filter(id=somebody.id).update(real_name_level=0, real_name_at=None)
    found = explain(owner, shift, somebody, at)
    assert codes(found) == ["signup.real_name", "signup.too_old", "signup.ability", "signup.clash"]
    assert len(found.fine) == len(explaining.ASKED) - 4


def test_no_more_is_told_than_the_question_needs(owner, shift, volunteer, at):
    Post.objects.filter(id=shift.post_id).update(maximum_age=30)
    other_owner = organizations.person("芒种")
    elsewhere = factories.public_shift(
        other_owner,
        organizations.organization(other_owner, at, name="绿岸志愿服务队", uscc="51990000MJ00000023"),
        at,
        details={"title": "夜间守护热线"},
    )
    signing_up.sign_up(actor=volunteer, **factories.key(elsewhere, volunteer), at=at)
    found = explain(owner, shift, volunteer, at)
    assert codes(found) == ["signup.too_old", "signup.clash"]
    said = " ".join(f"{reason.message} {reason.next_step} {reason.facts}" for reason in found.reasons)
    assert [word for word in ("30", "36", "夜间守护热线", "绿岸") if word in said] == []
    assert found.name == ""


def test_who_was_on_a_roster_here_is_called_by_name(owner, shift, volunteer, at):
    signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    found = explain(owner, shift, volunteer, at)
    assert (found.name, found.state, codes(found)) == ("小满", "confirmed", [])


def test_a_number_that_is_nobodys_and_a_stranger_who_asks(owner, shift, volunteer, at):
    with pytest.raises(Refused) as refused:
        explaining.explain(owner, shift.organization_id, shift.id, "V00000000000", at)
    assert refused.value.code == "signup.unknown"
    with pytest.raises(NotAllowed):
        explain(volunteer, shift, volunteer, at)


def test_whoever_was_taken_off_and_what_is_over(owner, shift, volunteer, at):
    signing_up.sign_up(actor=volunteer, **factories.key(shift, volunteer), at=at)
    signing_up.decide_sign_up(
        actor=owner, **factories.key(shift, volunteer), approve=False, reason="名额给了新人", at=at
    )
    assert codes(explain(owner, shift, volunteer, shift.ends_at)) == ["signup.declined", "signup.started"]
