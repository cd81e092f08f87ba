"""News go to members, and to others only if they agreed; about a service everybody is written to."""

import pytest

from tests.domain.activities import factories as activities
from tests.domain.members import factories as members
from tests.domain.organizations import factories as organizations
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.consents import TERMS, Purpose
from volunteercloud.domain.identity.models import Consent
from volunteercloud.domain.mailings.models import Audience, Standing
from volunteercloud.domain.messages.models import CircularKind, Message
from volunteercloud.domain.privacy import actions as privacy_actions

from . import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(shift, at):
    """Somebody who signed up and belongs to no organization."""
    somebody = organizations.person("立夏")
    signing_up.sign_up(actor=somebody, **activities.key(shift, somebody), at=at)
    return somebody


@pytest.fixture
def to_the_shift(shift):
    return {"audience": Audience.SHIFT, "about_id": shift.id, "standing": Standing.CONFIRMED}


def sent(owner, organization, at, kind=CircularKind.NEWS, **about):
    mailing = factories.batch(factories.started(owner, organization, at, **about, kind=kind), at)
    return mailing.people, mailing.muted


def test_news_need_consent_of_who_is_no_member(owner, organization, guest, to_the_shift, at):
    assert sent(owner, organization, at, **to_the_shift) == (0, 1)
    assert sent(owner, organization, at, CircularKind.SERVICE, **to_the_shift) == (1, 0)
    members.agree(guest, at)
    assert sent(owner, organization, at, **to_the_shift) == (1, 0)
    identity_actions.withdraw_consent(actor=guest, volunteer_id=guest.id, purpose=Purpose.CONTACT, at=at)
    assert sent(owner, organization, at, **to_the_shift) == (0, 1)


def test_a_consent_to_another_text_is_none(owner, organization, guest, to_the_shift, at):
    members.agree(guest, at)
    Consent.objects.filter(purpose=Purpose.CONTACT).update(version="2026-11")
    assert sent(owner, organization, at, **to_the_shift) == (0, 1)
    members.agree(guest, at)
    assert Consent.objects.get(purpose=Purpose.CONTACT, withdrawn_at=None).version == TERMS[Purpose.CONTACT].version
    assert sent(owner, organization, at, **to_the_shift) == (1, 0)


def test_members_hear_of_their_organization_unless_they_restricted_it(
    owner, organization, shift, to_the_shift, guest, at
):
    members.opened(owner, organization, at)
    members.join(guest, organization, at)
    assert sent(owner, organization, at) == (1, 0)
    assert sent(owner, organization, at, **to_the_shift) == (1, 0)
    privacy_actions.restrict(actor=guest, volunteer_id=guest.id, at=at)
    assert sent(owner, organization, at) == (0, 1)
    assert sent(owner, organization, at, CircularKind.SERVICE, **to_the_shift) == (1, 0)


@pytest.mark.parametrize("agreed", [True, False])
def test_an_invitation_is_written_to_whoever_agreed_and_stands_for_all(owner, organization, volunteer, at, agreed):
    if agreed:
        members.agree(volunteer, at)
    number = organizations.number_of(volunteer)
    invited = members.actions.invite(actor=owner, organization_id=organization.id, number=number, at=at)
    assert invited.state == "invited"
    assert Message.objects.filter(recipient_id=volunteer.id, template="member_invited").count() == agreed
    assert members.join(volunteer, organization, at).state == "active"
