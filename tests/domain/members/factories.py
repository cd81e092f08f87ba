"""People who belong to an organization, in the states that the actions lead to."""

from datetime import datetime

from tests.domain.organizations import factories as organizations
from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import phones
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.identity.models import Account, Volunteer
from volunteercloud.domain.members import actions, links
from volunteercloud.domain.members.models import Joining, JoinLink, Label, LabelKind, Member
from volunteercloud.domain.organizations.models import Organization


def opened(owner: Actor, organization: Organization, at: datetime, joining: Joining = Joining.OPEN) -> None:
    actions.set_joining(actor=owner, organization_id=organization.id, joining=joining, again_after_days=30, at=at)


def person(name: str, *, tail: str = "", name_latin: str = "") -> Actor:
    """A volunteer, with a proved phone that ends so."""
    somebody = organizations.person(name)
    if tail:
        Account.objects.filter(id=somebody.id).update(
            phone_sealed=phones.seal(f"+86138000{tail}0"[:10] + tail, somebody.id), phone_tail=tail, phone_verified=True
        )
    Volunteer.objects.filter(id=somebody.id).update(name_latin=name_latin)
    return somebody


def agree(somebody: Actor, at: datetime) -> None:
    """That organizations may write to them."""
    identity_actions.give_consent(actor=somebody, volunteer_id=somebody.id, purpose=Purpose.CONTACT, at=at)


def join(somebody: Actor, organization: Organization, at: datetime) -> Member:
    return actions.join(actor=somebody, organization_id=organization.id, volunteer_id=somebody.id, at=at)


def member(owner: Actor, organization: Organization, at: datetime, name: str = "小满", **details) -> Actor:
    """Somebody who joined an organization that is open."""
    opened(owner, organization, at)
    somebody = person(name, **details)
    join(somebody, organization, at)
    return somebody


def group(owner: Actor, organization: Organization, at: datetime, name: str = "周末组") -> Label:
    return actions.make_label(actor=owner, organization_id=organization.id, kind=LabelKind.GROUP, name=name, at=at)


def link(owner: Actor, organization: Organization, at: datetime, **said) -> tuple[JoinLink, str]:
    """A link to join and the token in it."""
    wanted = {"name": "开学日", "days": 30} | said
    made = actions.make_link(actor=owner, organization_id=organization.id, at=at, **wanted)
    return made, links.make(organization.id, made.id)


def by_link(somebody: Actor, token: str, at: datetime) -> Member:
    return actions.join_by_link(actor=somebody, token=token, volunteer_id=somebody.id, at=at)
