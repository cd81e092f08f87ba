"""Where the people of this test go: an organization with shifts, and who works there and in the office."""

import json
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from tests.journeys.people import PASSWORD
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.organizations.models import Organization

OFFICER, OWNER = "officer@qinghe.example", "owner@qinghe.example"
SERVED = timedelta(days=2)


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
