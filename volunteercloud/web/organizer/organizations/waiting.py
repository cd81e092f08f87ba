"""What waits at shifts for a coordinator, the most urgent first, each with who it is about: so that one press does it. And
what waits of needs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities import planned, standing_in
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.attendance import queries as attendance_queries
from volunteercloud.domain.needs import docking_queries

MOST_COUNTED = 100
MOST_SHOWN = 20
OF_NEEDS = {"to_dock": "own", "moderate": "station", "offered": "station", "contested": "station"}


@dataclass(frozen=True, slots=True)
class Item:
    """One shift with something to do: people to confirm (``unconfirmed``), to approve (``asking``), to find somebody for
    (``covers``), or places that nobody has taken (``unfilled``). ``due_at`` is when it began to press, or will."""

    kind: str
    shift: Shift
    due_at: datetime
    number: int
    people: list[UUID] = field(default_factory=list)


def pressing(viewer: Actor, organization_id: UUID, now: datetime, *, manages: bool) -> list[Item]:
    """Hours wait since the shift ended, everything else until it begins. Four statements for a coordinator, one for
    a leader; a hundred people and twenty shifts at most."""
    found = list(_by_shift("unconfirmed", attendance_queries.unconfirmed(viewer, organization_id, MOST_COUNTED)))
    if manages:
        found += _by_shift("asking", activity_queries.to_approve(viewer, organization_id, now, MOST_COUNTED))
        found += _by_shift("covers", standing_in.pending_covers(viewer, organization_id, now, MOST_COUNTED))
        found += [
            Item("unfilled", shift, shift.starts_at, shift.places - shift.taken)
            for shift in planned.unfilled(viewer, organization_id, now)
        ]
    return sorted(found, key=lambda item: (item.due_at, item.kind, item.shift.id))[:MOST_SHOWN]


def needs(viewer: Actor, organization_id: UUID) -> list[tuple[str, str, int]]:
    """Needs that wait for the organization, and for it as a station: on whose list, in which part of it, and how many."""
    counted = docking_queries.waiting(viewer, organization_id)
    return [(side, part, counted[part]) for part, side in OF_NEEDS.items() if counted[part]]


def _by_shift(kind: str, rows: Iterable[object]) -> Iterator[Item]:
    shifts: dict[UUID, Shift] = {}
    people: dict[UUID, list[UUID]] = {}
    for row in rows:
        shift = row.sign_up.shift if kind == "unconfirmed" else row.shift
        shifts[shift.id] = shift
        people.setdefault(shift.id, []).append(row.giver_id if kind == "covers" else row.volunteer_id)
    for shift_id, shift in shifts.items():
        due_at = shift.ends_at if kind == "unconfirmed" else shift.starts_at
        yield Item(kind, shift, due_at, len(people[shift_id]), people[shift_id])
