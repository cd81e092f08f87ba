"""Facts and cells as they stand: read for those who are counted, and written in a few statements, whatever the number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from volunteercloud.core.reading import among
from volunteercloud.core.writing import told

from .differences import Difference, Tally
from .facts import PeopleOf, PersonOf, ServiceOf, ShiftOf
from .models import (
    CohortCell,
    OrganizationCell,
    PeopleCell,
    PersonFact,
    ServiceCell,
    ServiceFact,
    ShiftCell,
    ShiftFact,
    Span,
)

HOURS = ("records", "people", "firsts", "minutes_a", "minutes_b", "minutes_c", "minutes_d", "minutes_e")
SHIFTS = ("shifts", "places", "taken", "came", "missed", "recorded")
RESTATED = ("records", "credit_minutes", "honour_minutes")


@dataclass(frozen=True, slots=True)
class Cells:
    """A table of cells: what its rows are found by, and what is added up; the first number is nothing in an empty cell."""

    table: str
    keys: tuple[str, ...]
    numbers: tuple[str, ...]

    def add(self, tally: Tally) -> None:
        """Add to the cells, make those that are not there yet, and take away those that fall to nothing. Whoever calls this
        holds the row of `Progress`, so nobody else writes cells. A sum that would fall below nothing is refused by the
        database: then the cells were wrong before, and a recount mends them."""
        changed = sorted((key, numbers) for key, numbers in tally.items() if any(numbers))
        if not changed:
            return
        names = (*self.keys, *self.numbers)
        rows = told([dict(zip(names, (*key, *numbers), strict=True)) for key, numbers in changed])
        with connection.cursor() as cursor:
            cursor.execute(self._added, [rows])
            if cursor.rowcount < len(changed):
                cursor.execute(self._made, [rows])
            if any(numbers[0] < 0 for _key, numbers in changed):
                cursor.execute(self._emptied, [rows])

    @property
    def _given(self) -> str:
        return f"json_populate_recordset(NULL::{self.table}, %s) AS given"

    @property
    def _same(self) -> str:
        return " AND ".join(f"cell.{name} = given.{name}" for name in self.keys)

    @property
    def _added(self) -> str:
        added = ", ".join(f"{name} = cell.{name} + given.{name}" for name in self.numbers)
        return f"UPDATE {self.table} AS cell SET {added} FROM {self._given} WHERE {self._same}"  # noqa: S608  our own names

    @property
    def _made(self) -> str:
        names = ", ".join((*self.keys, *self.numbers))
        there = f"SELECT 1 FROM {self.table} AS cell WHERE {self._same}"  # noqa: S608  our own names
        return f"INSERT INTO {self.table} ({names}) SELECT {names} FROM {self._given} WHERE NOT EXISTS ({there})"  # noqa: S608

    @property
    def _emptied(self) -> str:
        first = self.numbers[0]
        return f"DELETE FROM {self.table} AS cell USING {self._given} WHERE {self._same} AND cell.{first} = 0"  # noqa: S608


def _cells(model: type[Model], keys: tuple[str, ...], numbers: tuple[str, ...]) -> Cells:
    return Cells(model._meta.db_table, keys, numbers)


SERVICES = _cells(ServiceCell, ("basis", "region_code", "span", "start", "slice", "value"), HOURS)
ORGANIZATIONS = _cells(OrganizationCell, ("organization_id", "span", "start"), HOURS)
PEOPLE = _cells(PeopleCell, ("region_code", "month", "slice", "value"), ("people",))
COHORTS = _cells(CohortCell, ("region_code", "first_year", "year"), ("people",))
SHIFT_CELLS = _cells(ShiftCell, ("region_code", "span", "start", "slice", "value"), SHIFTS)

TOUCH = """
    INSERT INTO statistics_touched (basis, region_code, span, start, rounds)
    SELECT basis, region_code, span, start, %s FROM json_populate_recordset(NULL::statistics_touched, %s)
    ON CONFLICT (basis, region_code, span, start) DO UPDATE SET rounds = EXCLUDED.rounds"""
RESTATE = """
    INSERT INTO statistics_restatement (region_code, month, "on", records, credit_minutes, honour_minutes)
    SELECT region_code, month, "on", records, credit_minutes, honour_minutes
    FROM json_populate_recordset(NULL::statistics_restatement, %s)
    ON CONFLICT (region_code, month, "on") DO UPDATE
    SET records = statistics_restatement.records + EXCLUDED.records,
        credit_minutes = statistics_restatement.credit_minutes + EXCLUDED.credit_minutes,
        honour_minutes = statistics_restatement.honour_minutes + EXCLUDED.honour_minutes"""


def add(difference: Difference, rounds: int) -> None:
    """Add it to the cells, and say by which round of counting they changed."""
    SERVICES.add(difference.services)
    _touch(difference.services, rounds)
    ORGANIZATIONS.add(difference.organizations)
    PEOPLE.add(difference.people)
    COHORTS.add(difference.cohorts)
    SHIFT_CELLS.add(difference.shifts)


def _touch(services: Tally, rounds: int) -> None:
    """Whoever remembers what cells came to asks this first; so each that changes stands here in the same transaction."""
    changed = {key[:4] for key, numbers in services.items() if any(numbers) and key[2] != Span.DAY}
    if changed:
        names = SERVICES.keys[:4]
        with connection.cursor() as cursor:
            cursor.execute(TOUCH, [rounds, told([dict(zip(names, key, strict=True)) for key in sorted(changed)])])


def restate(tally: Mapping[tuple[str, date], Sequence[int]], on: date) -> None:
    """Keep what this day did to months that were over, by region and month."""
    rows = [
        {"region_code": region, "month": month, "on": on, **dict(zip(RESTATED, numbers, strict=True))}
        for (region, month), numbers in sorted(tally.items())
        if any(numbers)
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(RESTATE, [told(rows)])


def people(ids: Collection[UUID]) -> PeopleOf:
    """What was counted of these people; two statements."""
    persons = PersonFact.objects.filter(volunteer_id__in=among(ids)).values_list(*PersonOf._fields)
    facts = ServiceFact.objects.filter(volunteer_id__in=among(ids)).values_list(*ServiceOf._fields)
    services: dict[UUID, dict[UUID, ServiceOf]] = defaultdict(dict)
    for row in facts:
        fact = ServiceOf(*row)
        fact = fact._replace(sdgs=tuple(fact.sdgs)) if fact.sdgs else fact._replace(sdgs=())
        services[fact.volunteer_id][fact.record_id] = fact
    return PeopleOf(set(ids), {row[0]: PersonOf(*row) for row in persons}, services)


def shifts(pairs: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], ShiftOf]:
    wanted = set(pairs)
    rows = ShiftFact.objects.filter(
        organization_id__in=among({one for one, _ in wanted}), shift_id__in=among({one for _, one in wanted})
    ).values_list(*ShiftOf._fields)
    return {row[:2]: ShiftOf(*row) for row in rows if row[:2] in wanted}


def keep_people(before: PeopleOf, after: PeopleOf) -> None:
    """Let the facts say what was counted now; only what differs is written."""
    persons, was = after.people, before.people
    _write(PersonFact, ("volunteer_id",), [one for one in persons.values() if was.get(one.volunteer_id) != one])
    PersonFact.objects.filter(volunteer_id__in=among(was.keys() - persons.keys())).delete()

    new, gone = [], []
    for one in after.ids:
        said, stood = after.services.get(one, {}), before.services.get(one, {})
        new += [fact for record_id, fact in said.items() if stood.get(record_id) != fact]
        gone += [(one, record_id) for record_id in stood.keys() - said.keys()]
    _write(ServiceFact, ("volunteer_id", "record_id"), new)
    _delete(ServiceFact, ("volunteer_id", "record_id"), gone)


def keep_shifts(before: Mapping[tuple[UUID, UUID], ShiftOf], after: Mapping[tuple[UUID, UUID], ShiftOf]) -> None:
    keys = ("organization_id", "shift_id")
    _write(ShiftFact, keys, [fact for key, fact in after.items() if before.get(key) != fact])
    _delete(ShiftFact, keys, sorted(before.keys() - after.keys()))


def _write(model: type[Model], keys: tuple[str, ...], rows: Sequence[Any]) -> None:
    if not rows:
        return
    table, names = model._meta.db_table, rows[0]._fields
    told_rows = told([row._asdict() for row in rows])
    columns, said = ", ".join(names), ", ".join(f"{name} = EXCLUDED.{name}" for name in names if name not in keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) "  # noqa: S608
            f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {said}",
            [told_rows],
        )


def _delete(model: type[Model], keys: tuple[str, str], gone: Sequence[tuple[UUID, UUID]]) -> None:
    if not gone:
        return
    owners, ids = zip(*gone, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {model._meta.db_table} WHERE ({', '.join(keys)}) IN "  # noqa: S608  names of our own models
            "(SELECT * FROM unnest(%s::uuid[], %s::uuid[]))",
            [list(owners), list(ids)],
        )
