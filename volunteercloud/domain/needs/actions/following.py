"""Following what became of a need: it runs, it was served, nobody came, what it became was called off. Run by the worker."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs.models import Need


def follow(*, actor: Actor, organization_id: UUID, need_id: UUID, at: datetime) -> Need:
    """Bring a need to where its shifts are now. Twice is as good as once."""
    raise NotImplementedError


def close(*, actor: Actor, need_id: UUID, at: datetime) -> Need:
    """Close what was confirmed, or was done long enough ago without a word. Run by the worker."""
    raise NotImplementedError
