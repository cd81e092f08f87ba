"""Where everybody on a shift stands, and where one person does."""

from dataclasses import dataclass
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import HOLDING, SignUp
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules

from .models import Attendance, AttendanceState


@dataclass(frozen=True, slots=True)
class Row:
    """One person on the roster with what is known of their presence."""

    sign_up: SignUp
    attendance: Attendance | None

    @property
    def state(self) -> str:
        return self.attendance.state if self.attendance else "expected"

    @property
    def holds_place(self) -> bool:
        return self.sign_up.state in HOLDING


def roster(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Row]:
    """The roster of a shift with presence. Three statements, whatever its size."""
    sign_ups = activity_queries.roster(viewer, organization_id, shift_id)
    present = {
        row.volunteer_id: row for row in Attendance.objects.filter(organization_id=organization_id, shift_id=shift_id)
    }
    return [Row(sign_up, present.get(sign_up.volunteer_id)) for sign_up in sign_ups]


def mine(viewer: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> Attendance | None:
    """Where one person stands on a shift, for themselves or their guardian."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotAllowed("signup.not_yours")
    return Attendance.objects.filter(
        organization_id=organization_id, shift_id=shift_id, volunteer_id=volunteer_id
    ).first()


def unconfirmed(viewer: Actor, organization_id: UUID, limit: int = 100) -> list[Attendance]:
    """Who has checked out and waits for a leader's confirmation, the oldest first."""
    if not organization_rules.can_lead(viewer, organization_id):
        raise NotAllowed("organization.not_leader")
    return list(
        Attendance.objects.filter(organization_id=organization_id, state=AttendanceState.LEFT)
        .select_related("sign_up__shift__activity")
        .order_by("out_at", "volunteer_id")[:limit]
    )
