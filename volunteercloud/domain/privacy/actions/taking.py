"""Taking along everything that is kept of oneself."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.privacy import queries, rules


@transaction.atomic
@fanning.allowed()
def take_everything(*, actor: Actor, volunteer_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """`queries.everything`, for the person and the guardian. That somebody took it leaves a trace: who reads all of a life in one
    file may be a stranger at the keyboard. What others noted of a person stands on every machine, and this is asked rarely.
    """
    volunteer = identity_queries.volunteer(volunteer_id)

    rules.check_own(actor, volunteer_id)

    taken = list(queries.everything(actor, volunteer_id))

    audit.record(
        actor,
        "privacy.everything_taken",
        at=at,
        owner_id=volunteer_id,
        subject=("volunteer", volunteer_id, volunteer.number),
        region_code=volunteer.region_id or "",
        facts={"rows": sum(len(one["rows"]) for one in taken)},
    )
    return taken
