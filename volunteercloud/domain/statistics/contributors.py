"""What a figure of a region is made of, for its officers: organizations, and the activities of one. Never a list of people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet, Sum

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.organizations.models import Node
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level

from . import disclosure
from .models import OrganizationCell, Place, ShiftFact
from .periods import Period
from .sums import Sums, of_cell

PAGE = 50
LEVELS = {Level.PROVINCE: "province", Level.CITY: "city", Level.DISTRICT: "district", Level.STREET: "street"}


@dataclass(frozen=True, slots=True)
class Shifts:
    """Shifts that are over, of an organization or of an activity: how many of those who came have a record."""

    id: UUID
    name: str
    name_en: str
    shifts: int
    places: int
    taken: int
    came: int
    missed: int
    recorded: int

    @property
    def coverage(self) -> float | None:
        return self.recorded / self.came if self.came else None

    @property
    def absence(self) -> float | None:
        return self.missed / self.taken if self.taken else None


@dataclass(frozen=True, slots=True)
class Serving:
    """An organization with what it came to."""

    node: Node
    sums: Sums


SUMS = {name: Sum(name) for name in ("places", "taken", "came", "missed", "recorded")}


@fanning.allowed()
def by_coverage(viewer: Actor, region_code: str, period: Period) -> list[Shifts]:
    """The organizations with shifts in a region, those first that miss most records of people who came. Raises `NotFound` where
    the viewer has no right to the figures."""
    disclosure.check_exact(viewer, region_code)
    counted = _shifts(region_code, period).values("organization_id").annotate(shifts=Count("shift_id"), **SUMS)
    missing = counted.annotate(unrecorded=F("came") - F("recorded")).order_by("-unrecorded", "organization_id")
    rows = list(missing[:PAGE])
    names = Node.objects.in_bulk([row["organization_id"] for row in rows])
    return [
        _read(row, row["organization_id"], names[row["organization_id"]].name, names[row["organization_id"]].name_en)
        for row in rows
        if row["organization_id"] in names
    ]


def activities(viewer: Actor, region_code: str, organization_id: UUID, period: Period) -> list[Shifts]:
    """The activities of one organization with shifts in a region, in the same order."""
    disclosure.check_exact(viewer, region_code)
    facts = _shifts(region_code, period).filter(organization_id=organization_id)
    counted = {fact.shift_id: fact for fact in facts.order_by("-day", "shift_id")[: PAGE * 20]}
    shifts = Shift.objects.filter(organization_id=organization_id, id__in=list(counted)).select_related("activity")
    found: dict[UUID, Shifts] = {}
    for shift in shifts.order_by("id"):
        found[shift.activity_id] = _added(found.get(shift.activity_id), shift, counted[shift.id])
    return sorted(found.values(), key=lambda one: (one.recorded - one.came, one.id))[:PAGE]


def by_hours(viewer: Actor, region_code: str, period: Period) -> list[Serving]:
    """The organizations that stand in a region and below, those with most credit hours first, wherever they served."""
    disclosure.check_exact(viewer, region_code)
    here = Node.objects.filter(region__code__startswith=region_code).values("organization_id")
    cells = OrganizationCell.objects.filter(span=period.span, start=period.start)
    if region_code:
        cells = cells.filter(organization_id__in=here)
    credit = F("minutes_a") + F("minutes_b") + F("minutes_c")
    rows = list(cells.annotate(credit=credit).order_by("-credit", "organization_id")[:PAGE])
    names = Node.objects.in_bulk([row.organization_id for row in rows])
    return [Serving(names[row.organization_id], of_cell(row)) for row in rows if row.organization_id in names]


def _shifts(region_code: str, period: Period) -> QuerySet[ShiftFact]:
    """Facts of shifts there; a region that took over from others has theirs, too."""
    facts = ShiftFact.objects.filter(day__gte=period.start, day__lt=period.end)
    path = region_queries.path(region_code) if region_code else ()
    if not path:
        return facts
    counted = Place.objects.filter(**{LEVELS[Level(path[-1].level)]: region_code})
    return facts.filter(place_code__in=counted.values("code"))


def _read(row: Mapping[str, Any], thing_id: UUID, name: str, name_en: str) -> Shifts:
    numbers = {each: row[each] for each in ("shifts", *SUMS)}
    return Shifts(thing_id, name, name_en, **numbers)


def _added(before: Shifts | None, shift: Shift, fact: ShiftFact) -> Shifts:
    numbers = {each: getattr(fact, each) + (getattr(before, each) if before else 0) for each in SUMS}
    shifts = 1 + (before.shifts if before else 0)
    return Shifts(shift.activity_id, shift.activity.title, shift.activity.title_en, shifts, **numbers)
