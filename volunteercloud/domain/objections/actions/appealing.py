from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.objections import rules
from volunteercloud.domain.objections.models import Instance, Objection, Ruling, State
from volunteercloud.domain.organizations import queries as organization_queries

from . import keeping, telling


@retried
def appeal_decision(
    *, actor: Actor, volunteer_id: UUID, objection_id: UUID, side: str, appeal: str, at: datetime
) -> Objection:
    """Appeal against an officer's decision, for the volunteer or for the organization. One appeal, decided by another officer.

    Refused without words (`objection.unsaid`), before there is a decision or after another appeal (`objection.moved_on`),
    and when the time is over (`objection.appeal_over`).
    """
    objection = keeping.held(volunteer_id, objection_id)

    rules.check_may_appeal(actor, side, objection)

    keeping.check_state(objection, State.DECIDED)
    appeal = rules.check_said(appeal, "appeal")
    if objection.due_at and at >= objection.due_at:
        raise Refused(
            "objection.appeal_over",
            _("The time to appeal is over, and the decision is final."),
            next_step=_("If something new has come up, tell the organization; it can correct its record."),
            facts={"until": objection.due_at.isoformat()},
        )

    objection.state = State.APPEALED
    objection.appeal, objection.appeal_side = appeal[:2000], side
    objection.appealed_by, objection.appealed_by_name, objection.appealed_at = actor.person_id, actor.label[:300], at
    keeping.refer(objection, _region_of_appeal(objection), rules.answer_due(objection.region_code, at), at)
    keeping.keep(objection)

    telling.leave_entry(actor, "objections.decision_appealed", objection, at, side=side)
    telling.tell_parties(actor, "objection_appealed", objection, at, who=actor.label)
    return objection


def _region_of_appeal(objection: Objection) -> str:
    """The nearest region above in which somebody may decide who has not: else it stays, for another officer of the region or
    one of the whole country, who sees every region."""
    first = Ruling.objects.get(volunteer_id=objection.volunteer_id, objection_id=objection.id, instance=Instance.FIRST)
    apart = {first.decided_by, objection.raised_by, objection.appealed_by}
    for grant in identity_queries.officers_over(objection.region_code):
        is_above = grant.region_code not in ("", objection.region_code)
        if is_above and grant.account_id not in apart and _is_free(grant.account_id, objection):
            return grant.region_code
    return objection.region_code


def _is_free(officer_id: UUID, objection: Objection) -> bool:
    officer = Actor(ActorKind.PERSON, "", officer_id)
    works_there = organization_queries.role(officer_id, objection.organization_id)
    return not works_there and not identity_rules.may_act_for(officer, objection.volunteer_id)
