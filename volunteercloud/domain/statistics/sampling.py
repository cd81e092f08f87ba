"""Whether what was counted of some people is what would be counted of them now, in everything that it is sliced by.

The statements of `checks` compare all people in what takes no more than one row to tell; where a record counts, its category,
its goals and the kind of who wrote it lie in rows of several owners, and are derived anew for a few hundred people a night.
"""

import secrets
from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction

from volunteercloud.core.checks import Finding
from volunteercloud.domain.changes import queries as changes_queries
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.identity.models import Volunteer

from . import facts, storing
from .facts import PersonOf, ServiceOf
from .models import Progress

WHAT = "what was counted of a person is what would be counted now, unless they wait to be counted"
SPOTS = 20
AT_A_SPOT = 25  # people who registered one after the other


@transaction.atomic
def findings() -> list[Finding]:
    """One for each person or record that differs, with the names of what does. Nothing where nothing was ever counted."""
    return _findings(_chosen())


def _chosen() -> set[UUID]:
    """Some at places that chance chooses between the first who registered and the last."""
    everybody = Volunteer.objects.order_by("id").values_list("id", flat=True)
    first, last = everybody.first(), everybody.last()
    if first is None or last is None:
        return set()
    chosen: set[UUID] = set()
    for _spot in range(SPOTS):
        spot = UUID(int=first.int + secrets.randbelow(last.int - first.int + 1))
        chosen |= set(everybody.filter(id__gte=spot)[:AT_A_SPOT])
    return chosen


def _findings(chosen: Collection[UUID]) -> list[Finding]:
    # Nobody counts meanwhile, so whoever changed before it is derived here still waits afterwards.
    if not chosen or not Progress.objects.select_for_update().filter(id=1, recounted_at__isnull=False).exists():
        return []
    now = facts.derive(chosen)
    counted = storing.people(now.ids)
    organizations = changes_queries.organizations_waiting()
    differing = {
        one: [
            *_of_person(counted.people.get(one), now.people.get(one)),
            *_of_services(counted.services.get(one, {}), now.services.get(one, {}), organizations),
        ]
        for one in now.ids
    }
    noted = _noted({one for one, rows in differing.items() if rows})
    return [Finding(WHAT, (one, *row)) for one in sorted(now.ids - noted) for row in differing[one]]


def _of_person(counted: PersonOf | None, now: PersonOf | None) -> Iterator[tuple[str, str]]:
    if counted != now:
        yield "person", _named(counted, now)


def _of_services(
    counted: dict[UUID, ServiceOf], now: dict[UUID, ServiceOf], organizations: Collection[UUID]
) -> Iterator[tuple[str, str]]:
    """Of organizations that wait to be counted as another kind, the kind is not compared."""
    for record_id in sorted(counted.keys() | now.keys()):
        was, is_now = counted.get(record_id), now.get(record_id)
        if was is not None and is_now is not None and is_now.organization_id in organizations:
            was = was._replace(organization_kind=is_now.organization_kind)
        if was != is_now:
            yield str(record_id), _named(was, is_now)


def _named(counted: PersonOf | ServiceOf | None, now: PersonOf | ServiceOf | None) -> str:
    """The fields that differ, or that one of them is not there."""
    if counted is None or now is None:
        return "is not counted" if counted is None else "is counted"
    return ", ".join(name for name in now._fields if getattr(counted, name) != getattr(now, name))


def _noted(people: Collection[UUID]) -> set[UUID]:
    """Those of them about whom a change waits, or about somebody who is kept as them."""
    owners = owners_of(people)
    return {owners[one] for one in changes_queries.people_waiting(owners)}
