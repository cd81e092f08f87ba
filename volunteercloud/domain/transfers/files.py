"""The same between two nodes without a network: what one would say to the other as a file, and its answer as a file back.

A file is sealed to the node it is for (JWE) and signed by the one it is from (JWS of the kind vc-transfers+jws) over what
`synchronizing` would send. So it is as good as a call, only slower: an old one, or the same again, changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.nodes import papers, sealing
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from . import actions, receiving, rules, synchronizing
from .models import Transfer
from .steps import AHEAD
from .storing import Chain

KIND = "vc-transfers+jws"
FORM = "volunteercloud.transfers/1"
MOST = synchronizing.MOST
LARGEST = 64_000_000


@dataclass(frozen=True, slots=True)
class Packed:
    """A file for a node: how many transfers it speaks of, and whether there are more than one file holds."""

    node_name: str
    content: str
    transfers: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a file came to: from whom and of when it was, how many transfers it spoke of, what was not taken in (codes by
    transfer), and the answer to carry back."""

    node: Node
    made_at: datetime
    transfers: int
    troubles: dict[str, str]
    answer: Packed


def packed(*, actor: Actor, node_name: str, at: datetime) -> Packed:
    """Everything that a node has not heard yet, as a file for it; at most 500 transfers. Who may is the door's to ask.

    Refused: a node that is not trusted (`transfer.node`), nothing to say (`transfer.file_empty`).
    """
    rules.trusted(node_name)
    batch = _with_news(actor, node_name, at)
    if not batch:
        raise Refused(
            "transfer.file_empty",
            _("There is nothing that this node has not heard yet."),
            next_step=_("Make a file once somebody has asked or agreed."),
        )
    said = batch[:MOST]
    return _sealed(actor, node_name, synchronizing.question(said), len(said), at, more=len(batch) > MOST)


def taken_in(*, actor: Actor, content: str, at: datetime) -> TakenIn:
    """Take a file in and make the answer. The same file again gives the same, and changes nothing.

    Refused: what is no file for this node, or a damaged one (`transfer.file`); one of a node that is not trusted, or
    signed by no key of it (`transfer.file_untrusted`).
    """
    node, document = _opened(content.strip(), at)
    entries = synchronizing.entries_in(document)
    taken = receiving.take_in(actor, node, entries, at)
    answer = synchronizing.answer(node, entries, taken)
    _record(actor, "transfers.file_taken_in", node.name, len(entries), at)
    return TakenIn(
        node,
        datetime.fromisoformat(document["at"]),
        len(entries),
        {str(transfer_id): code for transfer_id, code in taken.troubles.items()},
        _sealed(actor, node.name, answer, len(entries), at),
    )


def _with_news(actor: Actor, node_name: str, at: datetime) -> list[Chain]:
    """The transfers with a step that the node has not heard, the oldest first; some more than a file holds, if there are."""
    found: list[Chain] = []
    after = UUID(int=0)
    while len(found) <= MOST:
        keys = _waiting(node_name, after)
        if not keys:
            break
        found += [chain for chain in actions.go_on(actor=actor, leased=keys, at=at) if chain.unheard()]
        after = keys[-1][1]
    return found


@fanning.allowed()
def _waiting(node_name: str, after: UUID) -> list[tuple[UUID, UUID]]:
    waiting = Transfer.objects.filter(node_name=node_name, next_at__isnull=False, id__gt=after).order_by("id")
    return list(waiting.values_list("volunteer_id", "id")[:MOST])


def _sealed(
    actor: Actor, node_name: str, said: Mapping[str, Any], count: int, at: datetime, *, more: bool = False
) -> Packed:
    own_name = nodes_queries.own_name()
    signed = papers.sign({**said, "file": FORM, "from": own_name, "to": node_name}, at, kind=KIND)
    try:
        content = sealing.seal_for(node_name, {"from": own_name, "signed": signed}, at)
    except papers.Untrusted:
        raise rules.not_trusted() from None
    _record(actor, "transfers.file_made", node_name, count, at)
    return Packed(node_name, content, count, more)


def _opened(content: str, at: datetime) -> tuple[Node, dict[str, Any]]:
    if len(content) > LARGEST:
        raise _no_file()
    try:
        sealed = sealing.unseal(content)
        sender, signed = sealed["from"], sealed["signed"]
    except (papers.Untrusted, KeyError):
        raise _no_file() from None
    node = nodes_queries.confirmed(sender) if isinstance(sender, str) else None
    try:
        document = papers.opened(signed, node.name, at + AHEAD, kind=KIND) if node else {}
    except papers.Untrusted:
        document = {}
    if node is None or not document:
        raise Refused(
            "transfer.file_untrusted",
            _("This file was not signed by a node that is trusted here."),
            next_step=_("Ask the officers who look after the trust list, or ask the other place for a new file."),
            field="file",
        )
    if (document.get("file"), document.get("from"), document.get("to")) != (FORM, node.name, nodes_queries.own_name()):
        raise _no_file()
    return node, document


def _no_file() -> Refused:
    return Refused(
        "transfer.file",
        _("This is no file of transfers for this node, or it was changed or cut short on the way."),
        next_step=_("Check that it was made for this node, and carry it over once more."),
        field="file",
    )


@transaction.atomic
def _record(actor: Actor, name: str, node_name: str, count: int, at: datetime) -> None:
    """A file is of many people; the entry is nobody's but whoever carried it."""
    file_id = ids.uuid7()
    audit.record(
        actor,
        name,
        at=at,
        owner_id=actor.id or file_id,
        subject=("file", file_id, node_name),
        facts={"node": node_name, "transfers": count},
    )
