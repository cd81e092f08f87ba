"""The bar of grades: how much of some hours each kind of evidence makes."""

from dataclasses import dataclass

from volunteercloud.domain.records.models import Grade


@dataclass(frozen=True, slots=True)
class Share:
    """Minutes of one grade, and their place in the bar in percent."""

    grade: str
    minutes: int
    x: float
    width: float


def shares_of(by_grade):
    total, x, shares = sum(by_grade.values()) or 1, 0.0, []
    for grade in Grade.values:
        if minutes := by_grade.get(grade, 0):
            width = round(100 * minutes / total, 2)
            shares.append(Share(grade, minutes, round(x, 2), width))
            x += width
    return shares
