"""Who reports and who supervises, what a report must say, and what each step of the ladder asks for and keeps from."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Bar, Organization, Role
from volunteercloud.domain.organizations.particulars import BRANCH
from volunteercloud.domain.regions import queries as region_queries

from .models import Report, Rung, Sanction, SanctionState
from .queries import AT_WORK, RUNNING, WRITABLE

REPORTING = organization_rules.MANAGERS | {Role.TREASURER}
SHORTEST = 4
LONGEST_DEADLINE_DAYS = 365
REMINDERS = (30, 7, -1)  # days before the day it is due
# Registered under half a year, an organization reports for the first time about the following year (DOMAIN.md A2).
LAST_DAY_TO_REPORT = (6, 30)


def due_on(region_code: str, year: int) -> date:
    """The last day to hand in the report of a year, as the region's rules stand at its end."""
    last_day = date(year, 12, 31)
    return last_day + timedelta(days=region_queries.rules_for(region_code, last_day).annual_report_days)


def owes_report(organization: Organization, year: int) -> bool:
    """Every organization at work that was approved in the first half of the year or before; a branch is reported about by
    its parent."""
    if organization.state not in AT_WORK or organization.kind == BRANCH or organization.decided_at is None:
        return False
    return timezone.localdate(organization.decided_at) <= date(year, *LAST_DAY_TO_REPORT)


def can_report(actor: Actor, organization_id: UUID) -> bool:
    own = organization_rules.duty(actor, organization_id, REPORTING)
    return own is not None and own.is_whole


def can_answer(actor: Actor, organization_id: UUID) -> bool:
    """Who manages the whole organization speaks for it."""
    return organization_rules.can_manage(actor, organization_id)


def check_officer(actor: Actor, organization: Organization) -> None:
    """Officers of its region and above with the right to the task; nobody supervises an organization they work for."""
    if not organization_rules.is_officer_of(actor, organization):
        raise NotAllowed("sanction.not_officer")


def check_writable(report: Report) -> None:
    if report.state in WRITABLE:
        return
    raise Refused(
        "report.submitted",
        _("This report has been handed in, so it can't be changed now."),
        next_step=_("If something is wrong in it, ask the officer of your region to return it."),
    )


def missing(report: Report) -> list[tuple[str, Promise]]:
    """What a report still lacks: the field, and what to do about it."""
    wanted: list[tuple[str, bool, Promise]] = [
        ("text", bool(report.text), _("Say what the organization did in this year.")),
        ("income", report.income is not None, _("Give the income of the year; 0 if there was none.")),
        ("spending", report.spending is not None, _("Give the spending of the year; 0 if there was none.")),
        ("statement", bool(report.statement), _("Add the statement of the head.")),
        ("head", bool(report.head), _("Name the head who makes the statement.")),
    ]
    return [(field, message) for field, given, message in wanted if not given]


def check_complete(report: Report) -> None:
    if gaps := missing(report):
        raise Refused(
            "report.incomplete",
            _("The report is not complete yet."),
            next_step=_("Fill in what is listed, then hand it in."),
            facts={"missing": [field for field, _message in gaps]},
        )


def check_imposable(organization: Organization) -> None:
    """A sanction needs somebody at work whom it acts on. Refused before the approval, and once it has ended."""
    if organization.state not in AT_WORK:
        raise Refused(
            "sanction.not_at_work",
            _("This organization is not at work: it was never approved, or has ended."),
            next_step=_("Decide about its registration instead; what ended stays in its history."),
        )


def check_words(reason: str, basis: str) -> None:
    if len(reason.strip()) < SHORTEST:
        raise Refused(
            "sanction.reason",
            _("The organization will ask why, and no reason is given."),
            next_step=_("Say in a sentence what is wrong."),
            field="reason",
        )
    if len(basis.strip()) < SHORTEST:
        raise Refused(
            "sanction.basis",
            _("It is not said which rule this step stands on."),
            next_step=_("Name the law or the measure, and the article."),
            field="basis",
        )


def check_reason(reason: str) -> str:
    said = reason.strip()
    if len(said) < SHORTEST:
        raise Refused(
            "sanction.ended_reason",
            _("It is not said why the sanction ends."),
            next_step=_("Say in a sentence what was mended, or why it no longer holds."),
            field="reason",
        )
    return said[:2000]


def deadline_of(rung: Rung, asked: date | None, region_code: str, at: datetime) -> date | None:
    """Until when a correction has to be made: the day that was asked for, else as many days as the region gives. Other
    steps have none. Refused: today and before, later than a year from now."""
    if rung != Rung.CORRECTION:
        return None
    today = timezone.localdate(at)
    day = asked or today + timedelta(days=region_queries.rules_for(region_code, today).correction_days)
    if not today < day <= today + timedelta(days=LONGEST_DEADLINE_DAYS):
        raise Refused(
            "sanction.deadline",
            _("A correction needs a day after today, and within a year."),
            next_step=_("Choose another day."),
            field="deadline",
        )
    return day


def takes_two(rung: Rung, region_code: str, at: datetime) -> bool:
    return rung in region_queries.rules_for(region_code, timezone.localdate(at)).four_eyes


def check_running(sanction: Sanction) -> None:
    if sanction.state in RUNNING:
        return
    raise Refused(
        "sanction.ended",
        _("This sanction does not stand any more, or not yet."),
        next_step=_("Open it again to see what became of it."),
    )


def barred_by(standing: Iterable[Sanction]) -> list[Bar]:
    """What the sanctions that stand keep an organization at work from: a correction, once it is overdue, from publishing."""
    return [Bar.PUBLISH] if any(one.state == SanctionState.OVERDUE for one in standing) else []
