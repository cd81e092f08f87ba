"""Where a region stands: what is above it for the crumbs, what is below it for the map, and what took over from it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.regions.queries import PLACEHOLDERS

DEMO_CITY = "9901"


@dataclass(frozen=True, slots=True)
class Stand:
    """``region`` is None for the whole country. ``below`` are today's regions right below it; where the standard has only
    a code that holds others together (市辖区), what that one holds."""

    code: str
    region: Region | None
    above: tuple[Region, ...]
    below: tuple[Region, ...]
    successor: Region | None = None

    @property
    def level(self) -> int:
        return self.region.level if self.region else 0

    @property
    def is_retired(self) -> bool:
        return bool(self.region and self.region.valid_to)

    @property
    def is_street(self) -> bool:
        """Of streets only totals are kept."""
        return self.level >= Level.STREET

    @property
    def latest_above(self) -> Region | None:
        return self.above[-1] if self.above else None


def stand(code: str, today: date) -> Stand:
    """Raises `NotFound` for a code that nobody knows, or of a community: figures are kept down to the street."""
    if not code:
        return Stand("", None, (), _below("", today))
    path = region_queries.path(code)
    if not path or path[-1].level > Level.STREET:
        raise NotFound
    region = path[-1]
    above = tuple(step for step in path[:-1] if not _is_placeholder(step))
    is_over = region.valid_to is not None and region.valid_to <= today
    successor = region_queries.region(region.successor_id) if is_over and region.successor_id else None
    below = () if is_over or region.level >= Level.STREET else _below(code, today)
    return Stand(code, region, above, below, successor)


def own(today: date) -> str:
    """The region that the site is for, the whole country where it is for several or none."""
    regions = node_queries.own().regions or ([DEMO_CITY] if settings.DEMO else [])
    return regions[0] if len(regions) == 1 and region_queries.path(regions[0]) else ""


def _below(code: str, today: date) -> tuple[Region, ...]:
    found: list[Region] = []
    for region in region_queries.children_of(code, today):
        if _is_placeholder(region):
            found += region_queries.children_of(region.code, today)
        elif region.level <= Level.STREET:
            found.append(region)
    return tuple(found)


def _is_placeholder(region: Region) -> bool:
    return region.level == Level.CITY and region.name in PLACEHOLDERS
