"""Whom a message is for. The area that knows people hands this over; messages looks nobody up."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with the addresses that are proved to be theirs; an empty one is not written to.

    ``phone`` is E.164. ``language`` is the one the person reads, a code of `settings.LANGUAGES`.
    """

    id: UUID
    language: str
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    def address(self, channel: str) -> str:
        """Where a channel leads; empty where it leads nowhere."""
        return self.email if channel == "email" else self.phone
