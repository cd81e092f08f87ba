"""How minutes count, and who may correct a record."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.organizations import rules as organization_rules


def worked_minutes(starts_at: datetime, ends_at: datetime, break_minutes: int) -> int:
    """Whole minutes between start and end without the break; never negative."""
    return max(0, int((ends_at - starts_at).total_seconds()) // 60 - break_minutes)


def credited_minutes(worked: int, rounding_minutes: int) -> int:
    """What counts of the time worked: rounded down to the region's step (half an hour by default, DOMAIN.md A3)."""
    return worked - worked % rounding_minutes


def can_correct(actor: Actor, organization_id: UUID) -> bool:
    """Who records, certifies and corrects (MCA order 67): staff of the organization that wrote the record."""
    return organization_rules.can_record(actor, organization_id)
