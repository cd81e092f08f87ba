"""Reading organizations, their staff, and who may see what of them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import Given, Reading, among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right

from .models import Node, Organization, Role, Seat, Staff, State
from .particulars import BRANCH

PAGE = 50
PUBLIC = (State.ACTIVE, State.SUSPENDED, State.DISSOLVED, State.REMOVED, State.LISTED)
MANAGERS_TOLD = 20
STAFF_SHOWN = 500  # more people than this manage no organization by hand


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a person does for an organization today: a role, for these projects or, where none is named, for the whole."""

    role: Role
    project_ids: frozenset[UUID] = frozenset()

    @property
    def is_whole(self) -> bool:
        return not self.project_ids

    def covers(self, project_id: UUID | None) -> bool:
        """Whether it reaches this project; without one the question is about the whole organization."""
        return self.is_whole or project_id in self.project_ids

    def narrowed(self, rows: QuerySet[Row], project: str = "project_id") -> QuerySet[Row]:
        """Of the rows of a list those that it reaches; ``project`` is where a row says which project it is of."""
        return rows if self.is_whole else rows.filter(**{f"{project}__in": self.project_ids})


DUTY = Reading(
    lambda: Staff.objects.filter(
        organization_id=Given("organization_id"), person_id=Given("person_id"), ended_at__isnull=True
    ).values_list("role", "project_ids")
)
SEAT_AT_PARENT = Reading(
    lambda: Seat.objects.filter(
        person_id=Given("person_id"),
        organization_id__in=Node.objects.filter(organization_id=Given("organization_id"), kind=BRANCH).values(
            "parent_id"
        ),
        ended_at__isnull=True,
    ).values_list("organization_id")
)


def duty(person_id: UUID | None, organization_id: UUID) -> Duty | None:
    """What a person does for an organization today: one row, found by the organization's id; in a branch, failing that,
    what they do for its parent."""
    if person_id is None:
        return None
    found = DUTY.one(organization_id=organization_id, person_id=person_id)
    return Duty(Role(found[0]), frozenset(found[1])) if found else _duty_at_parent(person_id, organization_id)


def _duty_at_parent(person_id: UUID, organization_id: UUID) -> Duty | None:
    """Who works for the whole of an organization does the same in its branches: looked up on the person's shard."""
    seat = SEAT_AT_PARENT.one(organization_id=organization_id, person_id=person_id)
    found = DUTY.one(organization_id=seat[0], person_id=person_id) if seat else None
    return Duty(Role(found[0])) if found and not found[1] else None


def role(person_id: UUID | None, organization_id: UUID) -> Role | None:
    """The role alone, whatever it reaches: for questions of seeing, and of who may not judge."""
    found = duty(person_id, organization_id)
    return found.role if found else None


def staff_among(pairs: Collection[tuple[UUID, UUID]]) -> list[Staff]:
    """Who of these people, each named with an organization, works or worked for it. The caller's own rule may ask."""
    organization_ids, person_ids = {organization_id for organization_id, _person in pairs}, {who for _of, who in pairs}
    found = Staff.objects.filter(organization_id__in=among(organization_ids), person_id__in=person_ids)
    return [
        each
        for each in found.order_by("organization_id", "person_id")
        if (each.organization_id, each.person_id) in pairs
    ]


def locked(organization_id: UUID) -> Organization:
    """The organization, held until the end of the transaction: what every action about one begins with."""
    found = Organization.objects.select_for_update().filter(pk=organization_id).first()
    if found is None:
        raise NotFound
    return found


def my_organizations(actor: Actor) -> QuerySet[Seat]:
    """The organizations a person works for, asked on the person's own shard."""
    if actor.id is None:
        return Seat.objects.none()
    seats = Seat.objects.filter(person_id=actor.id, ended_at__isnull=True)
    return seats.order_by("organization_name", "organization_id")[:PAGE]


def organization(viewer: Actor, organization_id: UUID) -> Organization:
    """An organization that was approved is public; before that it is seen by its staff and by officers of its region."""
    found = Organization.objects.filter(pk=organization_id).select_related("region").first()
    if found is None:
        raise NotFound
    if found.state in PUBLIC or role(viewer.id, organization_id):
        return found
    if identity_rules.is_officer_for(viewer, found.region_id, Right.ORGANIZATIONS):
        return found
    raise NotFound


def staff(viewer: Actor, organization_id: UUID) -> QuerySet[Staff]:
    """The people who work for an organization now; to be seen by themselves and by officers of its region."""
    if not role(viewer.id, organization_id):
        region_code = Organization.objects.filter(pk=organization_id).values_list("region_id", flat=True).first()
        if region_code is None or not identity_rules.is_officer_for(viewer, region_code, Right.ORGANIZATIONS):
            raise NotFound
    working = Staff.objects.filter(organization_id=organization_id, ended_at__isnull=True)
    return working.order_by("since", "person_id")[:STAFF_SHOWN]


def reaching(project_id: UUID | None) -> Q:
    """Of staff rows those whose duty reaches this project; without one, those who work for the whole organization."""
    return Q(project_ids=[]) if project_id is None else Q(project_ids=[]) | Q(project_ids__contains=[project_id])


def manager_ids(organization_id: UUID, project_id: UUID | None = None) -> list[UUID]:
    """Who decides for an organization now, or for this project of it, the longest there first: whom to tell of what
    waits for it."""
    deciding = Staff.objects.filter(
        reaching(project_id),
        organization_id=organization_id,
        ended_at__isnull=True,
        role__in=[Role.OWNER, Role.COORDINATOR],
    )
    return list(deciding.order_by("since", "person_id").values_list("person_id", flat=True)[:MANAGERS_TOLD])


def owner_ids(organization_id: UUID) -> list[UUID]:
    """Who owns an organization now, the longest there first."""
    owners = Staff.objects.filter(organization_id=organization_id, ended_at__isnull=True, role=Role.OWNER)
    return list(owners.order_by("since", "person_id").values_list("person_id", flat=True)[:MANAGERS_TOLD])


@fanning.allowed()
def active_liaisons(region_code: str) -> list[Organization]:
    """Registered organizations at work that a team of this region may stand under: those of its city, and of the levels above.

    Asks every shard, once per registration of a team.
    """
    above = [region_code[:length] for length in (2, 4)]
    near = Organization.objects.filter(Q(region__code__startswith=region_code[:4]) | Q(region_id__in=above))
    return list(near.filter(state=State.ACTIVE).exclude(uscc="").order_by("name", "id")[:200])
