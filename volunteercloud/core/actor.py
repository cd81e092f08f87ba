"""Who acts: every action takes one first, every audit entry keeps its id and label."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who is signed in, a named part of the system, or nobody known.

    ``id`` is the account's id, which is also the volunteer's id of that person; None for anybody else.
    """

    kind: ActorKind
    label: str
    id: UUID | None = None

    @property
    def is_system(self) -> bool:
        return self.kind is ActorKind.SYSTEM


ANONYMOUS = Actor(ActorKind.ANONYMOUS, "")


def system(label: str) -> Actor:
    """A named part of the system: a job, a command, the demo builder."""
    return Actor(ActorKind.SYSTEM, label)
