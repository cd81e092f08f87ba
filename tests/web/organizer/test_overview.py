"""What waits stands on the overview, each one press from being done, the most urgent first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.organizations import factories as organizations
from tests.domain.supervision import factories as supervision
from volunteercloud.domain.activities.actions import covering, signing_up
from volunteercloud.domain.members import actions as members
from volunteercloud.domain.members.models import Joining
from volunteercloud.domain.organizations import actions


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def shift(owner, organization, now):
    dates = {"recruits_from": timezone.localdate(), "recruits_to": timezone.localdate() + timedelta(days=90)}
    shape = {"begins_in": timedelta(days=3), "lasts": timedelta(hours=2)}
    return activities.public_shift(owner, organization, now, details=dates, places=1, shift_changes=shape)


@pytest.fixture
def asking(shift, organization, owner, now):
    """Somebody asks for cover, somebody to become a member."""
    giver, newcomer = organizations.person("大暑"), organizations.person("小满")
    signing_up.sign_up(actor=giver, **activities.key(shift, giver), at=now)
    covering.ask_cover(actor=giver, **activities.key(shift, giver), note="", at=now)
    members.set_joining(
        actor=owner, organization_id=organization.id, joining=Joining.APPROVAL, again_after_days=30, at=now
    )
    members.join(actor=newcomer, organization_id=organization.id, volunteer_id=newcomer.id, at=now)


@pytest.fixture
def waiting(signed_in, organization):
    """The links of the list, as somebody sees them."""

    def seen(actor):
        page = signed_in(actor).get(reverse("organizer:overview", args=[organization.id]))
        return [
            name
            for name in ("yearly_report", "stand_ins", "people")
            if any(address in page.content.decode() for address in addresses(name))
        ]

    def addresses(name):
        return {
            "yearly_report": [f"/org/{organization.id}/reports/{supervision.YEAR}/"],
            "stand_ins": ["/stand-ins/"],
            "people": [f"/org/{organization.id}/people/?state=requested"],
        }[name]

    return seen


def test_nothing_waits_where_nobody_asks(waiting, owner, shift):
    assert waiting(owner) == []


def test_covers_members_and_reports_wait_for_an_owner(waiting, owner, organization, asking):
    supervision.opened(organization)
    assert waiting(owner) == ["yearly_report", "stand_ins", "people"]


def test_who_works_for_one_project_sees_what_belongs_to_it(waiting, owner, organization, shift, asking, now):
    supervision.opened(organization)
    scoped = organizations.person("白露")
    actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(scoped),
        role="coordinator",
        project_ids=[shift.project_id],
        at=now,
    )
    assert waiting(scoped) == ["stand_ins"]
