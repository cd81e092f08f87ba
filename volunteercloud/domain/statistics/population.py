"""How many people live where: loaded from lists, read by the day."""

from collections.abc import Sequence
from datetime import date

from .models import Population


def of(region_codes: Sequence[str], on: date) -> dict[str, Population]:
    """The last count on or before a day, of each region that has one; one statement."""
    raise NotImplementedError
