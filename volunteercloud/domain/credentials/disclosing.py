"""SD-JWT: one credential of which the holder shows what they choose, hours without a name for one."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor


def issued(viewer: Actor, volunteer_id: UUID, at: datetime) -> str:
    """The whole credential of a person with every disclosure, for the holder alone; issued now if none stands. Empty for a
    person without any record that counts, or without a verified real name. Called within a transaction."""
    raise NotImplementedError


def presented(text: str, names: Collection[str]) -> str:
    """The same credential with the disclosures of these claims only."""
    raise NotImplementedError
