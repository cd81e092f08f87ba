"""What there is besides a year of service: a family, a correction, certificates, a shift that runs now, a queue."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from volunteercloud.cli.demo import city, houses, papers, service
from volunteercloud.cli.demo.story import Demo
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import planning, publishing
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.attendance import actions as attendance
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.identity import actions as identity
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.organizations import actions as organizations
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records import actions as records
from volunteercloud.domain.records.models import RecordHead


def family(demo: Demo) -> None:
    """The guardian who can sign in, with a child of ten in their account."""
    guardian = demo.guardian
    identity.add_ward(
        actor=guardian,
        name="顾小雪",
        birth_on=timezone.localdate(demo.now) - timedelta(days=3800),
        region_code="990101",
        consents=list(Purpose),
        at=demo.opened,
    )


def corrected_and_certified(demo: Demo) -> None:
    """What came after: a correction with its reason, a certificate issued, one asked for, an extract."""
    volunteer, coordinator, leader = demo.actors[0], demo.actors[1], demo.actors[2]
    organization = Organization.objects.get(name=city.HOUSES[1].name)
    heads = list(
        RecordHead.objects.filter(volunteer_id=volunteer.id, organization_id=organization.id)
        .select_related("record")
        .order_by("day")
    )
    asked_on = timezone.localdate(demo.now - timedelta(days=6))
    period = {"from_on": asked_on - timedelta(days=365), "to_on": asked_on}
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


def right_now(demo: Demo) -> None:
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
    ready = [demo.actors[0], *demo.luck.sample(demo.actors[30:], 12)]
    service.sign_up(demo, ready, len(ready), shift, since=demo.now - timedelta(hours=20))
    there = list(SignUp.objects.filter(shift_id=shift.id, state="confirmed").exclude(volunteer_id=demo.actors[0].id))
    for sign_up in there[:2]:
        key = {"organization_id": organization.id, "shift_id": shift.id, "volunteer_id": sign_up.volunteer_id}
        attendance.tick(actor=leader, **key, direction="in", request_id=ids.uuid7(), at=starts_at)


def waiting(demo: Demo) -> None:
    """What the officer finds in the queue: an organization and a project, submitted yesterday and this morning."""
    founder, coordinator = demo.actors[40], demo.actors[1]
    reads = {
        "name": "夜航读书会",
        "name_en": "Night Voyage Reading Circle",
        "region_id": "990103",
        "categories": ["reading"],
        "purpose": "每周三晚在石桥区给下夜班的人读书，读完一起走到车站。",
        "purpose_en": "Reads aloud in Shiqiao on Wednesday nights for people coming off late shifts.",
        "address": "石桥区槐荫街道槐树里3号",
        "contact_phone": "0990 555 140",
    }
    asks_for_registration(founder, reads, demo.now - timedelta(days=1))
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
    project = houses.planned(demo, coordinator, organization, scene, demo.now - timedelta(hours=20))
    publishing.submit_project(
        actor=coordinator, organization_id=organization.id, project_id=project, at=demo.now - timedelta(hours=3)
    )


def asks_for_registration(founder: Actor, says: dict[str, Any], at: datetime) -> Organization:
    """A team without registration that a federation answers for, with all its documents, for the officer to decide."""
    particulars: dict[str, Any] = {
        "kind": "team",
        "liaison_id": Organization.objects.get(name=city.HOUSES[0].name).id,
        "contact_name": founder.label,
        "head": founder.label,
        "handler": founder.label,
        **says,
    }
    club = organizations.register_organization(actor=founder, particulars=particulars, at=at - timedelta(days=1))
    papers.hand_in(founder, club, at)
    return organizations.submit_organization(actor=founder, organization_id=club.id, at=at)
