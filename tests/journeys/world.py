"""The people and places of the journeys, made by the actions: a scene for each way of reading, where a shift is on now.

Runs in the environment of the site (`Site.world`) and prints the ids that no page needs to tell.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime
from stdnum.cn import uscc

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from tests.domain.radar import factories as radar
from tests.journeys.people import LANGUAGES, PASSWORD, ROLES, SCENES, address
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.regions.models import Region

# Each is scanned by one journey alone.
WALK_INS = ("白露", "秋分", "惊蛰", "大寒", "小雪", "立冬", "冬至", "小寒", "雨水")
# Each case in the queue is decided by one journey alone; a scene has a district for them, so that a list holds no others.
QUEUES = {"phone": "990102", "desk": "990105", "plain": "990104"}
BY_KEYS = ("迎春", "樱桃", "望春")
TOGETHER = {"390": ("菜花", "杏花", "李花"), "1280": ("桃花", "棣棠", "蔷薇")}
sequence = iter(range(1, 999))


def person(role: str, scene: str, name: str, at: datetime) -> Actor:
    """Somebody who proved their name, and can sign in."""
    return can_sign_in(
        identity.person(at, name=name, sequence=next(sequence), **account(role, scene)), address(role, scene)
    )


def newcomer(scene: str, at: datetime) -> Actor:
    """Somebody who can sign in, and has proved nothing yet."""
    return can_sign_in(identity.volunteer(at, **account("newcomer", scene)), address("newcomer", scene))


def account(role: str, scene: str) -> dict[str, Any]:
    return {
        "email": address(role, scene),
        "password": make_password(PASSWORD),
        "language": LANGUAGES.get(scene, "zh-hans"),
    }


def reachable(actor: Actor, number: int, at: datetime) -> None:
    """A proved phone of those numbers that are kept free for stories."""
    account = Account.objects.get(id=actor.id)
    phone = f"+120255501{number:02}"
    identity_actions.hold_phone(actor=identity.OPERATOR, account=account, phone=phone, verified=True, at=at)


def can_sign_in(actor: Actor, email: str) -> Actor:
    EmailAddress.objects.create(user_id=actor.id, email=email, verified=True, primary=True)
    return actor


def scene(name: str, number: int, now: datetime) -> dict[str, Any]:
    began = now - timedelta(days=3)
    evening = now - timedelta(hours=4)
    since = dict.fromkeys(ROLES, began) | {"buyer": evening}
    people = {role: person(role, name, called, since[role]) for role, called in ROLES.items()}
    for role in ("officer", "colleague"):
        identity_actions.grant_office(actor=identity.OPERATOR, account_id=people[role].id, region_code="9901", at=began)
    reachable(people["resident"], number, began)
    owner = people["coordinator"]
    organization = organizations.organization(
        owner, began, name=f"晨光志愿服务队{number}", uscc=uscc_of(number), handler="立夏"
    )
    waiting = organization_actions.register_organization(
        actor=owner,
        particulars=organizations.particulars(name=f"晚枫志愿服务队{number}", uscc=uscc_of(10 + number)),
        at=began,
    )
    organizations.submitted(owner, waiting, began)
    newcomer(name, began)
    district = Region.objects.get(code=QUEUES[name])
    by_keys = [submitted(people["founder"], called, district, began) for called in BY_KEYS]
    together = {
        width: [submitted(people["founder"], called, district, began) for called in names]
        for width, names in TOGETHER.items()
    }
    organization_actions.add_staff(
        actor=owner,
        organization_id=organization.id,
        number=organizations.number_of(people["leader"]),
        role="leader",
        at=began,
    )
    on_now = shift(owner, organization, began, "社区食堂分餐", now - timedelta(minutes=100))
    for role in ("scanner", "bearer", "ticked"):
        signing_up.sign_up(actor=people[role], **activities.key(on_now, people[role]), at=began)
    at_the_desk = shift(owner, organization, began, "社区书屋整理", now - timedelta(minutes=100), places=20)
    expected = {called: walk_in(called, at_the_desk, began, now) for called in WALK_INS}
    on_paper = shift(owner, organization, began, "村小手工课", now - timedelta(minutes=100))
    signing_up.sign_up(actor=people["holder"], **activities.key(on_paper, people["holder"]), at=began)
    unscanned = shift(owner, organization, began, "傍晚河边清扫", now - timedelta(hours=27))
    signing_up.sign_up(actor=people["claimant"], **activities.key(unscanned, people["claimant"]), at=began)
    listed = shift(owner, organization, began, "雨天送餐", now - timedelta(hours=50))
    on_the_list = {called: walk_in(called, listed, began, now)["number"] for called in ("立春", "春分")}
    served = shift(owner, organization, began, "河边植树", now - timedelta(hours=30))
    attendance.serve(served, people["contender"], began)
    (contested,) = attendance.confirm(people["leader"], served, people["contender"])
    came_along = identity.person(began, name="夏至", sequence=next(sequence))
    not_listed = identity.person(began, name="小暑", sequence=next(sequence))
    bought = shift(owner, organization, began, "路口文明引导", now - timedelta(hours=65))
    case = sell(people["leader"], bought, people["buyer"], evening)
    weekend = shift(owner, organization, began, "周末图书整理", now + timedelta(days=4), places=2)
    full = shift(owner, organization, began, "清晨河道巡护", now + timedelta(days=5), places=1)
    signing_up.sign_up(actor=people["scanner"], **activities.key(full, people["scanner"]), at=began)
    clinic = shift(owner, organization, began, "门诊导诊", now + timedelta(days=6), skills=["first-aid"])
    return {
        "organization": str(organization.id),
        "shift": str(on_now.id),
        "waiting": waiting.name,
        "queue": {"region": district.name, "code": district.code, "by_keys": by_keys, "together": together},
        "projects": {shift.project.title: str(shift.project_id) for shift in (on_now, weekend, full, clinic)},
        "desk": {
            "shift": str(at_the_desk.id),
            "expected": expected,
            "came_along": organizations.number_of(came_along),
        },
        "on_paper": str(on_paper.id),
        "unscanned": str(unscanned.id),
        "listed": {
            "day": localtime(listed.starts_at).date().isoformat(),
            "expected": on_the_list,
            "came_along": organizations.number_of(not_listed),
        },
        "bought": {"title": bought.project.title, "organization": organization.name, "case": str(case.id)},
        "contested": {
            "title": served.project.title,
            "record": str(contested.record_id),
            "volunteer": str(people["contender"].id),
            "notice": f"/notice/{organization.id}/{served.activity_id}/",
        },
        "old_code": passes.issue_code(organization.id, on_now.id, now - timedelta(hours=1)),
    }


def submitted(founder: Actor, called: str, district: Region, began: datetime) -> str:
    """The name of an organization that waits for an officer; each was submitted, and is due, a minute after the one before."""
    number = next(sequence)
    at = began + timedelta(minutes=number)
    drafted = organization_actions.register_organization(
        actor=founder,
        particulars=organizations.particulars(
            name=f"{called}守望队{number}", uscc=uscc_of(200 + number), region_id=district.code
        ),
        at=at,
    )
    organizations.submitted(founder, drafted, at)
    return drafted.name


def walk_in(name: str, at_shift: Any, began: datetime, now: datetime) -> dict[str, str]:
    """Somebody signed up who never opens the site here: their number, and what their pass says."""
    volunteer = identity.person(began, name=name, sequence=next(sequence))
    signing_up.sign_up(actor=volunteer, **activities.key(at_shift, volunteer), at=began)
    return {
        "number": organizations.number_of(volunteer),
        "pass": f"{settings.SITE_URL}/s/pass/{passes.issue_pass(volunteer.id, now)}",
    }


def sell(leader: Actor, sold: Any, buyer: Actor, evening: datetime) -> Any:
    """The leader enters a shift for three who registered that evening, one after the other; in the night the radar looks."""
    buyers = [buyer, *(identity.person(evening, name=name, sequence=next(sequence)) for name in ("小满", "芒种"))]
    radar.sell(leader, sold, buyers, evening)
    (case,) = radar.scan(sold, evening + timedelta(hours=3))
    return case


def uscc_of(number: int) -> str:
    body = f"51990000MJ{number:07}"
    return body + uscc.calc_check_digit(body)


def shift(owner: Actor, organization: Organization, at: datetime, title: str, starts_at: datetime, **more: Any) -> Any:
    """Three hours of a published project."""
    return activities.public_shift(
        owner,
        organization,
        at,
        places=more.pop("places", 5),
        details={"title": title, "recruits_from": date(2020, 1, 1), "recruits_to": date(2100, 1, 1)},
        shift_changes={"begins_in": starts_at - at, "lasts": timedelta(hours=3)},
        **more,
    )


@transaction.atomic
def build(now: datetime) -> dict[str, Any]:
    regions.load_demo()
    return {name: scene(name, number, now) for number, name in enumerate(SCENES, start=1)}


def main() -> None:
    print(json.dumps(build(timezone.now())))  # noqa: T201
