"""A case of any kind is decided by the action of the area that opened it: the one table of which that is."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities.actions import publishing
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.needs.actions import moderating
from volunteercloud.domain.office import queries
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.reviews import actions as review_actions
from volunteercloud.domain.reviews import queries as review_queries
from volunteercloud.domain.reviews.models import Case, Kind, Look
from volunteercloud.domain.supervision import actions as supervision_actions

from . import merging

# Kinds that are not here ask for more than approve, return or reject, and have a decision of their own.
DECIDE: Mapping[Kind, Callable[..., Any]] = {
    Kind.IDENTITY: identity_actions.decide_identity,
    Kind.ORGANIZATION: organization_actions.decide_organization,
    Kind.PROJECT: publishing.decide_project,
    Kind.NEED: moderating.decide_need,
    Kind.REPORT: supervision_actions.decide_report,
    Kind.MERGE: merging.decide_merge,
}


@transaction.atomic
def decide_case(
    *,
    actor: Actor,
    case_id: UUID,
    decision: str,
    reason: str = "",
    asked: Mapping[str, str] | None = None,
    at: datetime,
) -> Case:
    """Decide a case as the action of its area does, which asks its own rule and leaves the entry.

    ``asked`` are words to single fields, which the decision about a registration alone takes.

    The case that comes back may be waiting still: then a second officer has to say the same. Refused for kinds with a
    decision of their own (`review.other_decision`).
    """
    kind = Kind(review_queries.case(case_id).kind)
    if kind not in DECIDE:
        queries.case(actor, case_id)
        raise Refused(
            "review.other_decision",
            _("This case is not approved or rejected; its decision asks for more."),
            next_step=_("Open it and decide there."),
        )
    more = {"asked": asked} if asked else {}
    DECIDE[kind](actor=actor, case_id=case_id, decision=decision, reason=reason, at=at, **more)
    return review_queries.case(case_id)


@transaction.atomic
def look_at(*, actor: Actor, case_id: UUID, at: datetime) -> Look:
    """Say that the officer has a case open, as `reviews.actions.look_at` does; not found where it is not theirs."""
    queries.case(actor, case_id)
    return review_actions.look_at(actor=actor, case_id=case_id, at=at)
