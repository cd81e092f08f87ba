"""Rules about the activity: what had been approved, covered and planned when somebody served."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.records.models import Grade

from .facts import Facts
from .shape import Answer, Result, Rule, Severity, Wording, kept_or, not_applicable


def _approved(facts: Facts) -> Answer:
    approved_at = facts.circumstances.approved_at
    return kept_or(
        Result.ASKED,
        approved_at is not None and approved_at <= facts.starts_at,
        approved_at=approved_at.isoformat() if approved_at else None,
        late_reason=facts.circumstances.late_reason,
    )


def _cover(facts: Facts) -> Answer:
    said = facts.circumstances
    if not said.is_dangerous:
        return not_applicable()
    begun = said.policy_from is not None and said.policy_from <= facts.day
    in_force = bool(said.policy_number) and begun and (said.policy_to is None or facts.day <= said.policy_to)
    return kept_or(
        Result.ASKED,
        in_force,
        policy_number=said.policy_number,
        policy_from=said.policy_from.isoformat() if said.policy_from else None,
        policy_to=said.policy_to.isoformat() if said.policy_to else None,
    )


def _roster(facts: Facts) -> Answer:
    """Whoever hands over a draft has the person on the roster; here it is kept how they came there."""
    added = facts.circumstances.added_reason
    return kept_or(Result.ASKED, not added, added_reason=added)


def _late(facts: Facts) -> Answer:
    if facts.grade != Grade.E or facts.is_correction:
        return not_applicable()
    reason = facts.circumstances.late_reason
    return Result.ASKED, {"late_reason": reason}


RULES = (
    Rule(
        "activity.approved",
        Severity.ASK,
        _("The activity was public before the service began, or a word says why it comes afterwards."),
        _approved,
        Wording(
            "record.not_approved",
            _("The activity had not been approved when this service began."),
            _("If it is true, explain in a sentence why; the explanation stays with the record."),
            field="explanation",
        ),
    ),
    Rule(
        "cover.in_force",
        Severity.ASK,
        _("Where service may be dangerous, a policy is in force on that day, or a word says why not."),
        _cover,
        Wording(
            "record.cover",
            _("The project is marked as dangerous, and no policy was in force on that day."),
            _("Add the policy to the project, or explain in a sentence; the explanation stays with the record."),
            field="explanation",
        ),
    ),
    Rule(
        "roster.present",
        Severity.ASK,
        _("The person is on the roster of the shift; whoever was added without a sign-up, with a reason."),
        _roster,
    ),
    Rule(
        "entry.late",
        Severity.ASK,
        _("What is entered after the event says why."),
        _late,
        Wording(
            "record.late_reason",
            _("A late entry needs a reason."),
            _("Say in a sentence why it was not recorded on the day; the volunteer will read it."),
            field="reason",
        ),
    ),
)
