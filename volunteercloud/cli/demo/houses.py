"""The organizations of the city: registered, approved, staffed, with their projects planned and published."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from stdnum.cn import uscc

from volunteercloud.cli.demo import city, papers, service
from volunteercloud.cli.demo.story import PAST_WEEKS, SHIFTS_AHEAD, SHIFTS_BACK, Demo
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import planning, publishing
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import actions as organizations
from volunteercloud.domain.organizations.models import Organization, Role
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.reviews.models import Case, State

# The first two characters of the code, where they are not those of a social group.
REGISTERED_AS = {"public-institution": "12", "school": "12", "social-service": "52"}


def house(demo: Demo, number: int, house: city.House) -> None:
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
        particulars["uscc"] = _uscc(house.kind, number)
    else:
        particulars["liaison_id"] = Organization.objects.get(name=city.HOUSES[0].name).id
    organization = organizations.register_organization(actor=owner, particulars=particulars, at=at)
    papers.hand_in(owner, organization, at)
    organizations.submit_organization(actor=owner, organization_id=organization.id, at=at)
    organizations.decide_organization(
        actor=demo.officer, case_id=case_of(organization.id), decision="approve", reason="", at=at + timedelta(hours=3)
    )
    _appoint(owner, organization, leader, at + timedelta(hours=4))
    for scene in house.scenes:
        _scene(demo, owner, leader, organization, scene)


def _staff(demo: Demo, number: int) -> tuple[Actor, Actor]:
    """Owner and leader of a house. The second house, a team, is the one of the people who can sign in."""
    if number == 1:
        return demo.actors[1], demo.actors[2]
    return demo.actors[10 + 2 * number], demo.actors[11 + 2 * number]


def found(demo: Demo, number: int) -> tuple[Organization, Actor]:
    """A house that stands, with its owner."""
    return Organization.objects.get(name=city.HOUSES[number].name), _staff(demo, number)[0]


def _appoint(owner: Actor, organization: Organization, leader: Actor, at: datetime) -> None:
    number = Volunteer.objects.get(id=leader.id).number
    organizations.add_staff(actor=owner, organization_id=organization.id, number=number, role=Role.LEADER, at=at)


def _uscc(kind: str, number: int) -> str:
    """A code of the made-up province, so of no body that exists."""
    body = f"{REGISTERED_AS.get(kind, '51')}990100QH{number:02d}DEMXA"
    return body + uscc.calc_check_digit(body)


def case_of(subject_id: UUID) -> UUID:
    return Case.objects.get(subject_id=subject_id, state=State.WAITING).id


def _scene(demo: Demo, owner: Actor, leader: Actor, organization: Organization, scene: city.Scene) -> None:
    at = demo.began + timedelta(days=2)
    project_id = planned(demo, owner, organization, scene, at)
    publishing.submit_project(actor=owner, organization_id=organization.id, project_id=project_id, at=at)
    publishing.decide_project(
        actor=demo.officer, case_id=case_of(project_id), decision="approve", reason="", at=at + timedelta(days=1)
    )
    for shift in Shift.objects.filter(organization_id=organization.id, project_id=project_id).order_by("starts_at"):
        service.serve(demo, owner, leader, shift, scene)
        if shift.ends_at < demo.now:
            demo.step()


def planned(
    demo: Demo,
    owner: Actor,
    organization: Organization,
    scene: city.Scene,
    at: datetime,
    starts: list[datetime] | None = None,
) -> UUID:
    """A project with one activity, one post and its shifts, not submitted yet. Without ``starts`` they begin as the scene
    says."""
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
    for starts_at in _dates(demo, scene) if starts is None else starts:
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
