"""Counting everything anew from the rows of the areas below, by statements that share no code with the counting of
differences; comparing it with what stands, and mending that.

It is one transaction, which holds the row of `Progress`: the figures rest meanwhile, at what they were, and readers see
either the old or the new ones. Memory and time for comparing are bounded by the range of people that is worked on; what was
changed meanwhile waits, and is counted as a difference afterwards. Ended at any moment, nothing happened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.reading import among
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import queries as changes_queries
from volunteercloud.domain.changes.models import Change, Kind
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.identity.rules import REAL_NAME
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records.models import OrganizationRecord
from volunteercloud.domain.statistics import locations
from volunteercloud.domain.statistics.models import (
    ROUNDS,
    CohortCell,
    OrganizationCell,
    PeopleCell,
    PersonFact,
    Progress,
    ServiceCell,
    ServiceFact,
    ShiftCell,
    ShiftFact,
)

from . import adding, deriving, summing
from .comparing import SHOWN, Compared

PEOPLE_AT_ONCE = 50_000
ORGANIZATIONS_AT_ONCE = 5_000
MOST_PARTS = 5_000_000  # before they are added up for the first time: less than a gigabyte
WORK_MEMORY = "256MB"

Told = Callable[[int, int | None], None]

FRESH, STANDING = "recount_", "statistics_"  # what the names of tables begin with
_GATHERED = ("merged", "goals", "waiting", "person", "service", "shift", "spot", "place", "fact", "added")
_PARTS = tuple(part.name for part in summing.PARTS)
TEMPORARY = [f"{FRESH}{name}" for name in (*_GATHERED, *_PARTS, *summing.LEVELS, *adding.CELLS)]
_PERSON = "{row}.volunteer_id > %(after)s AND {row}.volunteer_id <= %(until)s"
_ORGANIZATION = "{row}.organization_id > %(after)s AND {row}.organization_id <= %(until)s"
# `OFFSET` keeps it a question of its own, asked of the first machine, on a distributed database; it changes nothing else.
_WAITING = "(SELECT subject_id FROM recount_waiting OFFSET 0) AS waiting"
_QUIET_PERSON = f"NOT EXISTS (SELECT 1 FROM {_WAITING} WHERE waiting.subject_id = {{row}}.volunteer_id)"  # noqa: S608
_QUIET_SHIFT = f"NOT EXISTS (SELECT 1 FROM {_WAITING} WHERE waiting.subject_id = {{row}}.shift_id)"  # noqa: S608
PERSONS = Compared(PersonFact, "recount_person", _PERSON, _QUIET_PERSON)
SERVICES = Compared(ServiceFact, "recount_service", _PERSON, _QUIET_PERSON)
SHIFTS = Compared(ShiftFact, "recount_shift", _ORGANIZATION, _QUIET_SHIFT)
CELLS = (
    Compared(ServiceCell, "recount_servicecell"),
    Compared(OrganizationCell, "recount_organizationcell"),
    Compared(PeopleCell, "recount_peoplecell"),
    Compared(CohortCell, "recount_cohortcell"),
    Compared(ShiftCell, "recount_shiftcell"),
)


@dataclass(slots=True)
class Found:
    """What a recount read, and what it had to mend: how many rows of each table, and the keys of some. A first count mends
    nothing; it fills what was empty."""

    people: int = 0
    facts: int = 0
    is_first: bool = False
    places: int = 0
    differing: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, compared: Compared, facts: dict[str, Any]) -> int:
        number = compared.differences(facts)
        if number:
            name = compared.model._meta.model_name or ""
            self.differing[name] = self.differing.get(name, 0) + number
            shown = self.examples.setdefault(name, [])
            shown += compared.examples(facts)[: SHOWN - len(shown)]
        return number


@dataclass(slots=True)
class Parts:
    """How many parts there are, and how many there were when they were last added up."""

    rows: int = 0
    added_up: int = 0

    def grow(self, rows: int) -> None:
        """Add them up once they have doubled: so they take no more than twice the room of the cells."""
        self.rows += rows
        if self.rows < self.added_up * 2 + MOST_PARTS:
            return
        self.rows = 0
        with connection.cursor() as cursor:
            for part in summing.PARTS:
                for statement in adding.up(part, f"{FRESH}{part.name}"):
                    cursor.execute(statement)
                self.rows += cursor.rowcount
        self.added_up = self.rows


@transaction.atomic
def recount(*, actor: Actor, at: datetime, tell: Told = lambda _done, _total: None) -> Found:
    """Count everything anew, and mend what differs. ``tell`` hears of people, and of how many.

    People and shifts about which a change waits are left to the counter, so what is found is what was counted wrongly. Where
    codes of regions count elsewhere than before, the cells differ for that reason, and say so (`Found.places`).
    """
    progress, found = _hold(at)
    if found.is_first:
        _empty()
    found.places = len(locations.store())
    _prepare()

    total, parts = Volunteer.objects.count(), Parts()
    for facts in _ranges(Volunteer, PEOPLE_AT_ONCE, at):
        found.facts += _count_people(facts, found, parts)
        found.people += facts["number"]
        tell(found.people, total)
    for facts in _ranges(Organization, ORGANIZATIONS_AT_ONCE, at):
        _count_shifts(facts, found)
    _count_cells(found)

    _note_whole(progress, at)
    _leave_entry(actor, found, at)
    return found


@transaction.atomic
def forget_tables() -> None:
    """As soon as another list of regions stands, and before everything is counted by it: nobody goes on with what they know of
    tables, as other regions may be in them now."""
    progress = Progress.objects.select_for_update().filter(id=1).first()
    if progress:
        progress.begin_round(is_whole=True)
        progress.save(update_fields=ROUNDS)


@transaction.atomic
def follow_regions(*, actor: Actor, at: datetime, tell: Told = lambda _done, _total: None) -> Found | None:
    """After another list of regions was loaded: where a code counts elsewhere than before, count everything anew, so that no
    cell is a mixture of two lists. Nothing, where the places stayed as they were or nothing was ever counted."""
    if not Progress.objects.select_for_update().filter(id=1, recounted_at__isnull=False).exists():
        return None
    changed = locations.store()
    if not changed:
        return None
    found = recount(actor=actor, at=at, tell=tell)
    found.places = len(changed)
    return found


@transaction.atomic
def conclude(*, actor: Actor, people: int, facts: int, at: datetime) -> Found:
    """End a first count that was made in pieces (`pieces`): from now on differences are counted. ``at`` is until when shifts
    were counted."""
    progress, found = _hold(at)
    found.people, found.facts = people, facts
    _note_whole(progress, at)
    _leave_entry(actor, found, at)
    return found


def _note_whole(progress: Progress, at: datetime) -> None:
    """Every cell may be another one now."""
    progress.recounted_at = at
    progress.begin_round(is_whole=True)
    progress.save(update_fields=["recounted_at", *ROUNDS])


def _hold(at: datetime) -> tuple[Progress, Found]:
    """The row, once whoever counts has ended, made where there is none; and whether anything was ever counted."""
    Progress.objects.get_or_create(id=1, defaults={"as_of": at, "swept_until": at, "recounted_at": None})
    progress = Progress.objects.select_for_update().get(id=1)
    is_first = progress.recounted_at is None
    if is_first:
        progress.as_of = progress.swept_until = at
        progress.save(update_fields=["as_of", "swept_until"])
    return progress, Found(is_first=is_first)


def _empty() -> None:
    """Nothing stands where nothing was ever counted."""
    for compared in (PERSONS, SERVICES, SHIFTS, *CELLS):
        compared.model._default_manager.all().delete()


def _prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(TEMPORARY)}")  # of a recount in the same transaction
        # Ends with the transaction. Sums of a range stay in memory; what does not fit goes to disk.
        cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")
        # Whole tables beside each other: looked up row by row they would take hours, and nobody has counted how long they are.
        cursor.execute("SET LOCAL enable_nestloop = off; SET LOCAL jit = off")
        # A recount that was killed must not hold up the counting until its statement has ended.
        cursor.execute("SET LOCAL client_connection_check_interval = '2s'")
        cursor.execute(deriving.MERGED)
        cursor.execute("SELECT DISTINCT person_id FROM recount_merged")
        kept = Volunteer.objects.filter(id__in=among([person_id for (person_id,) in cursor.fetchall()]))
        rows = list(kept.values_list("id", "sex", "birth_on"))
        columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], []]
        cursor.execute(deriving.MERGED_INTO, columns)
        cursor.execute(deriving.GOALS)
        cursor.execute("ANALYZE recount_merged, recount_goals")
        _learn_lengths("statistics_place")
        cursor.execute(deriving.TABLES)
        cursor.execute(summing.TABLES.format(until="ON COMMIT DROP"))
        cursor.execute(adding.tables(FRESH, "TEMP", "ON COMMIT DROP"))
        cursor.execute(adding.TABLES)
        cursor.execute("CREATE TEMP TABLE recount_waiting (subject_id uuid) ON COMMIT DROP")


def _learn_lengths(*tables: str) -> None:
    """For who plans with tables that were filled in this transaction. Each machine of a distributed database plans by itself,
    and analyses none of its tables within a transaction."""
    if not settings.DISTRIBUTED:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def _ranges(model: type[Volunteer] | type[Organization], at_once: int, at: datetime) -> Iterator[dict[str, Any]]:
    """The ids of owners in pieces: after one, and until another."""
    after = UUID(int=0)
    while True:
        ids = list(model.objects.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:at_once])
        if not ids:
            return
        yield {
            "after": after,
            "until": ids[-1],
            "number": len(ids),
            "at": at,
            "zone": settings.TIME_ZONE,
            "real_name": REAL_NAME,
        }
        after = ids[-1]


def _count_people(facts: dict[str, Any], found: Found, parts: Parts) -> int:
    """Facts of a range, and what they come to in its parts; answers how many facts."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recount_person, recount_service")
        cursor.execute(deriving.PERSONS, facts)
        cursor.execute(deriving.OWN, facts)
        number = cursor.rowcount
        cursor.execute(deriving.OF_OTHERS, facts)
        number += cursor.rowcount
        # After they were derived: whoever changed before is either derived as changed, or waits here.
        _gather_waiting(Kind.PERSON, found)
        for compared in (PERSONS, SERVICES):
            _compare(compared, facts, found)
        if found.is_first and not found.people:
            _learn_lengths("statistics_personfact", "statistics_servicefact")
        cursor.execute("TRUNCATE recount_fact")
        cursor.execute(summing.FACTS, facts)
        for statement in summing.of_range(FRESH):
            cursor.execute(statement, facts)
            parts.grow(cursor.rowcount)
    return number


def _count_shifts(facts: dict[str, Any], found: Found) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recount_shift")
        cursor.execute(deriving.SHIFTS, facts)
    _gather_waiting(Kind.SHIFT, found)
    _compare(SHIFTS, facts, found)


def _gather_waiting(kind: Kind, found: Found) -> None:
    """About whom a change waits. In the first count nobody: there is nothing yet that a difference could be added to."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE recount_waiting")
        if not found.is_first:
            waiting = set(Change.objects.filter(kind=kind).values_list("subject_id", flat=True)) | _of_waiting(kind)
            cursor.execute("INSERT INTO recount_waiting SELECT unnest(%s::uuid[])", [list(waiting)])


def _of_waiting(kind: Kind) -> set[UUID]:
    """Everybody with records, or all shifts, of organizations that became another kind and were not counted through."""
    owners = changes_queries.organizations_waiting()
    if not owners:
        return set()
    if kind == Kind.SHIFT:
        return set(ShiftFact.objects.filter(organization_id__in=among(owners)).values_list("shift_id", flat=True))
    records = OrganizationRecord.objects.filter(organization_id__in=among(owners))
    return set(records.values_list("volunteer_id", flat=True))


def _count_cells(found: Found) -> None:
    with connection.cursor() as cursor:
        for piece in adding.pieces(FRESH, STANDING if found.is_first else FRESH):
            for statement in piece:
                cursor.execute(statement)
    if not found.is_first:
        for compared in CELLS:
            _compare(compared, {}, found)


def _compare(compared: Compared, facts: dict[str, Any], found: Found) -> None:
    """Mend what differs; in the first count, fill."""
    if found.is_first:
        compared.fill()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {compared.fresh}")
        if found.note(compared, facts):
            compared.mend(facts)


def _leave_entry(actor: Actor, found: Found, at: datetime) -> None:
    audit.record(
        actor,
        "statistics.recounted",
        at=at,
        owner_id=UUID(int=0),
        subject=("statistics", UUID(int=0), ""),
        region_code="",
        facts={"people": found.people, "facts": found.facts, "mended": found.differing, "places": found.places},
    )
