"""The report of a year: opened when it is over, written, handed in with our figures, decided, reminded of."""

from datetime import date, datetime
from typing import TypedDict
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.organizations.particulars import BRANCH
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Decision, Kind
from volunteercloud.domain.supervision import drawing, queries, rules
from volunteercloud.domain.supervision.models import Report, ReportState

from .telling import leave_entry, tell_managers

AT_ONCE = 500
LARGEST_FEN = 10**15
OUTCOMES = {
    Decision.APPROVE: ReportState.ACCEPTED,
    Decision.RETURN: ReportState.RETURNED,
    Decision.REJECT: ReportState.REJECTED,
}


class ReportWords(TypedDict, total=False):
    """What the organization says in its report; money in fen."""

    text: str
    income: int | None
    spending: int | None
    money: str
    statement: str
    head: str


LONGEST = {"text": 8000, "money": 4000, "statement": 4000, "head": 100}


@transaction.atomic
def open_reports(*, actor: Actor, year: int, after: UUID | None = None, at: datetime) -> list[UUID]:
    """Open the report of a year for the next five hundred organizations that owe one; those that have it keep it.

    For the system only, once the year is over. The organizations looked at, the last of which is ``after`` of the next
    call; none when all were.
    """
    if not actor.is_system:
        raise NotAllowed("report.not_system")
    if timezone.localdate(at) <= date(year, 12, 31):
        raise Refused("report.year_not_over", _("This year is not over yet."), next_step=_("Wait for its end."))

    found = Organization.objects.filter(state__in=queries.AT_WORK).exclude(kind=BRANCH)
    if after:
        found = found.filter(id__gt=after)
    looked_at = list(found.order_by("id")[:AT_ONCE])
    ids_seen = [organization.id for organization in looked_at]
    there = set(
        Report.objects.filter(organization_id__in=ids_seen, year=year).values_list("organization_id", flat=True)
    )
    opened = [
        organization
        for organization in looked_at
        if organization.id not in there and rules.owes_report(organization, year)
    ]
    Report.objects.bulk_create(
        (
            Report(
                organization_id=organization.id,
                year=year,
                id=ids.uuid7(),
                region_code=organization.region_id,
                due_on=rules.due_on(organization.region_id, year),
                head=organization.head,
            )
            for organization in opened
        ),
        ignore_conflicts=True,
    )

    told = [
        audit.Told(
            owner_id=organization.id,
            subject=("organization", organization.id, organization.name),
            region_code=organization.region_id,
            facts={"year": year},
        )
        for organization in opened
    ]
    audit.record_many(actor, "supervision.report_opened", at=at, told=told)
    return ids_seen


@transaction.atomic
def write_report(*, actor: Actor, organization_id: UUID, year: int, words: ReportWords, at: datetime) -> Report:
    """Keep what was written so far. For managers and the treasurer, until it is handed in; refused for money below zero."""
    report = _locked(organization_id, year)

    if not rules.can_report(actor, organization_id):
        raise NotAllowed("report.not_reporting")

    organization_rules.check_not_ended(report.organization)
    rules.check_writable(report)
    changed = _write_down(report, words)

    if not changed:
        return report
    report.save(update_fields=changed)

    leave_entry(actor, "supervision.report_written", report.organization, at, year=year, fields=changed)
    return report


@transaction.atomic
def submit_report(*, actor: Actor, organization_id: UUID, year: int, at: datetime) -> Report:
    """Hand the report to the officer of its region, with the figures as they are on record now.

    For managers. Refused with the list of what is missing; a late one is taken and says that it is late. A report can be
    handed in once: after it was returned, again.
    """
    report = _locked(organization_id, year)

    if not rules.can_answer(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    organization_rules.check_not_ended(report.organization)
    rules.check_writable(report)
    rules.check_complete(report)

    report.state, report.reason, report.submitted_at = ReportState.SUBMITTED, "", at
    report.figures = dict(drawing.figures(organization_id, year))
    report.save(update_fields=["state", "reason", "submitted_at", "figures"])
    organization = report.organization
    review_actions.open_case(
        actor=actor,
        kind=Kind.REPORT,
        owner_id=organization_id,
        subject_id=report.id,
        region_code=organization.region_id,
        title=f"{year} {organization.name}",
        at=at,
    )

    leave_entry(actor, "supervision.report_submitted", organization, at, year=year, late=report.was_late)
    return report


@transaction.atomic
def decide_report(*, actor: Actor, case_id: UUID, decision: str, reason: str, at: datetime) -> Report:
    """Accept a report, which makes it public; return it to be mended; or reject it: the year is not passed.

    For officers of the region or above, but not for whoever handed it in or works there. A return and a rejection need a
    reason. Where the region wants four eyes, nothing happens until a second officer says the same.
    """
    case = review_queries.case(case_id)
    if case.kind != Kind.REPORT:
        raise NotFound
    organization = organization_queries.locked(case.owner_id)

    organization_rules.check_may_decide(actor, case)

    settled = review_actions.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)
    report = queries.report_of_case(case.owner_id, case.subject_id)
    if settled.is_waiting:
        return report
    report.state, report.reason, report.decided_at = OUTCOMES[Decision(decision)], settled.reason, at
    report.save(update_fields=["state", "reason", "decided_at"])

    facts = {"decision": str(decision), "year": report.year, "reason": settled.reason}
    leave_entry(actor, "supervision.report_decided", organization, at, **facts)
    tell_managers(
        actor,
        f"report_{Decision(decision)}",
        organization,
        at,
        link=f"/org/{organization.id}/reports/{report.year}/",
        year=str(report.year),
        reason=settled.reason,
    )
    return report


@transaction.atomic
def remind_of_report(*, actor: Actor, organization_id: UUID, year: int, at: datetime) -> bool:
    """Remind those who answer for the organization, 30 and 7 days before the day it is due and the day after. For the
    system only; whether there was anything to remind of."""
    report = _locked(organization_id, year)

    if not actor.is_system:
        raise NotAllowed("report.not_system")

    days_left = (report.due_on - timezone.localdate(at)).days
    due_reminders = sum(1 for days in rules.REMINDERS if days_left <= days)
    if report.state not in queries.WRITABLE or report.reminded >= due_reminders:
        return False

    report.reminded = due_reminders
    report.save(update_fields=["reminded"])

    organization = report.organization
    leave_entry(actor, "supervision.report_reminded", organization, at, year=year, days_left=days_left)
    tell_managers(
        actor,
        "report_overdue" if days_left < 0 else "report_due",
        organization,
        at,
        link=f"/org/{organization.id}/reports/{year}/",
        year=str(year),
        due_on=report.due_on.isoformat(),
    )
    return True


def _locked(organization_id: UUID, year: int) -> Report:
    found = (
        Report.objects.select_for_update(of=("self",))
        .select_related("organization")
        .filter(organization_id=organization_id, year=year)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _write_down(report: Report, words: ReportWords) -> list[str]:
    changed = []
    for field, value in words.items():
        if field in LONGEST:
            value = str(value).strip()[: LONGEST[field]]
        elif isinstance(value, int) and not 0 <= value <= LARGEST_FEN:
            raise Refused(
                "report.money",
                _("An amount of money can't be below zero, nor larger than any organization has."),
                next_step=_("Check the figure."),
                field=field,
            )
        if getattr(report, field) != value:
            setattr(report, field, value)
            changed.append(field)
    return changed
