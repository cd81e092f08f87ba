"""A project in the public index. Not an action by itself: written by those that publish, change and close."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

from .models import Project, State

LONGEST = 500


def show(project: Project, at: datetime) -> None:
    """Say in the index what a public project says now."""
    index.put([_document(project)], at, is_held=project.organization.state != OrganizationState.ACTIVE)


def hide(project: Project, at: datetime) -> None:
    """Take a project back, with every shift of it."""
    index.withdraw_project(project.id, at)


def documents(at: datetime) -> Iterator[Document]:
    """Every project that is public and still takes people in: what the index must hold."""
    projects = Project.objects.filter(state=State.PUBLISHED, organization__state=OrganizationState.ACTIVE)
    found = projects.select_related("organization").order_by("organization_id", "id")
    for project in found.iterator(chunk_size=500):
        ends = closes_at(project)
        if ends is None or ends > at:
            yield _document(project)


def closes_at(project: Project) -> datetime | None:
    """When the last day ends on which one may sign up; None where none was named."""
    if project.recruits_to is None:
        return None
    return timezone.make_aware(datetime.combine(project.recruits_to + timedelta(days=1), time()))


def _document(project: Project) -> Document:
    organization = project.organization
    return Document(
        id=project.id,
        kind=Kind.PROJECT,
        owner_id=organization.id,
        owner_name=organization.name,
        owner_name_en=organization.name_en,
        project_id=project.id,
        title=project.title,
        title_en=project.title_en,
        summary=project.content[:LONGEST],
        summary_en=project.content_en[:LONGEST],
        category=project.category,
        beneficiaries=project.beneficiaries,
        sdg_targets=project.sdg_targets,
        region_code=project.region_id or "",
        place=project.place,
        place_en=project.place_en,
        latitude=project.latitude,
        longitude=project.longitude,
        opens_on=project.recruits_from,
        closes_at=closes_at(project),
        has_insurance=project.has_insurance,
        has_transport=project.has_transport,
        has_meal=project.has_meal,
        has_kit=project.has_kit,
    )
