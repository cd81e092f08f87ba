"""Closing a project when its service is done: no shift lies ahead, and nobody waits for hours."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.actions import publishing
from volunteercloud.domain.activities.models import Shift, ShiftState, SignUpState
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.projects.models import Project


@transaction.atomic
def close_project(*, actor: Actor, organization_id: UUID, project_id: UUID, summary: str, at: datetime) -> Project:
    """Close a project with a few sentences on what came of it, for everybody to read.

    Refused without them (`project.summary`), while a shift is not over (`project.shifts_ahead`), and while somebody who
    checked out waits for confirmation (`project.unconfirmed`).
    """
    project = publishing.close_project(
        actor=actor, organization_id=organization_id, project_id=project_id, summary=summary, at=at
    )

    if len(summary.strip()) < 4:
        raise Refused(
            "project.summary", _("Say in a few sentences what came of it: everybody can read it."), field="summary"
        )
    ahead = Shift.objects.filter(
        organization_id=organization_id, project_id=project_id, state=ShiftState.OPEN, ends_at__gt=at
    ).count()
    if ahead:
        raise Refused(
            "project.shifts_ahead",
            _("%(shifts)s shifts of this project are not over.") % {"shifts": ahead},
            next_step=_("End its series and call off what is not to take place, or wait until it is over."),
            facts={"shifts": ahead},
        )
    waiting = Attendance.objects.filter(
        organization_id=organization_id,
        state=AttendanceState.LEFT,
        sign_up__state=SignUpState.CONFIRMED,
        sign_up__shift__project_id=project_id,
    ).count()
    if waiting:
        raise Refused(
            "project.unconfirmed",
            _("%(people)s people checked out and wait for confirmation.") % {"people": waiting},
            next_step=_("Confirm their hours first."),
            facts={"people": waiting},
        )
    return project
