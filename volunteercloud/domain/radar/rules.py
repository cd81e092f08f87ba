"""Who may see a case, and who may decide about it."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import queries as organization_queries

from .models import CaseState, RadarCase

SHORTEST_REASON = 4


def may_see(viewer: Actor, case: RadarCase) -> bool:
    """Officers of the organization's region and above, but for those who work for it: a case is no warning."""
    return (
        identity_rules.is_officer_for(viewer, case.region_id)
        and organization_queries.role(viewer.id, case.organization_id) is None
    )


def check_may_see(viewer: Actor, case: RadarCase) -> None:
    if not may_see(viewer, case):
        raise NotFound


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
