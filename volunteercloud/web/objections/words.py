"""An objection in words: what was wished, how it stands, and its course as sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from volunteercloud.domain.objections import queries as objection_queries
from volunteercloud.domain.objections import rules as objection_rules
from volunteercloud.domain.objections.models import Objection, Outcome, Side, State, Wish
from volunteercloud.domain.objections.queries import Opened
from volunteercloud.domain.records.models import ServiceRecord
from volunteercloud.web import formats

# State: kind of `status`, words.
STATES = {
    State.OPEN: ("look", gettext_lazy("Waits for the organization")),
    State.REFERRED: ("look", gettext_lazy("Waits for an officer")),
    State.DECIDED: ("quiet", gettext_lazy("Decided, open to appeal")),
    State.APPEALED: ("look", gettext_lazy("Appealed, waits for another officer")),
    State.SETTLED: ("good", gettext_lazy("Settled by the organization")),
    State.WITHDRAWN: ("quiet", gettext_lazy("Withdrawn")),
    State.FINAL: ("quiet", gettext_lazy("Decided for good")),
}
SIDES = {
    Side.VOLUNTEER: pgettext_lazy("side of an objection", "the volunteer"),
    Side.ORGANIZATION: pgettext_lazy("side of an objection", "the organization"),
    Side.OFFICER: pgettext_lazy("side of an objection", "an officer"),
}
WISHES = {
    Wish.TIMES: gettext_lazy("The times are wrong"),
    Wish.VOID: gettext_lazy("The service did not take place as recorded"),
    Wish.RESTORE: gettext_lazy("The record should count again"),
}
OUTCOMES = {
    Outcome.DISMISSED: gettext_lazy("The objection is dismissed"),
    Outcome.CORRECTED: gettext_lazy("The times are corrected"),
    Outcome.VOIDED: gettext_lazy("The record is void and counts nowhere"),
    Outcome.RESTORED: gettext_lazy("The record counts again"),
}
NEXT = {
    State.OPEN: gettext_lazy("The organization has time to answer until %(until)s. After that an officer decides."),
    State.REFERRED: gettext_lazy("An officer of the region decides by %(until)s."),
    State.DECIDED: gettext_lazy("Volunteer and organization can appeal until %(until)s. After that it is final."),
    State.APPEALED: gettext_lazy("An officer who has not decided before decides by %(until)s. That is final."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the course: when, what happened in a sentence, and the words that were written."""

    at: datetime
    sentence: str
    said: str = ""


def course(opened: Opened) -> list[Step]:
    """What happened so far, the first step first."""
    objection = opened.objection
    steps = [Step(objection.raised_at, _raised(objection), objection.grounds)]
    if objection.stated_at:
        steps.append(Step(objection.stated_at, _("The volunteer said:"), objection.statement))
    if objection.answered_at:
        steps.append(Step(objection.answered_at, _answered(objection), objection.answer))
    for ruling in opened.rulings:
        words = {"who": ruling.decided_by_name, "outcome": OUTCOMES[Outcome(ruling.outcome)]}
        sentence = _("%(who)s decided as an officer: %(outcome)s.") % words
        steps.append(Step(ruling.decided_at, sentence, ruling.reason))
    if objection.appealed_at:
        steps.append(Step(objection.appealed_at, _appealed(objection), objection.appeal))
    if objection.closed_at and objection.state == State.WITHDRAWN:
        steps.append(Step(objection.closed_at, _("The objection was withdrawn.")))
    if objection.closed_at and objection.state == State.FINAL and not objection.appealed_at:
        steps.append(Step(objection.closed_at, _("Nobody appealed in time, so the decision is final.")))
    return sorted(steps, key=lambda step: step.at)


def _raised(objection: Objection) -> str:
    words = {"who": objection.raised_by_name, "side": SIDES[Side(objection.side)], "number": objection.version}
    if objection.raised_by == objection.volunteer_id:
        return _("%(who)s objected to version %(number)s:") % words
    return _("%(who)s objected to version %(number)s for %(side)s:") % words


def _appealed(objection: Objection) -> str:
    words = {"who": objection.appealed_by_name, "side": SIDES[Side(objection.appeal_side)]}
    if objection.appealed_by == objection.volunteer_id:
        return _("%(who)s appealed:") % words
    return _("%(who)s appealed for %(side)s:") % words


def _answered(objection: Objection) -> str:
    words = {"who": objection.answered_by_name, "organization": objection.organization_name}
    if objection.state == State.SETTLED:
        return _("%(who)s of %(organization)s changed the record:") % words
    return _("%(who)s of %(organization)s stands by the record:") % words


def beside(record: ServiceRecord, now: datetime) -> dict[str, object]:
    """What the page of a record shows about objections to it. The page has asked who may see the record."""
    return {
        "objections": objection_queries.of_record(record.volunteer_id, record.record_id),
        "objection_states": STATES,
        "object_until": objection_rules.objection_until(record),
        "notice_until": objection_rules.notice_until(record),
        "now": now,
    }


def shown(opened: Opened, now: datetime) -> dict[str, object]:
    """What `objections/_whole.html` shows, on the pages of every side."""
    objection = opened.objection
    until = objection.due_at and formats.moment(objection.due_at)
    return {
        "objection": objection,
        "record": opened.record,
        "volunteer_name": opened.volunteer_name,
        "versions": opened.versions[::-1],
        "state": STATES[State(objection.state)],
        "wish": WISHES[Wish(objection.wish)],
        "outcome": OUTCOMES[Outcome(objection.outcome)] if objection.outcome else "",
        "next": NEXT[State(objection.state)] % {"until": until} if until else "",
        "is_overdue": objection.is_undecided and objection.due_at is not None and objection.due_at <= now,
        "course": course(opened),
    }
