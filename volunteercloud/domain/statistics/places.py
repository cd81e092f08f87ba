"""Which regions stand below a region in a time, by today's codes: names with the years in which they stood."""

from dataclasses import dataclass

from volunteercloud.domain.regions.models import Region

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


def below(region_code: str, period: Period) -> list[Below]:
    """What stood right below a region at any time of a period, in the order of codes; provinces where the code is empty."""
    raise NotImplementedError
