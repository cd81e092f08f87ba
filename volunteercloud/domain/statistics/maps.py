"""Outlines of regions: whatever an operator has loaded, and nothing before that.

How borders are drawn is a legal matter, so no map is shown by itself. Two come with the program: the demo province, which
the demo loads, and the provinces of China, which an operator loads after checking them, or replaces with an approved map.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import memory
from volunteercloud.core.errors import Refused
from volunteercloud.domain.regions.models import Region

from . import outlines
from .models import Shape

DATA = Path(__file__).parent / "data" / "maps"
SHIPPED = {"demo": DATA / "demo.geojson", "china": DATA / "china.geojson"}
MOST_BYTES = 60_000_000
MOST_FEATURES = 5_000
# A map on a page: a picture is some 500 units wide, and what is finer than half a unit can't be seen.
FINENESS = 1_000
MOST_POINTS = 6_000
CODE_NAMES = ("code", "adcode", "id")
LEVELS = (2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Loaded:
    """``maps`` are the regions that have one now, with how many shapes; ``missing`` the regions on them without a shape."""

    maps: dict[str, int]
    missing: list[str]
    points: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A map that is shown: the region it is of, its shapes, and where they come from."""

    region_code: str
    shapes: int
    source: str
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class Outline:
    """A region of a map, or with an empty code what the map shows besides."""

    code: str
    rings: tuple[outlines.Ring, ...]


def load(text: bytes, *, source: str, at: datetime) -> Loaded:
    """Take in a GeoJSON FeatureCollection; each feature names its region as `code`, six digits will do. Every map that the
    file has a shape of is replaced as a whole. Refused where a region is unknown or a ring can't be drawn."""
    features = _features(text)
    rings = _rings(features)
    above = _above(rings)
    source = (source or _told(text))[:300]
    maps: dict[str, dict[str, list[outlines.Ring]]] = defaultdict(dict)
    for code, found in rings.items():
        maps[above[code]][code] = found
    written = [shape for code, parts in maps.items() for shape in _shapes(code, parts, source, at)]

    with transaction.atomic():
        Shape.objects.filter(above_code__in=maps).delete()
        Shape.objects.bulk_create(written, batch_size=500)
        transaction.on_commit(memory.forget_all)

    points = sum(len(ring) for shape in written for ring in shape.rings)
    counts = {code: sum(1 for part in parts if part) for code, parts in sorted(maps.items())}
    return Loaded(counts, _missing(maps), points)


def off(region_code: str | None = None) -> int:
    """Show no map any more, or none of one region. Pages show the table instead."""
    shapes = Shape.objects.all() if region_code is None else Shape.objects.filter(above_code=region_code)
    with transaction.atomic():
        count = shapes.exclude(region_code="").count()
        shapes.delete()
        transaction.on_commit(memory.forget_all)
    return count


def standing() -> list[Standing]:
    """The maps there are, in the order of codes."""
    rows = Shape.objects.exclude(region_code="").values("above_code", "source")
    found = rows.annotate(shapes=Count("region_code"), at=Max("loaded_at")).order_by("above_code", "source")
    return [Standing(row["above_code"], row["shapes"], row["source"], row["at"]) for row in found]


def outlines_of(region_code: str) -> tuple[Outline, ...]:
    """The shapes of the map of a region, remembered for a minute; none where it has no map."""
    return _remembered(region_code)


def _fetch(region_code: str) -> tuple[Outline, ...]:
    shapes = Shape.objects.filter(above_code=region_code).order_by("region_code")
    return tuple(
        Outline(shape.region_code, tuple([(x, y) for x, y in ring] for ring in shape.rings)) for shape in shapes
    )


_remembered = memory.Remembered(_fetch)


def _features(text: bytes) -> list[dict[str, Any]]:
    if len(text) > MOST_BYTES:
        raise _refused(_("it is larger than %(most)d MB"), most=MOST_BYTES // 1_000_000)
    try:
        said = json.loads(text)
        features = list(said["features"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _refused(_("it is not a GeoJSON FeatureCollection")) from None
    if not 1 <= len(features) <= MOST_FEATURES or not all(isinstance(each, dict) for each in features):
        raise _refused(_("it has no feature, or more than %(most)d"), most=MOST_FEATURES)
    return features


def _rings(features: Iterable[dict[str, Any]]) -> dict[str, list[outlines.Ring]]:
    """The rings of each code as it is written, all of its features together. Holes are rings like others."""
    found: dict[str, list[outlines.Ring]] = defaultdict(list)
    for feature in features:
        said = feature.get("properties")
        named = said if isinstance(said, dict) else {}
        code = next((str(named[name]) for name in CODE_NAMES if name in named), str(feature.get("id", "?")))
        for ring in _coordinates(feature.get("geometry"), code):
            if why := outlines.fault(ring):
                raise _refused(_("a ring of %(code)s can’t be drawn (%(fault)s)"), code=code, fault=why)
            found[code].append([(float(point[0]), float(point[1])) for point in ring])
    return found


def _coordinates(geometry: object, code: str) -> list[Any]:
    match geometry:
        case {"type": "Polygon", "coordinates": [*rings]}:
            return rings
        case {"type": "MultiPolygon", "coordinates": [*polygons]} if all(isinstance(one, list) for one in polygons):
            return [ring for polygon in polygons for ring in polygon]
    raise _refused(_("%(code)s is neither a polygon nor several"), code=code)


def _above(rings: dict[str, list[outlines.Ring]]) -> dict[str, str]:
    """The region above each; codes of six digits with noughts at the end become those of their level, in place."""
    wanted = {code: _ways(code) for code in rings if code}
    known = Region.objects.in_bulk({way for ways in wanted.values() for way in ways})
    unknown = sorted(code for code, ways in wanted.items() if not any(way in known for way in ways))
    if unknown:
        raise _refused(_("it has regions that nobody knows: %(codes)s"), codes=", ".join(unknown[:20]))
    above: dict[str, str] = {}
    for code, ways in wanted.items():
        own = next(way for way in ways if way in known)
        if own != code:
            rings.setdefault(own, []).extend(rings.pop(code))
        above[own] = known[own].parent_id or ""
    if "" in rings:  # a line besides regions belongs to the largest map of the file
        above[""] = min(above.values(), key=len, default="")
    return above


def _ways(code: str) -> list[str]:
    """What a code may mean, the shortest first: 330000 is the province 33."""
    if not code.isdecimal() or len(code) > LEVELS[-1]:
        return []
    ways = [code[:length] for length in LEVELS if length < len(code) and not code[length:].strip("0")]
    return [*ways, code]


def _shapes(above: str, parts: Mapping[str, list[outlines.Ring]], source: str, at: datetime) -> list[Shape]:
    """The rings of one map, simplified to what can be seen on a page and can be sent to a phone."""
    tolerance = max(outlines.width([point for rings in parts.values() for ring in rings for point in ring]), 0.001)
    tolerance /= FINENESS
    while True:
        drawn = {code: _drawn(rings, tolerance) for code, rings in parts.items()}
        if sum(len(ring) for rings in drawn.values() for ring in rings) <= MOST_POINTS:
            break
        tolerance *= 1.5
    return [
        Shape(above_code=above, region_code=code, rings=rings, source=source, loaded_at=at)
        for code, rings in drawn.items()
    ]


def _drawn(rings: list[outlines.Ring], tolerance: float) -> list[outlines.Ring]:
    """Islands that are no more than a dot are left out, but the largest part of a region stays."""
    largest = max(rings, key=outlines.area)
    kept = [ring for ring in rings if ring is largest or outlines.width(ring) > 2 * tolerance]
    return [outlines.simplified(ring, min(tolerance, outlines.width(ring) / 8)) for ring in kept]


def _missing(maps: Iterable[str]) -> list[str]:
    """Regions of today that stand on one of the maps and have no shape."""
    codes = list(maps)
    below = Region.objects.filter(parent_id__in=[code for code in codes if code], valid_to__isnull=True)
    if "" in codes:
        below = below | Region.objects.filter(parent_id__isnull=True, valid_to__isnull=True)
    shown = Shape.objects.filter(above_code__in=codes).values_list("region_code", flat=True)
    return list(below.exclude(code__in=shown).order_by("code").values_list("code", flat=True))


def _told(text: bytes) -> str:
    """Where the file says that it comes from."""
    return str(json.loads(text).get("source", ""))


def _refused(why: Any, **facts: object) -> Refused:
    return Refused(
        "statistics.map",
        _("This map was not loaded: %(why)s.") % {"why": why % facts},
        next_step=_("Mend the file, or give another one. Nothing was changed."),
    )
