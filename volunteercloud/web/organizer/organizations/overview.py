"""What the first page of an organization's console shows: how it stands, what waits for its people, its week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities import standing_in
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.attendance.models import Conflict
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.claims import queries as claim_queries
from volunteercloud.domain.mailings import queries as mailing_queries
from volunteercloud.domain.mailings.models import Mailing
from volunteercloud.domain.mailings.models import State as MailingState
from volunteercloud.domain.members import queries as member_queries
from volunteercloud.domain.members.models import State as MemberState
from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Joining, Organization
from volunteercloud.domain.organizations.models import State as OrganizationState
from volunteercloud.domain.organizations.queries import Duty
from volunteercloud.domain.projects import queries as project_queries
from volunteercloud.domain.projects.models import Project, State
from volunteercloud.domain.supervision import queries as supervision_queries
from volunteercloud.domain.supervision.models import Report
from volunteercloud.web.organizer import words

from . import waiting, week

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Overview:
    """``pressing`` is what waits at shifts, the most urgent first; ``claims`` are counted up to a hundred;
    ``certificates`` counts what was asked for, ``objections`` and ``absences`` what waits for an answer, ``members`` who asks
    to belong to it and ``below`` which organizations ask to stand below it; ``needs`` is what waits of needs, by list. What a
    role may not see is empty."""

    organization: Organization
    duty: Duty
    begins: date
    days: list[week.Day] = field(default_factory=list)
    pressing: list[waiting.Item] = field(default_factory=list)
    claims: int = 0
    unfitting: list[tuple[Shift, int]] = field(default_factory=list)
    certificates: int = 0
    objections: int = 0
    absences: int = 0
    members: int = 0
    below: list[Joining] = field(default_factory=list)
    needs: list[tuple[str, str, int]] = field(default_factory=list)
    late_reports: list[Report] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    mailings: list[Mailing] = field(default_factory=list)
    returned: list[Project] = field(default_factory=list)
    drafts: list[Project] = field(default_factory=list)

    @property
    def state(self):
        return words.ORGANIZATION_STATES[self.organization.state]

    @property
    def is_at_work(self) -> bool:
        return self.organization.state in (OrganizationState.ACTIVE, OrganizationState.SUSPENDED)

    @property
    def is_editable(self) -> bool:
        return self.organization.state in organization_rules.EDITABLE

    @property
    def manages(self) -> bool:
        return self.duty.role in organization_rules.MANAGERS

    @property
    def leads(self) -> bool:
        return self.duty.role in organization_rules.LEADERS

    @property
    def records(self) -> bool:
        return self.duty.role in organization_rules.RECORDERS

    @property
    def ends(self) -> date:
        return self.begins + timedelta(days=6)

    @property
    def week_before(self) -> date:
        return self.begins - timedelta(days=7)

    @property
    def week_after(self) -> date:
        return self.begins + timedelta(days=7)

    @property
    def shifts(self) -> int:
        return sum(len(day.slots) for day in self.days)

    @property
    def places(self) -> int:
        return sum(slot.shift.places for day in self.days for slot in day.slots)

    @property
    def taken(self) -> int:
        return sum(slot.shift.taken for day in self.days for slot in day.slots)

    @property
    def to_do(self) -> int:
        lists = (
            self.pressing,
            self.unfitting,
            self.returned,
            self.drafts,
            self.below,
            self.late_reports,
            self.reports,
            self.needs,
        )
        numbers = (self.claims, self.certificates, self.objections, self.absences, self.members)
        return sum(map(len, lists)) + len(self.mailings) + sum(map(bool, numbers))


def overview_of(viewer: Actor, organization_id: UUID, begins: date, now: datetime) -> Overview:
    """For the organization's staff alone; everybody else sees its public page."""
    organization = organization_queries.organization(viewer, organization_id)
    duty = organization_queries.duty(viewer.id, organization_id)
    if duty is None:
        raise NotFound
    shifts = activity_queries.week(viewer, organization_id, begins, roles=organization_rules.LOOKING_ON)
    seen = Overview(organization, duty, begins, days=week.days(begins, shifts, now))
    if not seen.leads:
        return seen
    return replace(
        seen,
        pressing=waiting.pressing(viewer, organization_id, now, manages=seen.manages),
        claims=claim_queries.count_waiting(viewer, organization_id, MOST_COUNTED),
        **(_for_managers(viewer, organization_id, now) if seen.manages else {}),
        **(_for_whole(viewer, organization_id, now) if seen.manages and duty.is_whole else {}),
    )


def _for_managers(viewer: Actor, organization_id: UUID, now: datetime) -> dict[str, object]:
    projects = list(project_queries.projects_of(viewer, organization_id))
    unfitting = attendance_queries.conflicts(viewer, organization_id)
    return {
        "unfitting": _by_shift(unfitting),
        "absences": len(standing_in.absences_to_answer(viewer, organization_id, MOST_COUNTED)),
        "mailings": _mailings(viewer, organization_id),
        "returned": [project for project in projects if project.state == State.RETURNED],
        "drafts": [project for project in projects if project.state == State.DRAFT],
    }


def _mailings(viewer: Actor, organization_id: UUID) -> list[Mailing]:
    """Of the latest, those that were begun and have not left, or were stopped."""
    found = [one.mailing for one in mailing_queries.mailings(viewer, organization_id)]
    return [mailing for mailing in found if mailing.state in (MailingState.DRAFT, MailingState.STOPPED)]


def _for_whole(viewer: Actor, organization_id: UUID, now: datetime) -> dict[str, object]:
    """What is of no project: for those who decide for the whole organization."""
    owing = list(supervision_queries.owing(organization_id))
    today = timezone.localdate(now)
    return {
        "objections": objection_queries.to_answer(organization_id),
        "certificates": len(certificate_queries.requests_of(viewer, organization_id)),
        "members": member_queries.counts(viewer, organization_id).by_state[MemberState.REQUESTED],
        "needs": waiting.needs(viewer, organization_id),
        "below": register.asking_to_join(viewer, organization_id),
        "late_reports": [report for report in owing if report.due_on < today],
        "reports": [report for report in owing if report.due_on >= today],
    }


def _by_shift(rows: Sequence[Conflict]) -> list[tuple[Shift, int]]:
    """Each shift with how many of the rows are about it."""
    shifts = {row.shift_id: row.shift for row in rows}
    numbers = Counter(row.shift_id for row in rows)
    return [(shift, numbers[shift_id]) for shift_id, shift in shifts.items()]
