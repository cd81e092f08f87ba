"""Consents of very many people at once, as if each had asked at one node and agreed at the other: for benchmarks alone.

What people decide one by one is written in bulk here, signed as the nodes sign it. From there on the nodes do everything.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from volunteercloud.cli.drill.people import copy
from volunteercloud.core import ids
from volunteercloud.domain.nodes import papers
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.transfers import terms
from volunteercloud.domain.transfers.actions.asking import ANSWER_WITHIN, EVERYTHING
from volunteercloud.domain.transfers.models import Handle, Kind, Side, Step, Transfer
from volunteercloud.domain.transfers.steps import Between, Signed, read, signed


def request(volunteer_ids: list[str], node_name: str) -> list[str]:
    """Everybody asks here for their records of the other node; the requests as they were signed."""
    at = timezone.now()
    signer, between = papers.signer(at), Between(node_queries.own_name(), node_name)
    body = {"person": "", "terms": terms.VERSION, "consented_at": at.isoformat()}
    said = [signed(signer, between, ids.uuid7(), Kind.REQUEST, body) for _one in volunteer_ids]
    _write(volunteer_ids, said, node_name, Side.RECEIVER, at)
    return [one.text for one in said]


def consent(volunteer_ids: list[str], requests: list[str], node_name: str) -> int:
    """Everybody agrees here to the request that was made for them at the other node. Nothing begins before `release`."""
    at = timezone.now()
    _write(volunteer_ids, [read(text) for text in requests], node_name, Side.ORIGIN, at)
    return len(requests)


def release() -> int:
    """Let the worker go on with all of them; how many they are."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("UPDATE transfers_transfer SET next_at = %s WHERE state = 'asked'", [timezone.now()])
        return cursor.rowcount


def repeat(share: float) -> int:
    """Of the transfers that are done, say a share once more, from the first step on; how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH chosen AS (UPDATE transfers_transfer SET next_at = %s WHERE state = 'done' AND random() < %s"
            " RETURNING volunteer_id, id) UPDATE transfers_step AS step SET heard_at = NULL FROM chosen"
            " WHERE step.volunteer_id = chosen.volunteer_id AND step.transfer_id = chosen.id"
            " AND step.kind IN ('offer', 'commit')",
            [timezone.now(), share],
        )
        return cursor.rowcount // 2


def _write(volunteer_ids: Sequence[str], said: Sequence[Signed], node_name: str, side: Side, at: datetime) -> None:
    pairs = [(UUID(volunteer_id), step) for volunteer_id, step in zip(volunteer_ids, said, strict=True)]
    copy(Transfer, (_transfer(volunteer_id, step, node_name, side, at) for volunteer_id, step in pairs))
    copy(Step, (_step(volunteer_id, step, at) for volunteer_id, step in pairs))
    copy(Handle, _handles(pairs, node_name, at))


def _transfer(volunteer_id: UUID, step: Signed, node_name: str, side: Side, at: datetime) -> Transfer:
    return Transfer(
        volunteer_id=volunteer_id,
        id=step.transfer_id,
        node_name=node_name,
        side=side,
        agreed_by=volunteer_id,
        agreed_terms=terms.VERSION,
        agreed_at=at,
        parts=sorted(EVERYTHING),
        begun_at=at,
        until=at + ANSWER_WITHIN,
    )


def _step(volunteer_id: UUID, step: Signed, at: datetime) -> Step:
    return Step(
        volunteer_id=volunteer_id,
        transfer_id=step.transfer_id,
        kind=step.kind,
        document=step.text,
        digest=step.said.digest,
        at=step.at,
        heard_at=at,
    )


def _handles(pairs: Iterable[tuple[UUID, Signed]], node_name: str, at: datetime) -> Iterable[Handle]:
    return (
        Handle(
            transfer_id=step.transfer_id,
            node_name=node_name,
            volunteer_id=volunteer_id,
            digest=step.said.digest,
            at=at,
        )
        for volunteer_id, step in pairs
    )
