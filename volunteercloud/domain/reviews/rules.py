"""Until when a case is decided, when it goes up, and how many officers it takes: as the region's rules say on the day of
the submission. What the region changes later holds for what is submitted later, so that nobody's deadline moves.

Days are calendar days of 24 hours, like those of objections: which days are worked differs by year and is announced late.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

from .models import Case, Decision, Kind, State

SHORTEST_REASON = 4
ALWAYS_TWO = frozenset({Kind.MERGE})


def rule_set(region_code: str, submitted_at: datetime) -> RuleSet:
    return region_queries.rules_for(region_code, timezone.localdate(submitted_at))


def due_at(kind: Kind, region_code: str, at: datetime) -> datetime:
    """An objection has a time of its own, which its area gives; a case of the radar gets as long as an objection."""
    rules = rule_set(region_code, at)
    days = {
        Kind.IDENTITY: rules.review_identity_days,
        Kind.MERGE: rules.review_identity_days,
        Kind.ORGANIZATION: rules.review_organization_days,
        Kind.PROJECT: rules.review_project_days,
        Kind.REPORT: rules.review_report_days,
    }
    return at + timedelta(days=days.get(kind, rules.objection_answer_days))


def escalates_after(region_code: str, submitted_at: datetime) -> timedelta | None:
    """How long the officers of one level have before those above are asked too; None where the region asks nobody."""
    days = rule_set(region_code, submitted_at).escalation_days
    return timedelta(days=days) if days else None


def takes_two(kind: Kind, region_code: str, at: datetime) -> bool:
    return kind in ALWAYS_TWO or kind in rule_set(region_code, at).four_eyes


def check_decision(decision: str, reason: str) -> None:
    if decision not in Decision.values:
        raise Refused(
            "review.decision",
            _("A case can be approved, returned or rejected."),
            next_step=_("Choose one of the three."),
            field="decision",
        )
    if decision != Decision.APPROVE and len(reason) < SHORTEST_REASON:
        raise Refused(
            "review.reason",
            _("Whoever submitted this will ask why, and no reason is given."),
            next_step=_("Say in a sentence what is missing or wrong."),
            field="reason",
        )


def check_not_for_absent(actor: Actor, case: Case) -> None:
    """Who stands in decides nothing that the absent officer submitted, nor says the second word after theirs."""
    if actor.acting_for is not None and actor.acting_for in (case.submitted_by, case.proposed_by):
        raise Refused(
            "review.of_absent_officer",
            _("This comes from the officer for whom you stand in."),
            next_step=_("Leave it to another officer."),
        )


def check_waiting(case: Case) -> None:
    """Whoever comes second is told who was first, what was decided, and when."""
    if case.state == State.WAITING:
        return
    if case.state == State.WITHDRAWN:
        raise Refused(
            "review.withdrawn",
            _("Whoever submitted this has withdrawn it, so there is nothing left to decide."),
            next_step=_("Go on with the next case."),
        )
    raise Refused(
        "review.decided_already",
        _("Another officer decided this case before you; that decision stands."),
        next_step=_("Open the case to see it, and go on with the next one."),
        facts={
            "state": case.state,
            "decided_by": case.decided_by_label,
            "decided_at": case.decided_at.isoformat() if case.decided_at else "",
        },
    )


def needs_another() -> Refused:
    return Refused(
        "review.needs_another",
        _("You have said this already, and this case takes a second officer who says the same."),
        next_step=_("Leave it to another officer of your region or above, or change what you said."),
    )
