"""The last beat of an organization's actions."""

from datetime import datetime

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.organizations.models import Organization


def tell(
    actor: Actor, name: str, organization: Organization, at: datetime, facts: dict[str, object] | None = None
) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("organization", organization.id, organization.name),
        region_code=organization.region_id,
        facts=facts,
    )
