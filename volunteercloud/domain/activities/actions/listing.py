"""The open shifts of a project in the public index. Not an action by itself: written by those that publish, plan and cancel."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection

from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.projects import showing
from volunteercloud.domain.projects.models import State
from volunteercloud.domain.search import index
from volunteercloud.domain.search.models import Document, Kind

OF = ("organization", "post", "activity", "project")
# What changed since is found by comparing: sign-ups are too many for each to tell the index of it.
REFRESH = """
    UPDATE search_document AS document SET places_left = shift.places - shift.taken
    FROM activities_shift AS shift
    WHERE document.state = 'open' AND document.kind = 'shift' AND shift.id = document.id
      AND shift.organization_id = document.owner_id AND shift.places - shift.taken <> document.places_left"""


def write(organization_id: UUID, project_id: UUID, at: datetime) -> int:
    """Say in the index every shift of a project that is still to come, in the words of today. Returns how many."""
    shifts = (
        Shift.objects.filter(
            organization_id=organization_id, project_id=project_id, state=ShiftState.OPEN, starts_at__gt=at
        )
        .select_related(*OF)
        .order_by("id")
    )
    documents = [_document(shift) for shift in shifts]
    index.withdraw_project(project_id, at, keep=[project_id, *(document.id for document in documents)])
    if documents:
        is_held = shifts[0].organization.state != OrganizationState.ACTIVE
        index.put(documents, at, is_held=is_held)
    return len(documents)


def withdraw(shift_ids: list[UUID], at: datetime) -> None:
    index.withdraw(shift_ids, at)


def documents(at: datetime) -> Iterator[Document]:
    """Every shift that is public and still to come: what the index must hold."""
    shifts = Shift.objects.filter(
        state=ShiftState.OPEN,
        starts_at__gt=at,
        project__state=State.PUBLISHED,
        organization__state=OrganizationState.ACTIVE,
    )
    for shift in shifts.select_related(*OF).order_by("organization_id", "id").iterator(chunk_size=500):
        yield _document(shift)


def refresh_places() -> int:
    """Write how many places are left where it changed; a job does it. Returns how many shifts."""
    with connection.cursor() as cursor:
        cursor.execute(REFRESH)
        return cursor.rowcount


def _summary(title: str, of_project: str, content: str) -> str:
    """What the project says, with its title where the activity has one of its own."""
    named = f"{of_project} · {content}" if of_project and of_project != title else content
    return named[: showing.LONGEST]


def _document(shift: Shift) -> Document:
    organization, post, activity, project = shift.organization, shift.post, shift.activity, shift.project
    return Document(
        id=shift.id,
        kind=Kind.SHIFT,
        owner_id=organization.id,
        owner_name=organization.name,
        owner_name_en=organization.name_en,
        project_id=project.id,
        activity_id=activity.id,
        title=activity.title,
        title_en=activity.title_en,
        summary=_summary(activity.title, project.title, project.content),
        summary_en=_summary(activity.title_en, project.title_en, project.content_en),
        post=post.name,
        post_en=post.name_en,
        category=project.category,
        beneficiaries=project.beneficiaries,
        sdg_targets=project.sdg_targets,
        skills=post.skills,
        languages=post.languages,
        qualification=post.qualification,
        minimum_age=post.minimum_age,
        maximum_age=post.maximum_age,
        region_code=activity.region_id,
        place=activity.place,
        place_en=activity.place_en,
        latitude=activity.latitude,
        longitude=activity.longitude,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        break_minutes=shift.break_minutes,
        opens_on=project.recruits_from,
        closes_at=min(filter(None, (shift.starts_at, showing.closes_at(project)))),
        is_remote=activity.is_remote,
        is_accessible=activity.is_accessible,
        has_insurance=project.has_insurance,
        has_transport=project.has_transport,
        has_meal=project.has_meal,
        has_kit=project.has_kit,
        places=shift.places,
        places_left=shift.places - shift.taken,
    )
