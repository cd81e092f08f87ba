"""How large the nation is, and how it is cut into chunks. Pure: the same scale gives the same numbers.

Scale 1 is what the national system held in 2016: 23 million people, 218,000 organizations, 303,000 projects (DOMAIN.md A7).
A third of its people have served at all, 67 hours each, so that it comes to 200 million records.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import click

PEOPLE, ORGANIZATIONS, PROJECTS, RECORDS = 23_000_000, 218_000, 303_000, 200_000_000
NEEDS, TRANSFERS = 230_000, 5_000
SMALLEST = Fraction(1, 10_000)
ACTIVITIES_A_PROJECT = 2
YEARS = 6
SATURDAY = 5

# Of twenty entries on rosters one did not become a record: of ten people who had a place, one did not come or cancelled.
ROSTER_CYCLE, WITHOUT_RECORD, CANCELLED_AMONG = 20, 7, 3
# One record in 67 was corrected (1.5 %), one in 250 revoked (0.4 %); counted within a chunk.
CORRECTED_CYCLE, CORRECTED, REVOKED_CYCLE, REVOKED = 67, 13, 250, 101
BOTH = next(
    n for n in range(CORRECTED, CORRECTED_CYCLE * REVOKED_CYCLE, CORRECTED_CYCLE) if n % REVOKED_CYCLE == REVOKED
)

# A chunk is a piece of the nation that lies together, and one transaction. There are enough of them that a small nation is
# spread over every province, and none has so few people that its organizations would have nobody.
LARGEST_CHUNK, SMALLEST_CHUNK, CHUNKS_AT_LEAST = 5_000, 250, 64


class Scale(click.ParamType):
    """A fraction such as 1/1000, or a number such as 0.01, from 1/10000 to 1."""

    name = "scale"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Fraction:
        try:
            scale = Fraction(str(value).strip())
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value} is no scale. Give a fraction such as 1/1000, or 1 for the whole nation.", param, ctx)
        if not SMALLEST <= scale <= 1:
            self.fail(f"{value} is outside of {SMALLEST} … 1.", param, ctx)
        return scale


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece: people from ``people[0]`` to before ``people[1]``, counted through the nation, and so on. ``first_leaf`` is
    the place of its first leaf in the tree."""

    number: int
    people: tuple[int, int]
    organizations: tuple[int, int]
    projects: tuple[int, int]
    entries: tuple[int, int]
    needs: tuple[int, int]
    first_leaf: int

    @property
    def records(self) -> int:
        return records_among(self.entries[1] - self.entries[0])

    @property
    def leaves(self) -> int:
        return self.records + changed_among(self.records)


@dataclass(frozen=True, slots=True)
class Nation:
    scale: Fraction
    seed: int
    until: date

    @property
    def people(self) -> int:
        return round(PEOPLE * self.scale)

    @property
    def organizations(self) -> int:
        """Without the federations above them."""
        return max(round(ORGANIZATIONS * self.scale), self.chunk_count)

    @property
    def projects(self) -> int:
        return max(round(PROJECTS * self.scale), self.organizations)

    @property
    def entries(self) -> int:
        """Lines of rosters: those that became a record, and those that did not."""
        return round(RECORDS * self.scale * Fraction(ROSTER_CYCLE, ROSTER_CYCLE - 1))

    @property
    def needs(self) -> int:
        return round(NEEDS * self.scale)

    @property
    def transfers(self) -> int:
        return round(TRANSFERS * self.scale)

    @property
    def chunk_count(self) -> int:
        wanted = max(CHUNKS_AT_LEAST, -(-self.people // LARGEST_CHUNK))
        return max(1, min(wanted, self.people // SMALLEST_CHUNK))

    @property
    def begins(self) -> date:
        """The first day of service: a Saturday, so that weeks are not cut."""
        first = self.until - timedelta(days=YEARS * 365)
        return first + timedelta(days=(SATURDAY - first.weekday()) % 7)

    @property
    def units(self) -> int:
        """Half weeks of service, each a weekend and the five days after it; the last one is over before the last day."""
        return (self.until - timedelta(days=3) - self.begins).days // 7 * 2

    def chunks(self) -> Iterator[Chunk]:
        leaf = 0
        for number in range(self.chunk_count):
            chunk = Chunk(
                number,
                self._part(self.people, number),
                self._part(self.organizations, number),
                self._part(self.projects, number),
                self._part(self.entries, number),
                self._part(self.needs, number),
                leaf,
            )
            leaf += chunk.leaves
            yield chunk

    def _part(self, whole: int, number: int) -> tuple[int, int]:
        return whole * number // self.chunk_count, whole * (number + 1) // self.chunk_count


def records_among(entries: int) -> int:
    """How many of the first entries of a chunk became records."""
    return entries - (entries + ROSTER_CYCLE - 1 - WITHOUT_RECORD) // ROSTER_CYCLE


def changed_among(records: int) -> int:
    """How many of the first records of a chunk have a second version."""

    def each(cycle: int, first: int) -> int:
        return (records + cycle - 1 - first) // cycle

    return each(CORRECTED_CYCLE, CORRECTED) + each(REVOKED_CYCLE, REVOKED) - each(CORRECTED_CYCLE * REVOKED_CYCLE, BOTH)
