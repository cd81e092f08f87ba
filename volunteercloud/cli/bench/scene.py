"""What the line is measured on: people with keys, shifts to check in to, shifts to sign up for.

Written in bulk: how it came to be is not what is measured. Nobody in it exists.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import models
from django.utils import timezone

from volunteercloud.core import ids
from volunteercloud.domain.activities.models import Activity, Post, Shift, SignUp, SignUpState
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, ApiToken, Volunteer
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.organizations.models import Organization, Role, Staff
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.projects.models import State as ProjectState
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import locations

REGION = "990101"
POINT = (31.2304, 121.4737)
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    name: str
    number: str
    token: str


@dataclass(frozen=True, slots=True)
class Place:
    """An organization with one published project, one activity and one post, whose shifts ask for nothing."""

    organization_id: UUID
    project_id: UUID
    activity_id: UUID
    post_id: UUID


def build_region(at: datetime) -> None:
    for level, length in enumerate((2, 4, 6), start=Level.PROVINCE):
        Region.objects.create(
            code=REGION[:length],
            parent_id=REGION[: length - 2] or None,
            level=level,
            name=f"测区{REGION[:length]}",
            valid_from=at.date(),
        )


def have_region(at: datetime) -> None:
    """The same where figures are counted: they must know of the region before anything is counted in it."""
    if not Region.objects.filter(code=REGION).exists():
        build_region(at)
        locations.store()


def build_people(count: int, at: datetime) -> list[Person]:
    """Grown-ups under a verified name, each with an account and a key for everything."""
    people = [
        Person(ids.uuid7(), f"测者{number}", ids.public_code("V", 10), f"vck_bench_{uuid4()}")
        for number in range(count)
    ]
    write(Account(id=person.id, label=person.name, registered_at=at) for person in people)
    write(
        Volunteer(
            id=person.id,
            number=person.number,
            name=person.name,
            birth_on=date(1990, 1, 1),
            region_id=REGION,
            real_name_level=1,
            real_name_at=at,
            registered_at=at,
        )
        for person in people
    )
    write(
        ApiToken(
            digest=identity_queries.token_digest(person.token),
            account_id=person.id,
            name="bench",
            scopes=list(Scope),
            created_at=at,
            expires_at=at + timedelta(days=1),
        )
        for person in people
    )
    noting.note_people([person.id for person in people], at)
    return people


def build_place(leader: Person, at: datetime) -> Place:
    place = Place(ids.uuid7(), ids.uuid7(), ids.uuid7(), ids.uuid7())
    owned = {"organization_id": place.organization_id}
    Organization.objects.create(
        id=place.organization_id,
        number=ids.public_code("G", 8),
        name="测试志愿服务队",
        kind="team",
        liaison_id=ids.uuid7(),
        region_id=REGION,
        created_at=at,
    )
    owner = Staff.objects.create(**owned, person_id=ids.uuid7(), name="测试", role=Role.OWNER, since=at)
    Staff.objects.create(**owned, person_id=leader.id, name=leader.name, role=Role.LEADER, since=at)
    Organization.objects.filter(id=place.organization_id).update(
        state=OrganizationState.ACTIVE, owner_id=owner.person_id
    )
    Project.objects.create(
        **owned,
        id=place.project_id,
        state=ProjectState.PUBLISHED,
        title="社区食堂分餐",
        content="分餐、送餐、收拾。",
        risks="地面湿滑。",
        region_id=REGION,
        created_at=at,
        changed_at=at,
        published_at=at,
    )
    Activity.objects.create(
        **owned,
        id=place.activity_id,
        project_id=place.project_id,
        title="社区食堂分餐",
        region_id=REGION,
        place="社区食堂",
        latitude=POINT[0],
        longitude=POINT[1],
        created_at=at,
    )
    Post.objects.create(**owned, id=place.post_id, activity_id=place.activity_id, name="分餐")
    return place


def build_shifts(place: Place, starts: Iterable[datetime], *, hours: int, places: int) -> list[UUID]:
    shifts = [
        Shift(
            organization_id=place.organization_id,
            id=ids.uuid7(),
            project_id=place.project_id,
            activity_id=place.activity_id,
            post_id=place.post_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            places=places,
        )
        for starts_at in starts
    ]
    write(shifts)
    noting.note_shifts([(place.organization_id, shift.id) for shift in shifts], timezone.now())
    return [shift.id for shift in shifts]


def put_on_roster(place: Place, shift_id: UUID, people: list[Person], at: datetime) -> None:
    write(
        SignUp(
            organization_id=place.organization_id,
            shift_id=shift_id,
            volunteer_id=person.id,
            state=SignUpState.CONFIRMED,
            volunteer_name=person.name,
            volunteer_number=person.number,
            signed_up_at=at,
            changed_at=at,
        )
        for person in people
    )
    Shift.objects.filter(organization_id=place.organization_id, id=shift_id).update(taken=len(people))


def write(rows: Iterable[models.Model]) -> None:
    rows = list(rows)
    type(rows[0])._default_manager.bulk_create(rows, batch_size=AT_ONCE)
