"""What an hour is worth where: loaded from lists, read by the year."""

from collections.abc import Sequence

from .models import Wage


def of(region_codes: Sequence[str], years: Sequence[int]) -> dict[tuple[str, int], Wage]:
    """What an hour was worth: of the region or the nearest above it that has a value, and of the year or the nearest earlier
    one; the nearest region comes first. One statement."""
    raise NotImplementedError
