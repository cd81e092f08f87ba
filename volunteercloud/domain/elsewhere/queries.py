"""Sources, and opportunities that stand at them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import Count, Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.memory import Remembered
from volunteercloud.domain.identity import officers

from . import access
from .models import Opportunity, Source, State

PAGE = 30
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Known:
    """An opportunity of a source, as much of it as a list is compared with."""

    id: UUID
    key: str
    title: str
    digest: str
    likeness: str
    is_open: bool


COLUMNS = ("id", "key", "title", "digest", "likeness", "state")


def _names(_all: str) -> dict[UUID, str]:
    return dict(Source.objects.values_list("id", "name"))


_name = Remembered(_names)


def names() -> dict[UUID, str]:
    """What every source is called."""
    return _name("")


def sources(viewer: Actor, after: tuple[str, UUID] | None = None, limit: int = PAGE) -> list[Source]:
    """The sources in the regions of an officer, by name, a page and one more. ``after`` is the last one seen."""
    held = officers.held(viewer)
    codes = {code for right in access.RIGHTS for code in officers.codes(held, right)}
    found = Source.objects.filter(ended_at__isnull=True).filter(_within(codes))
    if after:
        name, source_id = after
        found = found.filter(Q(name__gt=name) | Q(name=name, id__gt=source_id))
    return list(found.order_by("name", "id")[: limit + 1])


def source(viewer: Actor, source_id: UUID) -> Source:
    """For officers of its region. Ended ones too."""
    found = Source.objects.filter(id=source_id).first()
    if found is None:
        raise NotFound
    access.check_officer(viewer, found.region_id)
    return found


def numbers(source_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many opportunities of each source stand; none is left out."""
    rows = Opportunity.objects.filter(source_id__in=source_ids, state=State.OPEN)
    return dict(rows.values("source_id").annotate(number=Count("id")).values_list("source_id", "number"))


def opportunity(opportunity_id: UUID) -> Opportunity:
    """For everybody; one that was withdrawn is none."""
    found = Opportunity.objects.select_related("source").filter(id=opportunity_id, state=State.OPEN).first()
    if found is None:
        raise NotFound
    return found


def known(source_id: UUID, keys: Sequence[str]) -> Iterator[Known]:
    """Those of the keys that the source had before, withdrawn ones too."""
    rest = iter(keys)
    while part := list(islice(rest, AT_ONCE)):
        yield from _known(Opportunity.objects.filter(source_id=source_id, key__in=part))


def standing(source_id: UUID) -> Iterator[Known]:
    """Everything of a source that stands."""
    yield from _known(Opportunity.objects.filter(source_id=source_id, state=State.OPEN))


def _known(found) -> Iterator[Known]:  # type: ignore[no-untyped-def]  # a queryset of opportunities
    for id_, key, title, digest, likeness, state in found.order_by("id").values_list(*COLUMNS).iterator(AT_ONCE):
        yield Known(id_, key, title, digest, likeness, state == State.OPEN)


def _within(codes: Collection[str]) -> Q:
    wanted = Q(pk__in=[])
    for code in codes:
        wanted |= Q(region__code__startswith=code)
    return wanted
