"""Reading the queue. The regions are those of the officer who asks; the caller knows them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from volunteercloud.core.errors import NotFound

from .models import Case, State

PAGE = 50

Cursor = tuple[datetime, UUID]


def case(case_id: UUID) -> Case:
    found = Case.objects.select_related("region").filter(id=case_id).first()
    if found is None:
        raise NotFound
    return found


def latest(kind: str, subject_id: UUID) -> Case | None:
    """The last time this was submitted: waiting, or decided with a reason that its submitter may read."""
    return Case.objects.filter(kind=kind, subject_id=subject_id).order_by("-submitted_at", "-id").first()


def waiting(
    region_codes: Iterable[str], *, kind: str = "", after: Cursor | None = None, limit: int = PAGE
) -> QuerySet[Case]:
    """What waits in these regions and below, longest first: a page, and one more that says there is a next page.

    ``after`` is the cursor: time and id of the last case seen.
    """
    found = _waiting(region_codes)
    if kind:
        found = found.filter(kind=kind)
    if after:
        submitted_at, case_id = after
        found = found.filter(Q(submitted_at__gt=submitted_at) | Q(submitted_at=submitted_at, id__gt=case_id))
    return found.select_related("region").order_by("submitted_at", "id")[: limit + 1]


def counts(region_codes: Iterable[str]) -> dict[str, int]:
    """How many wait in these regions and below, by kind; a kind of which none waits is left out."""
    return dict(_waiting(region_codes).values_list("kind").annotate(number=Count("id")).order_by("kind"))


def _waiting(region_codes: Iterable[str]) -> QuerySet[Case]:
    within = Q()
    for code in region_codes:
        within |= Q(region__code__startswith=code)
    return Case.objects.filter(within, state=State.WAITING) if within else Case.objects.none()
