"""Small worlds of records, made by chance: their cells as the counting would write them, and what can be told from sums."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from volunteercloud.domain.regions.models import Level, Region
from volunteercloud.domain.statistics import periods
from volunteercloud.domain.statistics.models import Basis, Progress, ServiceCell, Slice, Touched

PRIME = (1 << 61) - 1
LEVELS = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.DISTRICT, 9: Level.STREET}
VALUES = {Slice.CATEGORY: ["", "a", "b"], Slice.SEX: ["1", "2"]}
GOALS = {"a": "3", "b": "11"}  # the one goal of each category; service of none is for no goal


@dataclass(frozen=True, slots=True)
class Record:
    person: int
    region_code: str
    home_code: str
    day: date
    category: str
    sex: str
    minutes: int


def build(seed: int, *, people: int, records: int) -> list[Record]:
    """Provinces with a few cities and districts; service of some people in some of them, mostly where they live. Some is
    recorded for a city as a whole, in none of its districts."""
    chance = random.Random(seed)
    provinces = [str(10 + number) for number in range(chance.randint(1, 2))]
    cities = [f"{code}{number:02}" for code in provinces for number in range(1, 1 + chance.randint(1, 2))]
    places = [f"{code}{number:02}" for code in cities for number in range(1, 1 + chance.randint(1, 3))]
    regions(*provinces, *cities, *places)
    if chance.random() < 0.4:
        places.append(chance.choice(cities))
    weights = [chance.choice([1, 3, 10, 30]) for _ in places]
    homes = [chance.choices(places, weights)[0] for _ in range(people)]
    days = [date(year, month, 1) for year in (2025, 2026) for month in chance.sample(range(1, 13), 2)]
    found = []
    for _ in range(records):
        person = chance.randrange(people)
        place = homes[person] if chance.random() < 0.8 else chance.choices(places, weights)[0]
        category = chance.choices(VALUES[Slice.CATEGORY], [1, 12, 5])[0]
        sex = VALUES[Slice.SEX][person % 2]
        minutes = chance.choice([30, 60, 120, 240])
        found.append(Record(person, place, homes[person], chance.choice(days), category, sex, minutes))
    return found


def regions(*codes: str) -> None:
    for code in codes:
        above = code[: {9: 6}.get(len(code), len(code) - 2)] or None
        Region.objects.create(
            code=code, parent_id=above, level=LEVELS[len(code)], name=code, valid_from=date(1980, 1, 1)
        )


def store(records: Iterable[Record], upwards: Mapping[str, Sequence[str]] | None = None) -> None:
    """The cells of these records; ``upwards`` says of places where they count other than by their codes."""
    cells: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in records:
        for key in keys(record, upwards or {}):
            cells[key].append(record)
    ServiceCell.objects.bulk_create(
        ServiceCell(
            basis=basis,
            region_code=region_code,
            span=period.span,
            start=period.start,
            slice=by,
            value=value,
            records=len(found),
            people=len({record.person for record in found}),
            minutes_a=sum(record.minutes for record in found),
        )
        for (basis, region_code, period, by, value), found in cells.items()
    )


def change(progress: Progress, records: Iterable[Record]) -> None:
    """These records instead of those before them, as a round of counting changes the cells."""
    before = told()
    ServiceCell.objects.all().delete()
    store(records)
    progress.begin_round()
    progress.save()
    for key in {cell[:4] for cell in before ^ told()}:
        numbers = {"rounds": progress.rounds}
        Touched.objects.update_or_create(
            **dict(zip(("basis", "region_code", "span", "start"), key, strict=True)), defaults=numbers
        )


def told() -> set[tuple[Any, ...]]:
    """Every cell, its basis, region, span and start first."""
    names = [field.name for field in ServiceCell._meta.fields]
    first = ["basis", "region_code", "span", "start"]
    return set(ServiceCell.objects.values_list(*first, *(name for name in names if name not in first)))


def keys(record: Record, upwards: Mapping[str, Sequence[str]] | None = None) -> Iterable[tuple[object, ...]]:
    """Every cell that a record is in."""
    times = [periods.ever(), periods.year(record.day), periods.month(record.day)]
    for basis, place in ((Basis.PLACE, record.region_code), (Basis.HOME, record.home_code)):
        slices = {Slice.TOTAL: "", Slice.SEX: record.sex}
        if basis == Basis.PLACE:
            slices[Slice.CATEGORY] = record.category
            if record.category in GOALS:
                slices[Slice.SDG] = GOALS[record.category]
        for code in (upwards or {}).get(place) or [place[:length] for length in (0, *LEVELS) if length <= len(place)]:
            for period in times:
                for by, value in slices.items():
                    yield basis, code, period, by, value


class Knowledge:
    """What follows from sums: linear combinations of them, kept in echelon form modulo a large prime."""

    def __init__(self) -> None:
        self._rows: dict[object, dict[object, int]] = {}

    def learn(self, atoms: Iterable[object]) -> None:
        """The sum over these atoms is known."""
        if rest := self._reduced(dict.fromkeys(atoms, 1)):
            first = min(rest)
            inverse = pow(rest[first], -1, PRIME)
            self._rows[first] = {atom: number * inverse % PRIME for atom, number in rest.items()}

    def tells(self, atoms: Iterable[object]) -> bool:
        """Whether the sum over these atoms follows."""
        return not self._reduced(dict.fromkeys(atoms, 1))

    def _reduced(self, row: dict[object, int]) -> dict[object, int]:
        rest: dict[object, int] = {}
        while row:
            first = min(row)
            factor = row.pop(first)
            known = self._rows.get(first)
            if known is None:
                rest[first] = factor
                continue
            for atom, number in known.items():
                if atom != first:
                    changed = (row.get(atom, 0) - factor * number) % PRIME
                    if changed:
                        row[atom] = changed
                    else:
                        row.pop(atom, None)
        return rest
