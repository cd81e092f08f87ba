"""Reading how organizations ended, who took over, and what still stands in the way of an end."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.certificates.models import CertificateRequest, RequestState
from volunteercloud.domain.claims.models import ClaimState, ServiceClaim
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations.models import Node

from .models import Ending, EndingState

PAGE = 50
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What an organization has not brought to its end, each counted up to a thousand: shifts that run or are to come, people
    whose hours nobody confirmed, claims without an answer, certificates that were asked for."""

    shifts: int = 0
    unconfirmed: int = 0
    claims: int = 0
    certificates: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class History:
    """What came before an organization, and what after it. ``end`` is None while it is there; ``heirs`` go on after a
    split; ``taken_over`` are the ends of others in its favour, the latest first."""

    end: Ending | None
    heirs: list[Node]
    taken_over: list[Ending]


def unsettled(organization_id: UUID, at: datetime) -> Unsettled:
    """Asked by whoever is about to end the organization, and by its own page. The caller's own rule may ask."""
    own = {"organization_id": organization_id}
    present = [AttendanceState.PRESENT, AttendanceState.LEFT]
    return Unsettled(
        shifts=Shift.objects.filter(**own, state=ShiftState.OPEN, ends_at__gt=at)[:MOST_COUNTED].count(),
        unconfirmed=Attendance.objects.filter(**own, state__in=present)[:MOST_COUNTED].count(),
        claims=ServiceClaim.objects.filter(**own, state=ClaimState.OPEN)[:MOST_COUNTED].count(),
        certificates=CertificateRequest.objects.filter(**own, state=RequestState.WAITING)[:MOST_COUNTED].count(),
    )


def history(organization_id: UUID) -> History:
    """Public, as the end of what was public is."""
    end = Ending.objects.filter(organization_id=organization_id, state=EndingState.DONE).first()
    done = Ending.objects.filter(state=EndingState.DONE)
    succeeded = list(done.filter(successor_id=organization_id).order_by("-settled_at", "pk")[:PAGE])
    inherited = list(done.filter(heir_ids__contains=[organization_id]).order_by("-settled_at", "pk")[:PAGE])
    taken_over = {ending.organization_id: ending for ending in (*succeeded, *inherited)}
    return History(end, register.named(end.heir_ids) if end else [], list(taken_over.values()))


def ending(viewer: Actor, organization_id: UUID) -> Ending | None:
    """How the organization is to end or ended, for its own people and its officers."""
    if organization_queries.role(viewer.id, organization_id) is None:
        region_code = register.node(organization_id).region_id
        if not identity_rules.is_officer_for(viewer, region_code, Right.ORGANIZATIONS):
            raise NotFound
    return Ending.objects.filter(organization_id=organization_id).first()


def waiting_for(viewer: Actor, organization_id: UUID) -> list[Ending]:
    """Who wants to end in favour of this organization, the longest waiting first; for its own people."""
    if organization_queries.role(viewer.id, organization_id) is None:
        raise NotFound
    waiting = Ending.objects.filter(successor_id=organization_id, state=EndingState.WAITING)
    return list(waiting.order_by("asked_at", "organization_id")[:PAGE])
