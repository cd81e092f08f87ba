"""What an organization says to a sanction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.supervision import rules
from volunteercloud.domain.supervision.models import Sanction, SanctionState

from .telling import leave_entry, tell_officer


@transaction.atomic
def answer_sanction(*, actor: Actor, organization_id: UUID, sanction_id: UUID, answer: str, at: datetime) -> Sanction:
    """Say what was mended, or why the sanction is not right; the officer reads it, and so does everybody at the desk.

    For managers, while it stands; a later answer takes the place of the one before, which the trail keeps.
    """
    organization = organization_queries.locked(organization_id)

    if not rules.can_answer(actor, organization_id):
        raise NotAllowed("organization.not_manager")

    sanction = Sanction.objects.filter(organization_id=organization_id, id=sanction_id).first()
    if sanction is None or sanction.state in (SanctionState.PROPOSED, SanctionState.DROPPED):
        raise NotFound
    rules.check_running(sanction)
    said = answer.strip()
    if len(said) < rules.SHORTEST:
        raise Refused(
            "sanction.answer",
            _("The answer is empty."),
            next_step=_("Say what you mended, or why the sanction is not right."),
            field="answer",
        )

    before = sanction.answer
    sanction.answer, sanction.answered_by_name, sanction.answered_at = said[:4000], actor.label[:300], at
    sanction.save(update_fields=["answer", "answered_by_name", "answered_at"])

    leave_entry(actor, "supervision.sanction_answered", organization, at, sanction=str(sanction_id), before=before)
    tell_officer(actor, sanction.officer_id, "sanction_answered", organization, at)
    return sanction
