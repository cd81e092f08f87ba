"""A year of Qinghe, deterministic in everything but ids: the same people, projects, sign-ups and minutes at every build.

Everything goes through the actions that pages and API use, with the moment it would have happened at.
"""

import random
from dataclasses import replace
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from volunteercloud.cli.demo import (
    afterwards,
    belonging,
    city,
    houses,
    needs,
    objections,
    office,
    people,
    sold,
    suiting,
    tree,
    ways,
    weekly,
)
from volunteercloud.cli.demo.story import VOLUNTEERS, Demo, Progress
from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.domain.figures import actions as figures
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity.consents import AT_REGISTRATION
from volunteercloud.domain.identity.models import Account, OfficerGrant
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import Region, RuleSet
from volunteercloud.domain.statistics import maps, recounting
from volunteercloud.domain.statistics.open_data import publishing

PASSWORD = "qinghe-demo-2026"  # noqa: S105  printed at every start of the demo, good for nothing else
BUILDER = system("青禾演示 Qinghe demo")

# Who can sign in: role, address, name. The first six people of the city.
SIGN_INS = {
    "volunteer": "volunteer@qinghe.example",
    "coordinator": "coordinator@qinghe.example",
    "leader": "leader@qinghe.example",
    "officer": "officer@qinghe.example",
    "guardian": "guardian@qinghe.example",
    "colleague": "colleague@qinghe.example",
}


def is_built() -> bool:
    return Organization.objects.filter(name=city.HOUSES[0].name, region_id=city.HOUSES[0].region).exists()


def build(progress: Progress = lambda done, total: None) -> int:
    """Build the demo city unless it stands. Returns how many service records it has; all or nothing."""
    if is_built():
        return 0
    with transaction.atomic():
        demo = Demo(timezone.now(), random.Random(20261121), progress)  # noqa: S311  a story, not a secret
        rules()
        settle(demo, VOLUNTEERS, timezone.localdate(demo.opened), "9901")
        for number, house in enumerate(city.HOUSES):
            houses.house(demo, number, house)
        afterwards.family(demo)
        afterwards.corrected_and_certified(demo)
        afterwards.right_now(demo)
        afterwards.waiting(demo)
        ways.without_a_signal(demo)
        sold.sold(demo)
        objections.objected(demo)
        belonging.belonging(demo)
        weekly.every_week(demo)
        tree.above_and_below(demo)
        tree.staff(demo)
        tree.reported(demo)
        office.offices(demo)
        office.rules(demo)
        office.says(demo)
        office.waits(demo)
        needs.asked_for(demo)
        suiting.suiting(demo)
        figures.count(actor=BUILDER, at=demo.now)
        recounting.recount(actor=BUILDER, at=demo.now)
        maps.load(maps.SHIPPED["demo"].read_bytes(), source="", at=demo.now)
    publishing.publish(BUILDER, publishing.last_over(timezone.localdate(demo.now)), demo.now)
    return demo.records


def rules() -> None:
    """What the demo province sets."""
    RuleSet.objects.get_or_create(
        region=Region.objects.get(code="99"),
        valid_from=date(2015, 1, 1),
        defaults={"check_in_radius_metres": 300, "notice_days": 7},
    )


def settle(demo: Demo, count: int, on: date, office: str, *, home: str = "") -> None:
    """Register the first ``count`` of the people invented for a day, those first who can sign in; the officer's office is
    for the region ``office``. All live in the region ``home``, where one is given."""
    password = make_password(PASSWORD)
    roles = list(SIGN_INS.values())
    for index, invented in enumerate(people.invent(demo.luck, VOLUNTEERS, on)[:count]):
        somebody = replace(invented, region_code=home or invented.region_code)
        email = roles[index] if index < len(roles) else None
        demo.actors.append(_volunteer(demo, somebody, email, password if email else "!"))
        demo.step()
    demo.officer = demo.actors[list(SIGN_INS).index("officer")]
    demo.colleague = demo.actors[list(SIGN_INS).index("colleague")]
    demo.guardian = demo.actors[list(SIGN_INS).index("guardian")]
    identity.grant_office(
        actor=BUILDER, account_id=demo.officer.id, region_code=office, at=demo.opened + timedelta(hours=1)
    )


def _volunteer(demo: Demo, somebody: people.Invented, email: str | None, password: str) -> Actor:
    at = demo.opened
    account = Account.objects.create(
        email=email, password=password, label=somebody.name, registered_at=at, language="zh-hans"
    )
    if email:
        EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    actor = Actor(ActorKind.PERSON, somebody.name, account.id)
    identity.register(
        actor=actor,
        account=account,
        language="zh-hans",
        region_code=somebody.region_code,
        consents=list(AT_REGISTRATION),
        at=at,
    )
    identity.submit_document(actor=actor, volunteer_id=account.id, stated=_stated(somebody), at=at)
    if somebody.skills:
        identity.update_profile(
            actor=actor,
            volunteer_id=account.id,
            region_code=somebody.region_code,
            skills=somebody.skills,
            at=at,
        )
    return actor


def _stated(somebody: people.Invented) -> identity.StatedIdentity:
    return identity.StatedIdentity(
        kind="111",
        number=somebody.number,
        name=somebody.name,
        name_latin=somebody.name_latin,
        birth_on=somebody.birth_on,
        sex=somebody.sex,
    )


def sign_ins() -> dict[str, str]:
    """Role and address of everybody who can sign in; empty where there is no demo city."""
    return SIGN_INS if is_built() and OfficerGrant.objects.exists() else {}
