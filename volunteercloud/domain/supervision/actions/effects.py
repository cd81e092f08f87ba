"""What the sanctions that stand do to their organization: an inner step of everything that changes one."""

from datetime import datetime

from volunteercloud.domain.organizations.actions import holding
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.supervision import queries, rules
from volunteercloud.domain.supervision.models import Rung


def take_effect(organization: Organization, at: datetime) -> None:
    """Keep the organization from what its sanctions say, and from nothing else, from the next request on.

    Counted anew from the rows each time, so that no step has to know what another one left behind.
    """
    standing = queries.standing(organization)
    suspension = next((one for one in standing if one.rung == Rung.SUSPENSION), None)
    holding.hold(
        organization,
        barred=rules.barred_by(standing),
        suspended_for=suspension.reason if suspension else "",
        at=at,
    )
