"""Officers reading why somebody's record is as it is. The person sees who read it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.records import explaining
from volunteercloud.domain.records.explaining import Explained
from volunteercloud.domain.records.rules import can_correct


@transaction.atomic
def read_explanation(*, actor: Actor, volunteer_id: UUID, record_id: UUID, at: datetime) -> list[Explained]:
    """Every version of a record with what the rules said. Written down unless the reader is the person, the guardian or
    staff of the organization that wrote it. Not found for whom it is not for."""
    explained = explaining.explain(actor, volunteer_id, record_id)
    record = explained[0].version
    if identity_rules.may_act_for(actor, volunteer_id) or can_correct(actor, record.organization_id):
        return explained

    audit.record(
        actor,
        "records.explanation_read",
        at=at,
        owner_id=volunteer_id,
        subject=("record", record.record_id, record.title),
        region_code=record.service_region_code,
        facts=identity_rules.office_facts(actor, record.service_region_code),
    )
    return explained
