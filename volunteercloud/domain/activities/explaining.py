"""Why a person can or cannot take a shift: every reason, with what would help, for whoever manages it.

No more is told than the question needs: not how old somebody is or where else they serve, only that it stands against it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from . import fitting, queries, rules
from .models import HOLDING, Shift, SignUp, SignUpState


@dataclass(frozen=True, slots=True)
class Explained:
    """``name`` is told of people who were on a roster of this organization before; of others the number alone."""

    shift: Shift
    volunteer_id: UUID
    number: str
    name: str
    state: str
    reasons: list[Refused]
    fine: list[Promise]
    asks_first: rules.Restriction | None
    is_full: bool


AGE = frozenset({"signup.too_young", "signup.too_old"})
# What is fine, and the reasons that would speak against it.
ASKED: tuple[tuple[Promise, frozenset[str]], ...] = (
    (_("The shift is open and still to come"), frozenset({"signup.cancelled", "signup.started"})),
    (_("The organization may act"), frozenset({"signup.organization"})),
    (
        _("The project recruits on this day"),
        frozenset({"signup.not_public", "signup.too_early", "signup.too_late"}),
    ),
    (_("Real name verified"), frozenset({"signup.real_name"})),
    (_("Age and guardian’s consent"), AGE | {"signup.guardian_account", "signup.guardian_consent"}),
    (_("Skills and languages"), frozenset({"signup.ability"})),
    (_("Free at this time"), frozenset({"signup.clash"})),
    (
        _("Rest and limits of the post"),
        frozenset({"limit.shifts_in_row", "limit.hours_in_row", "limit.rest", "limit.week", "limit.project"}),
    ),
    (_("Not taken off this roster"), frozenset({"signup.declined"})),
)


def explain(viewer: Actor, organization_id: UUID, shift_id: UUID, number: str, now: datetime) -> Explained:
    """Every reason why the person with this public number cannot sign up for this shift now, and what is fine.

    For coordinators of the project. Refused for a number that is nobody's (`signup.unknown`).
    """
    shift = queries.shift(organization_id, shift_id)
    if not organization_rules.can_manage(viewer, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")
    try:
        volunteer = identity_queries.volunteer_by_number(number)
    except NotFound:
        raise rules.unknown() from None
    theirs = SignUp.objects.filter(organization_id=organization_id, volunteer_id=volunteer.id)
    known = theirs.order_by("-signed_up_at", "shift_id").values_list("volunteer_name", flat=True).first()
    state = theirs.filter(shift_id=shift_id).values_list("state", flat=True).first() or ""
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(now))
    candidate = fitting.candidates([volunteer.id], shift, now)[volunteer.id]

    found = [rules.was_declined()] if state == SignUpState.DECLINED else []
    found += [told(refusal) for refusal in rules.reasons(shift, candidate, rule_set, now)]
    codes = {refusal.code for refusal in found}
    return Explained(
        shift=shift,
        volunteer_id=volunteer.id,
        number=volunteer.number,
        name=known or "",
        state=state if state in (*HOLDING, SignUpState.WAITING) else "",
        reasons=found,
        fine=[words for words, against in ASKED if not against & codes],
        asks_first=rules.asks_first(candidate, rule_set, now),
        is_full=shift.taken >= shift.places,
    )


def told(refusal: Refused) -> Refused:
    """The reason in words about somebody else, without facts of their life."""
    if refusal.code in AGE:
        return Refused(
            refusal.code,
            _("This person does not meet the age condition of the post."),
            next_step=_("Offer them a shift of a post without this condition."),
        )
    if refusal.code == "signup.clash":
        return rules.they_clash()
    if refusal.code == "signup.ability":
        return Refused(
            refusal.code,
            _("Their profile does not name a skill or language that this post asks for."),
            next_step=_("If they have it, they add it to their profile; or drop the condition."),
            facts=refusal.facts,
        )
    worded = rules.about_them(refusal)
    return Refused(worded.code, worded.message, next_step=worded.next_step)
