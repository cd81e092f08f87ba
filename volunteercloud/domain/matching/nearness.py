"""How far apart two points are, and how near two regions."""

from volunteercloud.core import geography

ROUNDED_TO = 2  # digits of a degree: about a kilometre

Point = tuple[float, float]  # latitude and longitude

# What a common region of a length of code counts as, where no distance is known: community, street, district, city.
OF_REGIONS = ((12, 1000), (9, 850), (6, 500), (4, 200))


def metres(one: Point, other: Point) -> int:
    return geography.metres(*one, *other)


def rounded(latitude: float | None, longitude: float | None) -> Point | None:
    """A point as coarse as it is kept of people."""
    if latitude is None or longitude is None:
        return None
    return round(latitude, ROUNDED_TO), round(longitude, ROUNDED_TO)


def value_of_distance(distance: int, furthest: int) -> int:
    """1000 on the spot, nothing from ``furthest`` metres on."""
    return max(0, 1000 - 1000 * distance // furthest)


def value_of_regions(one: str, other: str) -> int:
    """1000 in the same community, less the higher the region that two have in common, nothing beyond a city."""
    for length, value in OF_REGIONS:
        if len(one) >= length <= len(other) and one[:length] == other[:length]:
            return value
    return 0
