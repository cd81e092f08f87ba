"""An officer opens a transfer: who sees, is seen."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.transfers import queries


@transaction.atomic
def open_transfer(*, actor: Actor, volunteer_id: UUID, transfer_id: UUID, at: datetime) -> queries.Whole:
    """Read a transfer of somebody as an officer for identity or records of where they lived when it began; they see that it
    was read. Nobody else finds it."""
    whole = queries.one(actor, volunteer_id, transfer_id)

    transfer = whole.transfer
    audit.record(
        actor,
        "transfers.opened",
        at=at,
        owner_id=volunteer_id,
        subject=("transfer", transfer.id, transfer.node_name),
        region_code=transfer.region_code,
        facts=identity_rules.office_facts(actor, transfer.region_code),
    )
    return whole
