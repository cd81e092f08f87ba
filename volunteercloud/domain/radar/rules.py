"""Who may see a case, and who may decide about it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules

from .models import CaseState, RadarCase

SHORTEST_REASON = 4
MOST_OBJECTED = 500


def may_see(viewer: Actor, case: RadarCase) -> bool:
    """Officers of the organization's region and above, but for those who work for it: a case is no warning."""
    is_officer = identity_rules.is_officer_for(viewer, case.region_id, Right.RECORDS)
    return is_officer and not organization_rules.is_own(viewer, case.organization_id)


def check_may_see(viewer: Actor, case: RadarCase) -> None:
    if not may_see(viewer, case):
        raise NotFound


def check_not_own(actor: Actor, volunteer_ids: Collection[UUID]) -> None:
    """Refused where a record of the case is the officer's own or their child's: nobody dismisses what they bought."""
    own = {actor.id, *(ward.ward_id for ward in identity_queries.wards(actor))}
    if not own.isdisjoint(volunteer_ids):
        raise Refused(
            "radar.own_record",
            _("A record of this case is your own or your child’s, and nobody decides in a matter of their own."),
            next_step=_("Leave it to another officer of your region or above."),
        )


def check_open(case: RadarCase) -> None:
    """Refused once somebody has decided; what they decided stands."""
    if case.state != CaseState.OPEN:
        raise Refused(
            "radar.decided_already",
            _("Another officer decided about this case before you; that decision stands."),
            next_step=_("Open the case to see it, and go on with the next one."),
            facts={
                "state": case.state,
                "decided_by": case.decided_by_label,
                "decided_at": case.decided_at.isoformat() if case.decided_at else "",
            },
        )


def check_reason(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "radar.reason",
            _("Whoever looks at this case later will ask why, and no reason is given."),
            next_step=_("Say in a sentence what you found out, and how."),
            field="reason",
        )
    return reason[:2000]


def check_not_too_many(records: Sequence[object]) -> None:
    """Each objection asks a volunteer and an organization for an answer. What is larger is more than a case."""
    if len(records) > MOST_OBJECTED:
        raise Refused(
            "radar.too_many",
            _("This case holds %(records)s records, more than can be objected to at once.") % {"records": len(records)},
            next_step=_("Suspend the organization, so that no more are added, then object to the records one by one."),
            facts={"records": len(records), "most": MOST_OBJECTED},
        )


def check_any(refusals: Sequence[Refused | None]) -> None:
    """A case that leads to no objection at all was not turned into one."""
    if all(refusals):
        first = refusals[0] if refusals else None
        raise Refused(
            "radar.none_objected",
            _("No record of this case can be objected to now."),
            next_step=first.message if first else _("Dismiss the case, and say why."),
            facts={"reasons": sorted({refusal.code for refusal in refusals if refusal})},
        )


def as_refusal(error: Refused | NotAllowed | NotFound) -> Refused:
    """Why an officer cannot object to one record, in words that stand beside it."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, NotAllowed):
        return Refused(error.code, _("This record is your own, your child’s, or of an organization you work for."))
    return Refused("objection.elsewhere", _("This service was given in a region that is another officer’s."))
