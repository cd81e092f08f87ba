"""Which regions stand below a region in a time, with the years in which they stood; their service counts by today's codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from volunteercloud.core.errors import NotFound
from volunteercloud.core.memory import Remembered
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import Region

from .models import MOVED, Place
from .periods import Period


@dataclass(frozen=True, slots=True)
class Below:
    """A region in a table of a period. ``successor`` took it over, where it ended and one did: its service is counted there, so
    the row has no figures of its own and leads there."""

    region: Region
    successor: Region | None = None

    @property
    def code(self) -> str:
        return self.region.code

    @property
    def counts_for_itself(self) -> bool:
        return self.successor is None

    @property
    def years(self) -> tuple[int, int | None] | None:
        """From which year to which it stood, where it stands no more."""
        if self.region.valid_to is None:
            return None
        return self.region.valid_from.year, self.region.valid_to.year


def below(region_code: str, period: Period) -> list[Below]:
    """What stood right below a region at any time of a period, in the order of codes; provinces where the code is empty. At
    most some hundred. One statement."""
    stood = Q(valid_to__isnull=True) | Q(valid_to__gt=period.start)
    found = Region.objects.filter(stood, parent_id=region_code or None, valid_from__lt=period.end)
    return [
        Below(region, region.successor if region.valid_to else None)
        for region in found.select_related("successor").order_by("code")
    ]


def standing(region_code: str) -> Region:
    """The region that counts what a code stands for: itself, or what took over from it. Raises `NotFound`."""
    region = region_queries.region(region_code)
    place = Place.objects.filter(code=region_code).first()
    today = (place.street or place.district or place.city or place.province) if place else ""
    return region_queries.region(today) if today and len(today) == len(region_code) else region


def check_known(region_codes: Sequence[str]) -> None:
    """Raises `NotFound` for a code that no region ever had; everywhere is empty."""
    wanted = {code for code in region_codes if code}
    if Region.objects.filter(code__in=wanted).count() < len(wanted):
        raise NotFound


def way(region_code: str) -> tuple[str, ...]:
    """From the province down to where a region counts today; nothing for everywhere."""
    found = moved().get(region_code)
    if found is None:
        found, below = (), ""
        while below != region_code:
            below = region_queries.code_below(below, region_code)
            found += (below,)
    return found


def moved() -> dict[str, tuple[str, ...]]:
    """Regions that count under another one than their code says, as a street of a county that was merged: the way down to
    each. Few."""
    return _moved(0)


def _fetch_moved(_key: int) -> dict[str, tuple[str, ...]]:
    rows = Place.objects.filter(MOVED).order_by("code").values_list("code", "province", "city", "district", "street")
    return {code: tuple(filter(None, steps)) for code, *steps in rows}


_moved = Remembered(_fetch_moved)
