"""A public project with a shift, and people to serve in it."""

from datetime import datetime, timedelta
from uuid import UUID

from tests.domain.organizations import factories as organizations
from tests.domain.projects import factories as projects
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.actions import planning, publishing
from volunteercloud.domain.activities.models import Post, Shift
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.search import queries as search_queries
from volunteercloud.domain.search.models import Kind


def found(at: datetime, **asked) -> list[UUID]:
    """The shifts that the public finds, the soonest first."""
    query = search_queries.Query(kinds=(Kind.SHIFT,), sort=search_queries.Sort.DATE, **asked)
    return [hit.document.id for hit in search_queries.find(query, at).hits]


def post(manager: Actor, organization: Organization, project: Project, at: datetime, **conditions) -> Post:
    activity = planning.add_activity(
        actor=manager, organization_id=organization.id, project_id=project.id, title=project.title, at=at
    )
    return planning.add_post(
        actor=manager,
        organization_id=organization.id,
        activity_id=activity.id,
        draft=planning.PostDraft(name="送餐员", **conditions),
        at=at,
    )


def shift(manager: Actor, of_post: Post, at: datetime, *, places=2, begins_in=timedelta(days=2), **changes) -> Shift:
    """A shift of two hours that begins in two days."""
    (made,) = planning.add_shifts(
        actor=manager,
        organization_id=of_post.organization_id,
        post_id=of_post.id,
        starts_at=at + begins_in,
        ends_at=at + begins_in + changes.pop("lasts", timedelta(hours=2)),
        places=places,
        at=at,
        **changes,
    )
    return made


def public_shift(
    manager: Actor,
    organization: Organization,
    at: datetime,
    *,
    places=2,
    details=None,
    shift_changes=None,
    **conditions,
) -> Shift:
    """A shift of a project that an officer has approved."""
    project = projects.draft(manager, organization, at, **(details or {}))
    made = shift(
        manager, post(manager, organization, project, at, **conditions), at, places=places, **(shift_changes or {})
    )
    publishing.submit_project(actor=manager, organization_id=organization.id, project_id=project.id, at=at)
    publishing.decide_project(
        actor=organizations.officer("9901", "寒露"),
        case_id=organizations.waiting_case(project.id).id,
        decision="approve",
        reason="",
        at=at,
    )
    return made


def key(of_shift: Shift, volunteer: Actor) -> dict:
    return {"organization_id": of_shift.organization_id, "shift_id": of_shift.id, "volunteer_id": volunteer.id}
