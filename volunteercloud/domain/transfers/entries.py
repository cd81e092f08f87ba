"""What another node says of transfers, taken apart: one entry a transfer, its steps opened and put in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from . import steps, storing
from .models import Kind
from .steps import Between, Signed, Unfit

CARRYING = (Kind.OFFER, Kind.AMEND)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A step as it came, with the bundle that belongs to it, packed."""

    document: str
    bundle: bytes | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the other node says of one transfer: steps of its own that we may lack, and hashes of all that it holds."""

    transfer_id: UUID
    steps: Sequence[Arrived] = ()
    have: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry whose signatures were checked; ``trouble`` is why the rest of its steps was not taken in."""

    entry: Entry
    steps: Sequence[Signed]
    bundles: Mapping[bytes, bytes] = field(default_factory=dict)
    trouble: str = ""

    @property
    def opening(self) -> Signed | None:
        """What begins a transfer, where it is among the steps."""
        found = (step for step in self.steps if step.kind in (Kind.INVITE, Kind.REQUEST) and not step.said.previous)
        return next(found, None)

    @property
    def is_taken_back(self) -> bool:
        return any(step.kind in (Kind.CANCEL, Kind.DECLINE) for step in self.steps)

    @property
    def noted(self) -> list[bytes]:
        """What is answered to be known of a transfer that nobody here has agreed to, whether or not there is anybody."""
        kinds = (Kind.INVITE, Kind.REQUEST, Kind.CANCEL, Kind.DECLINE)
        return [step.said.digest for step in self.steps if step.kind in kinds]


def opened(node: Node, entries: Sequence[Entry], at: datetime) -> list[Opened]:
    """Check signatures and forms, before anything is held in the database."""
    trusted = papers.ring(node.name)
    between = Between(node.name, nodes_queries.own_name())
    found: dict[UUID, Opened] = {}
    for entry in entries:
        read: list[Signed] = []
        carried: dict[bytes, bytes] = {}
        trouble = ""
        for arrived in entry.steps:
            try:
                step = steps.opened(arrived.document, trusted, between, at)
                if step.transfer_id != entry.transfer_id or (step.kind in CARRYING and arrived.bundle is None):
                    raise Unfit("transfer.form")
            except Unfit as unfit:
                trouble = unfit.code
                break
            read.append(step)
            if arrived.bundle is not None:
                carried[step.said.digest] = arrived.bundle
        read.sort(key=lambda step: storing.in_order(step.said.place))
        found[entry.transfer_id] = Opened(entry, read, carried, trouble)
    return list(found.values())
