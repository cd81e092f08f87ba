"""Who acts: every action takes one first, every audit entry keeps its id and label."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from .errors import NotAllowed


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who is signed in, a named part of the system, or nobody known.

    ``id`` is the account's id, which is also the volunteer's id of that person; None for anybody else. An officer who
    stands in for one who is away acts for that one: with their offices, and both names in the trail.
    """

    kind: ActorKind
    label: str
    id: UUID | None = None
    acting_for: UUID | None = None
    acting_for_label: str = ""

    @property
    def person_id(self) -> UUID:
        """The id, where only a person who is signed in can be meant. Anybody else is not allowed."""
        if self.id is None:
            raise NotAllowed("not_signed_in")
        return self.id

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM


ANONYMOUS = Actor(ActorKind.ANONYMOUS, "")


def system(label: str) -> Actor:
    """A named part of the system: a job, a command, the demo builder."""
    return Actor(ActorKind.SYSTEM, label)
