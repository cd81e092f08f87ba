"""What cells come to. Credit and honour minutes are two numbers and never one (PRODUCT.md, rule 2)."""

from dataclasses import dataclass

from .models import Hours


@dataclass(frozen=True, slots=True)
class Sums:
    """Of a region and a time. ``people`` are distinct within it; ``minutes`` by evidence grade, A to E. ``firsts`` are
    None where they are fewer than ten and the viewer may not know how many. Where ``is_withheld`` there were too few people to
    say anything, and every number is zero."""

    records: int = 0
    people: int = 0
    firsts: int | None = 0
    minutes: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    is_withheld: bool = False

    @property
    def credit_minutes(self) -> int:
        return sum(self.minutes[:3])

    @property
    def honour_minutes(self) -> int:
        return sum(self.minutes[3:])


NOTHING = Sums()
WITHHELD = Sums(is_withheld=True)


def of_cell(cell: Hours) -> Sums:
    grades = (cell.minutes_a, cell.minutes_b, cell.minutes_c, cell.minutes_d, cell.minutes_e)
    return Sums(cell.records, cell.people, cell.firsts, grades)
