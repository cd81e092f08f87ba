"""Activities as anybody may know of them: those of projects that are or were before the public."""

from uuid import UUID

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.projects.queries import PUBLIC

from .models import Activity

MOST = 50


def activity(organization_id: UUID, activity_id: UUID) -> Activity:
    """One activity with its organization. `NotFound` while its project is not public."""
    found = (
        Activity.objects.filter(organization_id=organization_id, id=activity_id, project__state__in=PUBLIC)
        .select_related("organization")
        .defer("organization__seal")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def activities_of(organization_id: UUID, project_id: UUID) -> list[Activity]:
    """The activities of a public project, the newest first. The caller has found the project."""
    found = Activity.objects.filter(organization_id=organization_id, project_id=project_id)
    return list(found.order_by("-created_at", "id")[:MOST])
