"""Reading the trail. Who may read which part is decided above: by officers' regions and by staff of an organization."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.distributed import fanning

from .models import Entry

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What to look for; empty fields ask for nothing. ``before`` is the cursor: time and id of the last entry seen."""

    owner_id: UUID | None = None
    actor_id: UUID | None = None
    subject_id: UUID | None = None
    name: str = ""
    names: tuple[str, ...] = ()
    not_by: tuple[UUID, ...] = ()
    region_code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None


@fanning.allowed()
def entries(wanted: Filter) -> list[Entry]:
    """The newest entries that match, at most a page and one more (which says that there is a next page). Asks every shard
    where no owner is named: an officer's question."""
    found = Entry.objects.all()
    if wanted.owner_id:
        found = found.filter(owner_id=wanted.owner_id)
    if wanted.actor_id:
        found = found.filter(actor_id=wanted.actor_id)
    if wanted.subject_id:
        found = found.filter(subject_id=wanted.subject_id)
    if wanted.name:
        found = found.filter(name__startswith=wanted.name)
    if wanted.names:
        found = found.filter(name__in=wanted.names)
    if wanted.not_by:
        found = found.exclude(actor_id__in=wanted.not_by)
    if wanted.region_code:
        found = found.filter(region_code__startswith=wanted.region_code)
    if wanted.since:
        found = found.filter(at__gte=wanted.since)
    if wanted.until:
        found = found.filter(at__lt=wanted.until)
    if wanted.before:
        at, entry_id = wanted.before
        found = found.filter(at__lte=at).exclude(at=at, id__gte=entry_id)
    return list(found.order_by("-at", "-id")[: PAGE + 1])


@fanning.allowed()
def count(actor_id: UUID, name: str, *, since: datetime) -> int:
    """How often somebody has done one thing since a moment, whoever it was done to. Asks every shard: for bounds of what is
    done rarely."""
    return Entry.objects.filter(actor_id=actor_id, name=name, at__gt=since).count()
