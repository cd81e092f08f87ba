"""Which of a person's records count at other nodes, and which came from them: the sums that a page explains."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.joining import rows_of

from .models import COUNTED, CREDIT_GRADES, Kind, RecordHead, Standing, Whereabouts

MOST = 100


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Valid records that have to do with one other node, with their minutes of service. ``counts_here``: they came from it
    and count here; else they moved to it."""

    node_name: str
    counts_here: bool
    records: int
    credit_minutes: int
    honour_minutes: int


def elsewhere(viewer: Actor, volunteer_id: UUID) -> list[Elsewhere]:
    """By node, what moved there first. Nothing for nearly everybody. For whoever sees a person's service."""
    if not identity_rules.may_see_service(viewer, volunteer_id):
        raise NotFound
    moved = Q(whereabouts=Whereabouts.MOVED, standing=Standing.VALID)
    carried = COUNTED & ~Q(origin="")
    credit = Q(kind=Kind.SERVICE, grade__in=CREDIT_GRADES)
    honour = Q(kind=Kind.SERVICE) & ~credit
    rows = (
        RecordHead.objects.filter(moved | carried, volunteer_id__in=rows_of(volunteer_id))
        .values("whereabouts", "moved_to", "origin")
        .annotate(
            records=Count("record_id"),
            credit=Sum("minutes", filter=credit, default=0),
            honour=Sum("minutes", filter=honour, default=0),
        )
        .order_by("-whereabouts", "moved_to", "origin")[:MOST]
    )
    return _by_node(rows)


def _by_node(rows: Iterable[Any]) -> list[Elsewhere]:
    sums: dict[tuple[bool, str], list[int]] = {}
    for row in rows:
        counts_here = row["whereabouts"] == Whereabouts.HERE
        known = sums.setdefault((counts_here, row["origin"] if counts_here else row["moved_to"]), [0, 0, 0])
        for place, name in enumerate(("records", "credit", "honour")):
            known[place] += row[name]
    return [Elsewhere(node_name, counts_here, *known) for (counts_here, node_name), known in sums.items()]
