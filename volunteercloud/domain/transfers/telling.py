"""What the trail and the people are told of steps that were taken: an entry each, and a text where it is the end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.records.carrying import Outcome

from . import bodies
from .models import Kind, Side, Transfer
from .storing import Chain

NAMES: dict[Kind, str] = {
    Kind.REQUEST: "transfers.requested",
    Kind.OFFER: "transfers.offered",
    Kind.ACCEPT: "transfers.accepted",
    Kind.COMMIT: "transfers.committed",
    Kind.RECEIPT: "transfers.received",
    Kind.DECLINE: "transfers.ended",
    Kind.CANCEL: "transfers.ended",
    Kind.AMEND: "transfers.amendment_sent",
    Kind.AMENDED: "transfers.amended",
}
ENDINGS = (Kind.DECLINE, Kind.CANCEL)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken just now."""

    transfer: Transfer
    kind: Kind
    digest: bytes
    refused: int
    code: str


def fresh(batch: Sequence[Chain]) -> list[Taken]:
    """The new steps of these chains, to be told of once they are written."""
    return [
        Taken(chain.transfer, step.kind, step.said.digest, _refused(chain, step.kind), bodies.code(step.body))
        for chain in batch
        for step in chain.fresh
        if step.kind in NAMES
    ]


def record(actor: Actor, taken: Sequence[Taken], at: datetime) -> None:
    """One entry a step, and a text to the inbox of whoever's transfer is over: as many statements for one as for all."""
    by_name: dict[str, list[Taken]] = defaultdict(list)
    for one in taken:
        by_name[NAMES[one.kind]].append(one)
    for name, several in sorted(by_name.items()):
        audit.record_many(actor, name, at=at, told=[_told(one) for one in several])
    _tell(actor, [one for one in taken if one.kind is Kind.RECEIPT or one.kind in ENDINGS], at)


def title_of(node_name: str) -> dict[str, str]:
    """A node as texts name it: its title in both languages, else its name."""
    node = nodes_queries.node(node_name)
    if node is None:
        return {"node": node_name}
    return {"node": node.title or node_name} | ({"node_en": node.title_en} if node.title_en else {})


def _told(one: Taken) -> audit.Told:
    transfer = one.transfer
    facts: dict[str, Any] = {"node": transfer.node_name, "side": transfer.side, "digest": one.digest.hex()}
    if one.kind in (Kind.OFFER, Kind.ACCEPT, Kind.COMMIT, Kind.RECEIPT):
        facts |= {"records": transfer.records, "minutes": transfer.minutes}
    if one.code:
        facts["code"] = one.code
    return audit.Told(
        owner_id=transfer.volunteer_id,
        subject=("transfer", transfer.id, transfer.node_name),
        region_code=transfer.region_code,
        facts=facts,
    )


def _tell(actor: Actor, over: Sequence[Taken], at: datetime) -> None:
    if not over:
        return
    readers = identity_queries.readers({one.transfer.volunteer_id for one in over}, with_phones=False)
    titles = {name: title_of(name) for name in {one.transfer.node_name for one in over}}
    told = [
        messages.Told(
            readers[one.transfer.volunteer_id].recipient,
            _template(one),
            _facts(one, titles, readers[one.transfer.volunteer_id].name),
            f"/me/moving/{one.transfer.id}/",
        )
        for one in over
        if one.transfer.volunteer_id in readers
    ]
    messages.tell_all(actor=actor, told=told, at=at)


def _template(one: Taken) -> str:
    if one.kind in ENDINGS:
        return "transfer_ended"
    way = "transfer_moved_here" if one.transfer.side == Side.RECEIVER else "transfer_moved_away"
    return f"{way}_in_part" if one.refused else way


def _facts(one: Taken, titles: Mapping[str, dict[str, str]], name: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": name, **titles[one.transfer.node_name]}
    if one.kind is Kind.RECEIPT:
        facts |= {
            "records": one.transfer.records,
            "hours": f"{round(one.transfer.minutes / 60, 2):g}",
            "refused": one.refused,
        }
    return facts


def _refused(chain: Chain, kind: Kind) -> int:
    if kind is not Kind.RECEIPT:
        return 0
    return sum(one.outcome == Outcome.REFUSED for one in bodies.items(chain.body(Kind.ACCEPT)))
