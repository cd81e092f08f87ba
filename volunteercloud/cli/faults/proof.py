"""What must hold of everything that was acknowledged, read from the database itself and not through the site."""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import psycopg
from django.utils import timezone

from volunteercloud.cli import database
from volunteercloud.cli.commands import check
from volunteercloud.cli.drill.nodes import LAUNCHED
from volunteercloud.cli.faults import order
from volunteercloud.cli.faults.crowd import SERVED_MINUTES
from volunteercloud.cli.faults.grounds import PLACES_IN_A_RACE, Ground
from volunteercloud.cli.faults.history import Attempt, History, Kind
from volunteercloud.cli.faults.installation import Installation
from volunteercloud.cli.faults.order import Places, Undecided
from volunteercloud.core import checks
from volunteercloud.core.actor import system
from volunteercloud.domain.statistics import actions, recounting

# What is read at any moment, from one snapshot: nobody may ever see it otherwise.
ALWAYS = {
    "oversold": "SELECT id FROM activities_shift WHERE taken > places",
    "counts other than it holds": """
        SELECT shift.id FROM activities_shift AS shift
        LEFT JOIN activities_signup AS held ON held.organization_id = shift.organization_id AND held.shift_id = shift.id
            AND held.state IN ('requested', 'confirmed', 'offered')
        GROUP BY shift.organization_id, shift.id HAVING shift.taken <> count(held.volunteer_id)""",
    "in two places at one time": """
        SELECT one.volunteer_id FROM activities_mysignup AS one
        JOIN activities_mysignup AS other ON other.volunteer_id = one.volunteer_id AND other.shift_id > one.shift_id
            AND other.during && one.during
        WHERE one.state IN ('requested', 'confirmed', 'offered') AND other.state IN ('requested', 'confirmed', 'offered')""",
    "recorded twice": """
        SELECT source_id, volunteer_id FROM records_recordhead WHERE source_kind = 'shift'
        GROUP BY source_id, volunteer_id HAVING count(*) > 1""",
    "confirmed without its record, or recorded without": """
        SELECT coalesce(attendance.volunteer_id, head.volunteer_id)
        FROM (SELECT * FROM attendance_attendance WHERE state = 'confirmed') AS attendance
        FULL JOIN (SELECT * FROM records_recordhead WHERE source_kind = 'shift') AS head
            ON head.volunteer_id = attendance.volunteer_id AND head.record_id = attendance.record_id
        WHERE head.record_id IS NULL OR attendance.volunteer_id IS NULL""",
}
STANDING = """
    SELECT shift_id::text, volunteer_id::text, state, queue_position FROM activities_signup
    WHERE state IN ('confirmed', 'offered', 'waiting') AND shift_id = ANY(%s::uuid[])"""
RECORDS = """
    SELECT record_id::text, volunteer_id::text, minutes FROM records_recordhead
    WHERE source_kind = 'shift' AND standing = 'valid'"""
SCANS = "SELECT request_id::text FROM attendance_scan WHERE method = 'tick'"
# Where the load writes. What the ground leaves out, being built in bulk: nothing of it is found by a search.
AREAS = ("records", "activities", "attendance", "figures", "statistics")
NOT_BUILT = {"a shift that is open and public is found"}
OPERATOR = system("operator")


def always(session: psycopg.Connection) -> Iterator[str]:
    """What holds at every moment, also between two blows."""
    for named, statement in ALWAYS.items():
        for row in session.execute(statement):
            yield f"{named}: {', '.join(map(str, row))}"


def looked_at(site: Installation) -> list[str]:
    """The same from outside; nothing while the database is away."""
    try:
        with site.session() as session:
            return list(always(session))
    except psycopg.OperationalError:
        return []


def of_everything(site: Installation, ground: Ground, history: History) -> list[str]:
    """All that is wrong once everybody knows what became of what they asked. Empty where nothing was lost or doubled."""
    with site.session() as session:
        found = [*always(session), *_served(session, history), *_twins(session, ground, history)]
        found += races(session, ground, history)
    return found + figures(site)


def figures(site: Installation) -> list[str]:
    """What counts and copies say otherwise than what they count and copy, by the checks an operator has."""
    return json.loads(site.node.run([*LAUNCHED, __name__]))


def _served(session: psycopg.Connection, history: History) -> Iterator[str]:
    """Every scan that was acknowledged is there once, every confirmation is a record of that hour; and there is no other."""
    scans = [request_id for (request_id,) in session.execute(SCANS)]
    for one in history.acknowledged(Kind.SCAN):
        if scans.count(one.key) != 1:
            yield f"lost: the check-in {one.key} of {one.volunteer_id}"
    records = {record_id: (volunteer_id, minutes) for record_id, volunteer_id, minutes in session.execute(RECORDS)}
    for one in history.acknowledged(Kind.CONFIRM):
        if records.get(one.said) != (one.volunteer_id, SERVED_MINUTES):
            yield f"lost: the record {one.said} of {one.volunteer_id}"
    asked = {one.volunteer_id for one in history.copy() if one.kind == Kind.CONFIRM}
    yield from (f"nobody asked for the record {one}" for one, (who, _) in records.items() if who not in asked)


def _twins(session: psycopg.Connection, ground: Ground, history: History) -> Iterator[str]:
    """Who was told that they hold a place, and never gave it back, holds it."""
    shifts = [shift_id for pair in ground.twins for shift_id in pair]
    held = {(shift_id, who) for shift_id, who, state, _position in session.execute(STANDING, [shifts])}
    for one in history.acknowledged(Kind.TWIN):
        if (one.shift_id, one.volunteer_id) not in held:
            yield f"lost: the place of {one.volunteer_id} on {one.shift_id}"


def races(session: psycopg.Connection, ground: Ground, history: History) -> Iterator[str]:
    """Of each race, whether what was answered fits one order that ends as the shift does."""
    standing: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for shift_id, volunteer_id, state, position in session.execute(STANDING, [ground.races]):
        standing[shift_id].append((volunteer_id, state, position or 0))
    for shift_id, attempts in by_race(history.copy()).items():
        yield from _one_race(shift_id, attempts, at_last(standing[shift_id]))


def by_race(attempts: Iterable[Attempt]) -> dict[str, list[Attempt]]:
    found: dict[str, list[Attempt]] = defaultdict(list)
    for one in attempts:
        if one.kind in (Kind.SIGN_UP, Kind.WITHDRAW):
            found[one.shift_id].append(one)
    return found


def at_last(standing: Sequence[tuple[str, str, int]]) -> Places:
    waiting = sorted((position, who) for who, state, position in standing if state == order.WAITING)
    return Places(
        frozenset((who, state) for who, state, _position in standing if state in order.HELD),
        tuple(who for _position, who in waiting),
    )


def _one_race(shift_id: str, attempts: Sequence[Attempt], end: Places) -> Iterator[str]:
    try:
        verdict = order.check(attempts, PLACES_IN_A_RACE, end)
    except Undecided:
        yield f"undecided: the {len(attempts)} requests at shift {shift_id} leave too many orders to try"
        return
    if not verdict.is_right:
        yield (
            f"no order: of the answers about shift {shift_id} only {verdict.furthest} of"
            f" {sum(one.is_known for one in attempts)} fit one after the other, and the end"
        )


def main() -> None:
    """In the environment of the site: count what waits, count everything anew, and compare whatever is kept twice."""
    with database.joined():
        while actions.count(actor=OPERATOR, at=timezone.now()):
            pass
        recount = recounting.recount(actor=OPERATOR, at=timezone.now())
        found = [f"figures: {number} rows of {name} differ" for name, number in recount.differing.items()]
        for area in AREAS:
            held = check.AREAS[area].STATEMENTS
            statements = {named: statement for named, statement in held.items() if named not in NOT_BUILT}
            found += [f"{one.check}: {', '.join(map(str, one.row))}" for one in checks.run(statements)]
    sys.stdout.write(json.dumps(found))
