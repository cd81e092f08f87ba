"""Reading reports and sanctions: the organization's own, the officers', and what is public of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization, State

from .models import Report, ReportState, Rung, Sanction, SanctionState

AT_WORK = (State.ACTIVE, State.SUSPENDED)
WRITABLE = frozenset({ReportState.DRAFT, ReportState.RETURNED})
RUNNING = frozenset({SanctionState.STANDING, SanctionState.OVERDUE})
PAGE = 50
YEARS_SHOWN = 30
SANCTIONS_SHOWN = 200
PUBLIC = (Rung.NOTICE, Rung.REMOVAL)

PublicCursor = tuple[datetime, UUID]
OwedCursor = tuple[date, UUID]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The sanctions of one organization, the latest first."""

    steps: Sequence[Sanction]

    @property
    def running(self) -> list[Sanction]:
        return [step for step in self.steps if step.state in RUNNING]

    @property
    def proposed(self) -> list[Sanction]:
        return [step for step in self.steps if step.state == SanctionState.PROPOSED]

    @property
    def past(self) -> list[Sanction]:
        return [step for step in self.steps if step.state not in RUNNING | {SanctionState.PROPOSED}]


def may_see(viewer: Actor, organization: Organization) -> bool:
    """Reports that are not accepted and sanctions that are not public: the organization's staff, officers of its region."""
    if organization_queries.role(viewer.id, organization.id):
        return True
    return identity_rules.is_officer_for(viewer, organization.region_id, Right.ORGANIZATIONS)


def reports(viewer: Actor, organization_id: UUID) -> QuerySet[Report]:
    """All of an organization for its staff and officers, the accepted ones for everybody; the latest year first."""
    organization = organization_queries.organization(viewer, organization_id)
    found = Report.objects.filter(organization_id=organization_id)
    if not may_see(viewer, organization):
        found = found.filter(state=ReportState.ACCEPTED)
    return found.order_by("-year")[:YEARS_SHOWN]


def report(viewer: Actor, organization_id: UUID, year: int) -> Report:
    found = Report.objects.select_related("organization").filter(organization_id=organization_id, year=year).first()
    if found is None:
        raise NotFound
    if found.state != ReportState.ACCEPTED and not may_see(viewer, found.organization):
        raise NotFound
    return found


def report_of_case(organization_id: UUID, report_id: UUID) -> Report:
    """The report that a case is about. The caller's own rule may ask."""
    return Report.objects.select_related("organization").get(organization_id=organization_id, id=report_id)


@fanning.allowed()
def owed(viewer: Actor, region_code: str, on: date, after: OwedCursor | None = None) -> list[Report]:
    """For officers: reports of a region and below that are overdue on this day, the longest overdue first; a page and one
    more. Asks every shard: a desk's question."""
    if not identity_rules.is_officer_for(viewer, region_code, Right.ORGANIZATIONS):
        raise NotAllowed
    found = Report.objects.filter(region_code__startswith=region_code, state__in=WRITABLE, due_on__lt=on)
    found = found.filter(organization__state__in=AT_WORK)
    if after:
        due_on, organization_id = after
        found = found.filter(Q(due_on__gt=due_on) | Q(due_on=due_on, organization_id__gt=organization_id))
    return list(found.select_related("organization").order_by("due_on", "organization_id", "year")[: PAGE + 1])


def ladder(viewer: Actor, organization_id: UUID) -> Ladder:
    """Every sanction of an organization, for its staff and for officers; a proposal that waits for a second officer is
    shown to officers alone."""
    organization = organization_queries.organization(viewer, organization_id)
    if not may_see(viewer, organization):
        raise NotFound
    found = Sanction.objects.filter(organization_id=organization_id)
    if not identity_rules.is_officer_for(viewer, organization.region_id, Right.ORGANIZATIONS):
        found = found.exclude(state__in=[SanctionState.PROPOSED, SanctionState.DROPPED])
    return Ladder(list(found.order_by("-imposed_at", "-id")[:SANCTIONS_SHOWN]))


def sanction(viewer: Actor, organization_id: UUID, sanction_id: UUID) -> Sanction:
    for step in ladder(viewer, organization_id).steps:
        if step.id == sanction_id:
            return step
    raise NotFound


@fanning.allowed()
def proposed(viewer: Actor, region_code: str) -> list[Sanction]:
    """For officers: what waits for a second one in a region and below, the longest waiting first. Asks every shard."""
    if not identity_rules.is_officer_for(viewer, region_code, Right.ORGANIZATIONS):
        raise NotAllowed
    waiting = Sanction.objects.filter(region_code__startswith=region_code, state=SanctionState.PROPOSED)
    return list(waiting.order_by("imposed_at", "id")[:PAGE])


def notices_of(organization_id: UUID) -> QuerySet[Sanction]:
    """What everybody may know of an organization's sanctions: public notices and a removal that stand."""
    public = Sanction.objects.filter(organization_id=organization_id, rung__in=PUBLIC, state=SanctionState.STANDING)
    return public.order_by("-imposed_at", "-id")[:PAGE]


@fanning.allowed()
def notices(region_code: str = "", after: PublicCursor | None = None) -> list[Sanction]:
    """The public list of a region and below, the latest first: a page and one more. Asks every shard, by a small index."""
    found = Sanction.objects.filter(rung__in=["notice", "removal"], state="standing")
    if region_code:
        found = found.filter(region_code__startswith=region_code)
    if after:
        imposed_at, sanction_id = after
        found = found.filter(Q(imposed_at__lt=imposed_at) | Q(imposed_at=imposed_at, id__lt=sanction_id))
    return list(found.select_related("organization").order_by("-imposed_at", "-id")[: PAGE + 1])


def accepted_reports(organization_id: UUID) -> QuerySet[Report]:
    """The reports that are public, the latest year first."""
    accepted = Report.objects.filter(organization_id=organization_id, state=ReportState.ACCEPTED)
    return accepted.order_by("-year")[:YEARS_SHOWN]


def owing(organization_id: UUID) -> QuerySet[Report]:
    """The reports that an organization has to write, the oldest first. The caller's own rule may ask."""
    return Report.objects.filter(organization_id=organization_id, state__in=WRITABLE).order_by("year")[:YEARS_SHOWN]


def standing(organization: Organization) -> list[Sanction]:
    """The sanctions that act on an organization now. The caller's own rule may ask."""
    running = Sanction.objects.filter(organization_id=organization.id, state__in=RUNNING)
    return list(running.order_by("imposed_at", "id"))
