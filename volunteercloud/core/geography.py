"""How far two places are from each other."""

from math import asin, cos, radians, sin, sqrt

EARTH_METRES = 6_371_000


def metres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> int:
    """Great-circle distance (haversine)."""
    half_lat = radians(to_latitude - latitude) / 2
    half_lon = radians(to_longitude - longitude) / 2
    chord = sin(half_lat) ** 2 + cos(radians(latitude)) * cos(radians(to_latitude)) * sin(half_lon) ** 2
    return round(2 * EARTH_METRES * asin(min(1.0, sqrt(chord))))
