"""Where the middle of a region is: among what is open there, for regions carry no places of their own."""

from django.db.models import Avg

from volunteercloud.core.memory import Remembered

from .asked import Asked
from .models import Document, State

LOOKED_AT = 500

Point = tuple[float, float]


def _fetch(region_code: str) -> tuple[Point, ...]:
    there = Document.objects.filter(state=State.OPEN, latitude__isnull=False, region_code__startswith=region_code)
    some = Document.objects.filter(id__in=there.values("id")[:LOOKED_AT])
    mean = some.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return ((mean["latitude"], mean["longitude"]),) if mean["latitude"] is not None else ()


_middles = Remembered(_fetch)


def middle(region_code: str) -> Point | None:
    """None where nothing open has a place."""
    return next(iter(_middles(region_code)), None)


def near(asked: Asked, mine: Point | None = None) -> Point | None:
    """Where the distances of a search count from: the place it names, ``mine`` where it asks for the reader's, else the
    middle of its region. None where it asks for no distance."""
    if asked.point:
        return asked.point
    if asked.near and mine:
        return mine
    return middle(asked.region_code) if asked.within_km or asked.near or asked.sort == "distance" else None
