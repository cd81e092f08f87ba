"""A year of Qinghe, deterministic in everything but ids: the same people, projects, sign-ups and minutes at every build.

Everything goes through the actions that pages and API use, with the moment it would have happened at.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from stdnum.cn import uscc

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind, system
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.actions import planning, publishing, signing_up
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance import actions as attendance
from volunteercloud.domain.attendance import passes
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.identity.models import Account, OfficerGrant, Volunteer
from volunteercloud.domain.organizations import actions as organizations
from volunteercloud.domain.organizations.models import Organization, Role
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions.models import Region, RuleSet
from volunteercloud.domain.reviews.models import Case, State

from . import city, people

PASSWORD = "qinghe-demo-2026"  # noqa: S105  printed at every start of the demo, good for nothing else
BUILDER = system("demo city")
VOLUNTEERS = 300
PAST_WEEKS = 52
SHIFTS_BACK = 16
SHIFTS_AHEAD = 5

# Who can sign in: role, address, name. The first five people of the city.
SIGN_INS = {
    "volunteer": "volunteer@qinghe.example",
    "coordinator": "coordinator@qinghe.example",
    "leader": "leader@qinghe.example",
    "officer": "officer@qinghe.example",
    "guardian": "guardian@qinghe.example",
}

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Demo:
    """What has been built so far; ``now`` is the moment of the build, ``opened`` a year and some days before it."""

    now: datetime
    luck: random.Random
    progress: Progress
    done: int = 0
    actors: list[Actor] = field(default_factory=list)
    officer: Actor | None = None
    records: int = 0

    @property
    def opened(self) -> datetime:
        return self.now - timedelta(weeks=PAST_WEEKS, days=10)

    def step(self) -> None:
        self.done += 1
        self.progress(self.done, VOLUNTEERS + sum(len(house.scenes) for house in city.HOUSES) * SHIFTS_BACK)


def is_built() -> bool:
    return Organization.objects.filter(name=city.HOUSES[0].name, region_id=city.HOUSES[0].region).exists()


def build(progress: Progress = lambda done, total: None) -> int:
    """Build the demo city unless it stands. Returns how many service records it has; all or nothing."""
    if is_built():
        return 0
    with transaction.atomic():
        demo = Demo(timezone.now(), random.Random(20261121), progress)  # noqa: S311  a story, not a secret
        _rules(demo)
        _people(demo)
        for number, house in enumerate(city.HOUSES):
            _house(demo, number, house)
        _family(demo)
        _afterwards(demo)
        _right_now(demo)
        _waiting(demo)
    return demo.records


def _rules(demo: Demo) -> None:
    RuleSet.objects.get_or_create(
        region=Region.objects.get(code="99"), valid_from=date(2015, 1, 1), defaults={"check_in_radius_metres": 300}
    )


def _people(demo: Demo) -> None:
    password = make_password(PASSWORD)
    roles = list(SIGN_INS.values())
    for index, somebody in enumerate(people.invent(demo.luck, VOLUNTEERS, timezone.localdate(demo.opened))):
        email = roles[index] if index < len(roles) else None
        demo.actors.append(_volunteer(demo, somebody, email, password if email else "!"))
        demo.step()
    demo.officer = demo.actors[list(SIGN_INS).index("officer")]
    identity.grant_office(
        actor=BUILDER, account_id=demo.officer.id, region_code="9901", at=demo.opened + timedelta(hours=1)
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
        consents=list(Purpose),
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


def _house(demo: Demo, number: int, house: city.House) -> None:
    owner, leader = _staff(demo, number)
    at = demo.opened + timedelta(days=1, hours=number)
    particulars: dict[str, Any] = {
        "name": house.name,
        "name_en": house.name_en,
        "kind": house.kind,
        "region_id": house.region,
        "categories": house.categories,
        "purpose": house.purpose,
        "purpose_en": house.purpose_en,
        "address": house.address,
        "contact_name": owner.label,
        "contact_phone": f"0990 555 {100 + number}",
        "contact_email": f"hello{number}@qinghe.example",
        "head": owner.label,
        "handler": leader.label,
    }
    if house.registered:
        particulars["uscc"] = _uscc(number)
    else:
        particulars["liaison_id"] = Organization.objects.get(name=city.HOUSES[0].name).id
    organization = organizations.register_organization(actor=owner, particulars=particulars, at=at)
    organizations.submit_organization(actor=owner, organization_id=organization.id, at=at)
    organizations.decide_organization(
        actor=demo.officer, case_id=_case(organization.id), decision="approve", reason="", at=at + timedelta(hours=3)
    )
    _appoint(owner, organization, leader, at + timedelta(hours=4))
    for scene in house.scenes:
        _scene(demo, owner, leader, organization, scene)


def _staff(demo: Demo, number: int) -> tuple[Actor, Actor]:
    """Owner and leader of a house. The second house, a team, is the one of the people who can sign in."""
    if number == 1:
        return demo.actors[1], demo.actors[2]
    return demo.actors[10 + 2 * number], demo.actors[11 + 2 * number]


def _appoint(owner: Actor, organization: Organization, leader: Actor, at: datetime) -> None:
    number = Volunteer.objects.get(id=leader.id).number
    organizations.add_staff(actor=owner, organization_id=organization.id, number=number, role=Role.LEADER, at=at)


def _uscc(number: int) -> str:
    """A code of the made-up province, so of no body that exists."""
    body = f"51990100QH{number:02d}DEMXA"
    return body + uscc.calc_check_digit(body)


def _case(subject_id: UUID) -> UUID:
    return Case.objects.get(subject_id=subject_id, state=State.WAITING).id


def _scene(demo: Demo, owner: Actor, leader: Actor, organization: Organization, scene: city.Scene) -> None:
    at = demo.opened + timedelta(days=2)
    project_id = _planned(demo, owner, organization, scene, at)
    publishing.submit_project(actor=owner, organization_id=organization.id, project_id=project_id, at=at)
    publishing.decide_project(
        actor=demo.officer, case_id=_case(project_id), decision="approve", reason="", at=at + timedelta(days=1)
    )
    for shift in Shift.objects.filter(organization_id=organization.id, project_id=project_id).order_by("starts_at"):
        _shift(demo, owner, leader, shift, scene)


def _planned(demo: Demo, owner: Actor, organization: Organization, scene: city.Scene, at: datetime) -> UUID:
    """A project with one activity, one post and its shifts, not submitted yet."""
    today = timezone.localdate(demo.now)
    project = project_actions.save_draft(
        actor=owner,
        organization_id=organization.id,
        details={
            "title": scene.title,
            "title_en": scene.title_en,
            "content": scene.content,
            "content_en": scene.content_en,
            "category": scene.category,
            "beneficiaries": scene.beneficiaries,
            "sdg_targets": scene.sdg_targets,
            "region_id": scene.region,
            "place": scene.place,
            "place_en": scene.place_en,
            "latitude": scene.point[0],
            "longitude": scene.point[1],
            "recruits_from": timezone.localdate(at),
            "recruits_to": today + timedelta(days=90),
            "risks": scene.risks,
            "risks_en": scene.risks_en,
            "contact_name": owner.label,
            "contact_phone": "0990 555 199",
            **dict.fromkeys(scene.guarantees, True),
        },
        at=at,
    )
    activity = planning.add_activity(
        actor=owner, organization_id=organization.id, project_id=project.id, title=scene.title, at=at
    )
    post = planning.add_post(
        actor=owner,
        organization_id=organization.id,
        activity_id=activity.id,
        draft=planning.PostDraft(
            name=scene.post,
            name_en=scene.post_en,
            duties=scene.duties,
            minimum_age=scene.minimum_age,
            skills=scene.skills,
            needs_approval=scene.needs_approval,
        ),
        at=at,
    )
    for starts_at in _dates(demo, scene):
        if starts_at > at:
            planning.add_shifts(
                actor=owner,
                organization_id=organization.id,
                post_id=post.id,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=scene.hours[1] - scene.hours[0]),
                places=scene.places,
                break_minutes=scene.break_minutes,
                at=at,
            )
    return project.id


def _dates(demo: Demo, scene: city.Scene) -> list[datetime]:
    """Starts of the shifts: some weeks of the year that is past, and each of the weeks to come."""
    today = timezone.localdate(demo.now)
    first = today - timedelta(days=(today.weekday() - scene.weekday) % 7 or 7)
    back = sorted(demo.luck.sample(range(PAST_WEEKS), SHIFTS_BACK), reverse=True)
    days = [first - timedelta(weeks=week) for week in back]
    days += [first + timedelta(weeks=week) for week in range(1, SHIFTS_AHEAD + 1)]
    clock = time(int(scene.hours[0]), int(scene.hours[0] % 1 * 60))
    return [timezone.make_aware(datetime.combine(day, clock)) for day in days]


def _shift(demo: Demo, owner: Actor, leader: Actor, shift: Shift, scene: city.Scene) -> None:
    is_past = shift.ends_at < demo.now
    wanted = demo.luck.randint(2, min(4, scene.places)) if is_past else demo.luck.randint(0, scene.places + 2)
    ready = [actor for actor in demo.luck.sample(demo.actors[5:], 24) if actor not in (owner, leader)]
    if demo.luck.random() < (0.35 if is_past else 0.06):
        ready.insert(0, demo.actors[0])  # the volunteer who can sign in serves often
    signed_up: list[Actor] = []
    for actor in ready:
        if len(signed_up) == wanted:
            break
        if _signs_up(demo, actor, shift):
            signed_up.append(actor)
    if is_past:
        _attend(demo, owner, leader, shift, signed_up)
        demo.step()


def _signs_up(demo: Demo, actor: Actor, shift: Shift) -> bool:
    earliest, latest = demo.opened + timedelta(days=4), min(demo.now, shift.starts_at)
    at = max(earliest, latest - timedelta(days=demo.luck.randint(1, 9), minutes=demo.luck.randint(0, 600)))
    try:
        signing_up.sign_up(
            actor=actor,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_id=actor.id,
            at=at,
        )
    except Refused:
        return False  # too young, serves elsewhere, lacks a skill: life
    return True


def _attend(demo: Demo, owner: Actor, leader: Actor, shift: Shift, signed_up: list[Actor]) -> None:
    """Two in three scan the rotating code themselves; the others are scanned or ticked by the leader; a few stay away."""
    there = []
    approval = activity_queries.shift(shift.organization_id, shift.id).post.needs_approval
    for actor in signed_up:
        key = {"organization_id": shift.organization_id, "shift_id": shift.id, "volunteer_id": actor.id}
        if approval:
            signing_up.decide_sign_up(actor=owner, **key, approve=True, at=shift.starts_at - timedelta(hours=20))
        fate = demo.luck.random()
        if fate < 0.04:
            attendance.mark_absent(actor=leader, **key, at=shift.ends_at)
            continue
        arrives = shift.starts_at + timedelta(minutes=demo.luck.randint(-12, 6))
        leaves = shift.ends_at + timedelta(minutes=demo.luck.randint(-8, 14))
        for direction, at in (("in", arrives), ("out", leaves)):
            _scan(leader, actor, key, direction, at, fate)
        there.append(actor.id)
    if there and demo.luck.random() < 0.97:
        outcome = attendance.confirm(
            actor=leader,
            organization_id=shift.organization_id,
            shift_id=shift.id,
            volunteer_ids=there,
            at=shift.ends_at + timedelta(minutes=20),
        )
        demo.records += sum(one.record_id is not None for one in outcome)


def _scan(leader: Actor, actor: Actor, key: dict[str, Any], direction: str, at: datetime, fate: float) -> None:
    request_id = ids.uuid7()
    if fate < 0.7:
        code = passes.issue_code(key["organization_id"], key["shift_id"], at)
        attendance.scan_code(
            actor=actor, code=code, volunteer_id=actor.id, direction=direction, request_id=request_id, at=at
        )
    elif fate < 0.9:
        attendance.scan_pass(
            actor=leader,
            organization_id=key["organization_id"],
            shift_id=key["shift_id"],
            token=passes.issue_pass(actor.id, at),
            direction=direction,
            request_id=request_id,
            at=at,
        )
    else:
        attendance.tick(actor=leader, **key, direction=direction, request_id=request_id, at=at)


def _family(demo: Demo) -> None:
    """The guardian who can sign in, with a child of ten in their account."""
    guardian = demo.actors[list(SIGN_INS).index("guardian")]
    identity.add_ward(
        actor=guardian,
        name="顾小雪",
        birth_on=timezone.localdate(demo.now) - timedelta(days=3800),
        region_code="990101",
        consents=list(Purpose),
        at=demo.opened,
    )


def _afterwards(demo: Demo) -> None:
    """What came after: a correction with its reason, a certificate issued, one asked for, an extract."""
    volunteer, coordinator, leader = demo.actors[0], demo.actors[1], demo.actors[2]
    organization = Organization.objects.get(name=city.HOUSES[1].name)
    heads = list(
        RecordHead.objects.filter(volunteer_id=volunteer.id, organization_id=organization.id)
        .select_related("record")
        .order_by("day")
    )
    today = timezone.localdate(demo.now)
    period = {"from_on": today - timedelta(days=365), "to_on": today}
    for answered in (True, False):
        request = certificates.request_certificate(
            actor=volunteer,
            volunteer_id=volunteer.id,
            organization_id=organization.id,
            **period,
            purpose="升学" if answered else "评奖",
            at=demo.now - timedelta(days=6 if answered else 1),
        )
        if answered:
            certificates.issue(
                actor=coordinator,
                organization_id=organization.id,
                request_id=request.id,
                at=demo.now - timedelta(days=5),
            )
    certificates.print_extract(actor=volunteer, volunteer_id=volunteer.id, **period, at=demo.now - timedelta(days=4))
    first = heads[0].record
    records.correct_record(
        actor=leader,
        volunteer_id=volunteer.id,
        record_id=first.record_id,
        starts_at=first.starts_at,
        ends_at=first.ends_at - timedelta(minutes=40),
        break_minutes=0,
        reason="当天食堂提前半小时收摊，签退时忘了改，按实际时间更正。",
        at=demo.now - timedelta(days=3),
    )


def _right_now(demo: Demo) -> None:
    """A shift that began a few minutes ago, with the volunteer who can sign in on its roster: for whoever tries a check-in."""
    owner, leader, organization = demo.actors[1], demo.actors[2], Organization.objects.get(name=city.HOUSES[1].name)
    lunch = Shift.objects.filter(organization_id=organization.id, activity__title=city.HOUSES[1].scenes[0].title)
    post = lunch.select_related("post").order_by("starts_at", "id")[0].post
    starts_at = demo.now.replace(second=0, microsecond=0) - timedelta(minutes=demo.now.minute % 10 + 5)
    (shift,) = planning.add_shifts(
        actor=owner,
        organization_id=organization.id,
        post_id=post.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=4),
        places=8,
        at=demo.now - timedelta(days=1),
    )
    for actor in (demo.actors[0], *demo.luck.sample(demo.actors[30:], 12)):
        _signs_up(demo, actor, shift)
    there = list(SignUp.objects.filter(shift_id=shift.id, state="confirmed").exclude(volunteer_id=demo.actors[0].id))
    for sign_up in there[:2]:
        key = {"organization_id": organization.id, "shift_id": shift.id, "volunteer_id": sign_up.volunteer_id}
        attendance.tick(actor=leader, **key, direction="in", request_id=ids.uuid7(), at=starts_at)


def _waiting(demo: Demo) -> None:
    """What the officer finds in the queue: an organization and a project, submitted yesterday and this morning."""
    founder, coordinator = demo.actors[40], demo.actors[1]
    club = organizations.register_organization(
        actor=founder,
        particulars={
            "name": "夜航读书会",
            "name_en": "Night Voyage Reading Circle",
            "kind": "team",
            "region_id": "990103",
            "liaison_id": Organization.objects.get(name=city.HOUSES[0].name).id,
            "categories": ["reading"],
            "purpose": "每周三晚在石桥区给下夜班的人读书，读完一起走到车站。",
            "purpose_en": "Reads aloud in Shiqiao on Wednesday nights for people coming off late shifts.",
            "address": "石桥区槐荫街道槐树里3号",
            "contact_name": founder.label,
            "contact_phone": "0990 555 140",
            "head": founder.label,
            "handler": founder.label,
        },
        at=demo.now - timedelta(days=2),
    )
    organizations.submit_organization(actor=founder, organization_id=club.id, at=demo.now - timedelta(days=1))
    organization = Organization.objects.get(name=city.HOUSES[1].name)
    scene = replace(
        city.HOUSES[1].scenes[0],
        title="社区食堂分餐",
        title_en="Serving in the community canteen",
        content="周日中午在社区食堂盛饭、端盘、收碗，认识来吃饭的每一位老人。",
        content_en="Serve, carry and clear at the community canteen on Sundays, and get to know everybody who comes to eat.",
        risks="地面湿滑，穿防滑鞋；盛汤时戴手套；过敏食材看清标签。",
        risks_en="The floor can be wet: wear firm shoes; use gloves for hot soup; read the labels for allergens.",
        post="分餐员",
        post_en="Server",
        duties="盛饭、端盘、收碗",
        weekday=6,
    )
    project = _planned(demo, coordinator, organization, scene, demo.now - timedelta(hours=20))
    publishing.submit_project(
        actor=coordinator, organization_id=organization.id, project_id=project, at=demo.now - timedelta(hours=3)
    )


def sign_ins() -> dict[str, str]:
    """Role and address of everybody who can sign in; empty where there is no demo city."""
    return SIGN_INS if is_built() and OfficerGrant.objects.exists() else {}
