"""Reading projects: the public ones by anybody, the others by the organization's staff and the officers they wait for."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules

from .models import Project, State

PAGE = 20
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
    viewer: Actor, organization_id: UUID, *, state: str = "", after: Cursor | None = None
) -> QuerySet[Project]:
    """The projects of an organization, last changed first: a page, and one more that says there is a next page.

    Its staff see all of them, or those they work for; everybody else the public ones. ``after`` is the cursor: change
    and id of the last seen.
    """
    found = Project.objects.filter(organization_id=organization_id)
    duty = organization_queries.duty(viewer.id, organization_id)
    found = duty.narrowed(found, "id") if duty else found.filter(state__in=PUBLIC)
    if state:
        found = found.filter(state=state)
    if after:
        changed_at, project_id = after
        found = found.filter(Q(changed_at__lt=changed_at) | Q(changed_at=changed_at, id__lt=project_id))
    return found.select_related("region").order_by("-changed_at", "-id")[: PAGE + 1]


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
