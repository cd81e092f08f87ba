"""A project goes before the public together with its shifts: submitted, decided, closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.models import Activity, Shift, ShiftState
from volunteercloud.domain.changes import noting
from volunteercloud.domain.projects import actions as project_actions
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects.details import Details
from volunteercloud.domain.projects.models import Project, State
from volunteercloud.domain.records.models import OrganizationRecord

from . import listing


@transaction.atomic
def submit_project(*, actor: Actor, organization_id: UUID, project_id: UUID, at: datetime) -> Project:
    """Submit a project for review, or publish it at once where its region trusts the organization.

    Refused without a shift still to come (`project.no_shift`), and by `projects.actions.submit` when anything is missing.
    """
    project = project_actions.submit(actor=actor, organization_id=organization_id, project_id=project_id, at=at)

    upcoming = Shift.objects.filter(
        organization_id=organization_id, project_id=project_id, state=ShiftState.OPEN, starts_at__gt=at
    )
    if not upcoming.exists():
        raise Refused(
            "project.no_shift",
            _("The project has no shift that is still to come."),
            next_step=_("Add at least one shift, so that people can sign up."),
            field="shifts",
        )

    _list(project, at)
    return project


@transaction.atomic
def decide_project(*, actor: Actor, case_id: UUID, decision: str, reason: str, at: datetime) -> Project:
    """An officer approves, returns or rejects. Approval makes the shifts public in the same transaction."""
    project = project_actions.decide(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)

    _list(project, at)
    return project


@transaction.atomic
def change_project(*, actor: Actor, organization_id: UUID, project_id: UUID, details: Details, at: datetime) -> Project:
    """Change what a published project says; its listing says it in the same transaction. Refused if it were incomplete."""
    before = project_queries.locked(organization_id, project_id)
    project = project_actions.change(
        actor=actor, organization_id=organization_id, project_id=project_id, details=details, at=at
    )

    _list(project, at)
    _note(before, project, at)
    return project


@transaction.atomic
def close_project(*, actor: Actor, organization_id: UUID, project_id: UUID, summary: str = "", at: datetime) -> Project:
    """Close a project: nobody can sign up any more; what was served stays. Its series make no more shifts.

    What stands against it on the side of hours is asked by `attendance`, through which doors close.
    """
    return project_actions.close(
        actor=actor, organization_id=organization_id, project_id=project_id, summary=summary, at=at
    )


def _note(before: Project, project: Project, at: datetime) -> None:
    """What was counted of its shifts by category, and of its records by goal, is to be counted again."""
    theirs = {"organization_id": project.organization_id}
    shifts = Shift.objects.filter(**theirs, project_id=project.id).order_by("id")
    if before.category != project.category:
        noting.note_shifts(shifts.values_list("organization_id", "id"), at)
    if before.sdg_targets != project.sdg_targets:
        activities = Activity.objects.filter(**theirs, project_id=project.id).values("id")
        records = OrganizationRecord.objects.filter(**theirs, activity_id__in=activities)
        noting.note_people(records.values_list("volunteer_id", flat=True).distinct(), at)


def _list(project: Project, at: datetime) -> None:
    if project.state == State.PUBLISHED:
        listing.write(project.organization_id, project.id, at)
