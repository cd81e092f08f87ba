"""A moderator looks at a need before the public does: approves it, sends it back to be mended, or turns it down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.needs import rules
from volunteercloud.domain.needs.models import Frequency, Need, State, What
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Decision, Kind

from . import keeping, telling

STEPS = {Decision.APPROVE: What.OPENED, Decision.RETURN: What.RETURNED, Decision.REJECT: What.REJECTED}


@transaction.atomic
def decide_need(*, actor: Actor, case_id: UUID, decision: str, reason: str = "", at: datetime) -> Need:
    """Approve, return or reject a need; approved it is public at once. A return and a rejection need a reason, which its
    poster reads.

    For the managers of its station and the officers of its region or above, but not in a matter of their own. The second of
    two who decide at once is refused (`review.decided_already`). Refused for a need whose time is over (`need.time_over`).
    """
    case = review_queries.case(case_id)
    if case.kind != Kind.NEED:
        raise NotFound
    need = keeping.held(case.subject_id)

    rules.check_may_moderate(actor, case, need)

    if decision == Decision.APPROVE:
        _check_time_left(need, at)
    settled = review_actions.settle(actor=actor, case_id=case_id, decision=decision, reason=reason, at=at)
    if settled.is_waiting:
        return need

    need.reason = settled.reason
    match Decision(decision):
        case Decision.APPROVE:
            _open(need, at)
        case Decision.RETURN:
            need.expires_at = rules.expires_at(need, at)
            keeping.move(need, State.RETURNED, at)
        case Decision.REJECT:
            keeping.end(actor, need, State.REJECTED, at)

    keeping.step(need, STEPS[Decision(decision)], at, by=actor.label, words=settled.reason)
    keeping.leave_entry(actor, "needs.need_decided", need, at, decision=str(decision), reason=settled.reason)
    telling.tell_poster(actor, f"need_{Decision(decision)}", need, at, reason=settled.reason)
    if need.state == State.OPEN:
        telling.tell_station(actor, "need_opened_here", need, at)
    return need


def _open(need: Need, at: datetime) -> None:
    need.opened_at = at
    need.asked_code, need.level, need.passes_at = need.region_id or "", 0, rules.passes_at(need, at)
    need.expires_at = rules.expires_at(need, at)
    keeping.move(need, State.OPEN, at)


def _check_time_left(need: Need, at: datetime) -> None:
    """What was wanted for a time that has passed meanwhile is of no use to anybody."""
    if need.frequency == Frequency.ONCE and need.ends_at is not None and need.ends_at <= at:
        raise Refused(
            "need.time_over",
            _("Help was wanted for a time that is over by now."),
            next_step=_("Send it back and ask for another time."),
        )
