"""The leaf `handover/1`: that records went from one node to another, said by either in its own log with the same digest."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import actions as log_actions
from volunteercloud.domain.nodes import queries as node_queries

from . import canonical
from .carrying import HandOver

KIND = "handover/1"

Handed = Sequence[tuple[HandOver, int]]  # each with the minutes that it counts
Together = dict[tuple[UUID, UUID, str], list[tuple[HandOver, int]]]


def content(
    *, transfer_id: UUID, from_node: str, to_node: str, volunteer_id: UUID, versions: Mapping[UUID, int], at: datetime
) -> bytes:
    """What is sealed; whoever has the steps of the transfer can write it again. ``volunteer_id`` is the person at the node
    whose log it is; ``versions`` are the records that went, each with its version."""
    return canonical.written(
        {
            "form": KIND,
            "transfer": transfer_id,
            "from": from_node,
            "to": to_node,
            "volunteer_id": volunteer_id,
            "records": len(versions),
            "digest": digest(versions).hex(),
            "at": at,
        }
    )


def digest(versions: Mapping[UUID, int]) -> bytes:
    """Over the records and their versions, a line each, in the order of their ids: the same at both nodes."""
    lines = [f"{record_id} {version}\n" for record_id, version in sorted(versions.items())]
    return hashlib.sha256("".join(lines).encode()).digest()


def seal(handed: Handed, at: datetime, *, is_ours: bool) -> None:
    """A leaf for each transfer, under its own id: what is handed over by this node (``is_ours``), or to it."""
    own, leaves = node_queries.own_name(), []
    for (volunteer_id, transfer_id, node_name), records in _by_transfer(handed).items():
        from_node, to_node = (own, node_name) if is_ours else (node_name, own)
        said = content(
            transfer_id=transfer_id,
            from_node=from_node,
            to_node=to_node,
            volunteer_id=volunteer_id,
            versions={one.record_id: one.version for one, _minutes in records},
            at=at,
        )
        leaves.append(log_actions.NewLeaf(KIND, volunteer_id, transfer_id, log_actions.new_salt(), said))
    log_actions.append(leaves, at)


def leave_entries(actor: Actor, name: str, people: Mapping[UUID, Volunteer], handed: Handed, at: datetime) -> None:
    """An entry of the trail for each transfer."""
    told = []
    for (volunteer_id, transfer_id, node_name), records in _by_transfer(handed).items():
        person = people[volunteer_id]
        told.append(
            audit.Told(
                owner_id=volunteer_id,
                subject=("transfer", transfer_id, person.number),
                region_code=person.region_id or "",
                facts={"node": node_name, "records": len(records), "minutes": sum(each for _one, each in records)},
            )
        )
    audit.record_many(actor, name, at=at, told=told)


def _by_transfer(handed: Iterable[tuple[HandOver, int]]) -> Together:
    found: Together = {}
    for one, minutes in handed:
        found.setdefault((one.volunteer_id, one.transfer_id, one.node_name), []).append((one, minutes))
    return found
