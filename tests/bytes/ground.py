"""Where the people of this test go: an organization with shifts, and who works there and in the office."""

import json
from datetime import date, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from tests.bytes.marks import Person
from tests.domain.activities import factories as activities
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from tests.journeys.people import PASSWORD
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import signing_up as activity_actions
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries
from volunteercloud.domain.identity.actions import StatedIdentity
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.organizations.models import Organization

OFFICER, OWNER = "officer@qinghe.example", "owner@qinghe.example"
SERVED = timedelta(days=2)
PHOTOS = 50  # each so many people give a photo of their document


def staff(mail: str, name: str, sequence: int, at: datetime) -> Actor:
    account = {"email": mail, "password": make_password(PASSWORD)}
    actor = identity.person(at, name=name, sequence=sequence, **account)
    EmailAddress.objects.create(user_id=actor.id, email=mail, verified=True, primary=True)
    return actor


def shift(owner: Actor, of: Organization, at: datetime, title: str, starts_at: datetime) -> Shift:
    return activities.public_shift(
        owner,
        of,
        at,
        places=2000,
        details={"title": title, "recruits_from": date(2020, 1, 1), "recruits_to": date(2100, 1, 1)},
        shift_changes={"begins_in": starts_at - at, "lasts": timedelta(hours=3)},
    )


@transaction.atomic
def main() -> None:
    now = timezone.now()
    at = now - timedelta(days=5)
    owner = staff(OWNER, "冬至", 1, at)
    officer = staff(OFFICER, "小寒", 3, at)
    identity_actions.grant_office(actor=identity.OPERATOR, account_id=officer.id, region_code="9901", at=at)
    organization = organizations.organization(owner, at)
    ahead = shift(owner, organization, at, "社区食堂分餐", now + timedelta(days=3))
    served = shift(owner, organization, at, "雨天送餐", now - SERVED)
    told = {
        "organization": organization.id,
        "project": ahead.project_id,
        "shift": ahead.id,
        "activity": served.activity_id,
        "day": timezone.localtime(served.starts_at).date(),
    }
    print(json.dumps(told, default=str))  # noqa: T201


def crowd(first: int, last: int, organization_id: str, shift_id: str) -> None:
    """People from ``first`` to before ``last``, by the actions that pages call: registered, their name proved, signed up."""
    at = timezone.now()
    for person in map(Person, range(first, last)):
        with transaction.atomic():
            account = Account.objects.create(language="zh-hans", email=None if person.sequence % 2 else person.mail)
            actor = queries.actor_for(account)
            identity_actions.register(
                actor=actor, account=account, language="zh-hans", region_code="990101", consents=["service"], at=at
            )
            if person.sequence % 2:
                identity_actions.hold_phone(actor=actor, account=account, phone=person.phone, verified=True, at=at)
            else:
                EmailAddress.objects.create(user=account, email=person.mail, verified=True, primary=True)
            identity_actions.submit_document(
                actor=actor,
                volunteer_id=account.id,
                stated=StatedIdentity(kind="111", number=person.document, name=person.name, birth_on=person.born),
                photo=identity.photo() if person.sequence % PHOTOS == 0 else None,
                at=at,
            )
        activity_actions.sign_up(
            actor=actor,
            organization_id=UUID(organization_id),
            shift_id=UUID(shift_id),
            volunteer_id=account.id,
            at=at,
        )
