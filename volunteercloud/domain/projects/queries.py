"""Reading projects: the public ones by anybody, the others by the organization's staff and the officers they wait for."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import nodes
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules

from .models import Project, State

PAGE = 20
MOST_CHOICES = 200
PUBLIC = (State.PUBLISHED, State.CLOSED)

Cursor = tuple[datetime, UUID]


def public_project(organization_id: UUID, project_id: UUID) -> Project:
    """A project that is or was before the public, with its organization and region."""
    found = _one(organization_id, project_id)
    if found is None or found.state not in PUBLIC:
        raise NotFound
    return found


def project(viewer: Actor, organization_id: UUID, project_id: UUID) -> Project:
    """A project of whatever state, for the organization's staff and for officers of its region; else a public one."""
    found = _one(organization_id, project_id)
    if found is None:
        raise NotFound
    if found.state in PUBLIC or organization_rules.can_look_on(viewer, organization_id, project_id):
        return found
    if identity_rules.is_officer_for(viewer, found.region_id or found.organization.region_id, Right.PROJECTS):
        return found
    raise NotFound


def projects_of(
    viewer: Actor, organization_id: UUID, *, state: str = "", archived: bool = False, after: Cursor | None = None
) -> QuerySet[Project]:
    """The projects of an organization, last changed first: a page, and one more that says there is a next page. Those in
    the archive are shown alone, templates when asked for by their state.

    Its staff see all of them, or those they work for; everybody else the public ones. ``after`` is the cursor: change
    and id of the last seen.
    """
    found = Project.objects.filter(organization_id=organization_id)
    duty = organization_queries.duty(viewer.id, organization_id)
    found = duty.narrowed(found, "id") if duty else found.filter(state__in=PUBLIC)
    found = found.filter(archived_at__isnull=not archived)
    found = found.filter(state=state) if state else found.exclude(state=State.TEMPLATE)
    if after:
        changed_at, project_id = after
        found = found.filter(Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, id__lt=project_id))
    return found.select_related("region").order_by("-changed_at", "-id")[: PAGE + 1]


def choices(viewer: Actor, organization_id: UUID) -> list[tuple[UUID, str]]:
    """The projects that staff may be appointed for, the last changed first: those of the viewer that are not over."""
    duty = organization_queries.duty(viewer.id, organization_id)
    if duty is None:
        return []
    found = duty.narrowed(Project.objects.filter(organization_id=organization_id), "id")
    going_on = found.exclude(state__in=[State.CLOSED, State.REJECTED, State.TEMPLATE]).order_by("-changed_at", "-id")
    return list(going_on.values_list("id", "title")[:MOST_CHOICES])


def templates(viewer: Actor, organization_id: UUID) -> list[Project]:
    """What an organization may copy: its own templates and those of all above it, by title, its own first. For those who
    manage it. Three statements."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.MANAGERS)
    if duty is None:
        raise NotFound
    above = nodes.above(organization_id)
    found = Project.objects.filter(organization_id__in=among([organization_id, *above]), state=State.TEMPLATE)
    rows = found.select_related("organization").order_by("title", "id")[:MOST_CHOICES]
    own = [row for row in rows if row.organization_id == organization_id and duty.covers(row.id)]
    return own + [row for row in rows if row.organization_id != organization_id]


def locked(organization_id: UUID, project_id: UUID) -> Project:
    """The project with its organization, held until the end of the transaction: what every action begins with."""
    found = (
        Project.objects.select_for_update(of=("self",))
        .select_related("organization")
        .filter(organization_id=organization_id, id=project_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _one(organization_id: UUID, project_id: UUID) -> Project | None:
    return (
        Project.objects.select_related("organization", "region")
        .filter(organization_id=organization_id, id=project_id)
        .first()
    )
