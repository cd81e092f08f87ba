"""What each page and each operation that reads asks of the database, held against a table; and that it is no more where there
is three times as much to read.

Counted is the second request of a person, sign-in included, without the brackets of transactions: a process remembers some
reference tables for a minute. Of the people who may ask, it is the one for whom it is dearest.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction

from tests.access import copies, costs, knocking, routes, table
from tests.access.world import World
from volunteercloud.core import memory

BRACKETS = ("SAVEPOINT", "RELEASE", "ROLLBACK", 'UPDATE "identity_apitoken"')
PEOPLE = ("subject", "owner", "same", "nobody")
TABLE = table.read()
# Among what there is three of: were one of these not, the second half of the test would prove less than it says.
GROWS = {
    "activities_mysignup",
    "activities_shift",
    "activities_signup",
    "audit_entry",
    "certificates_certificate",
    "claims_serviceclaim",
    "identity_apitoken",
    "intake_intake",
    "mailings_mailing",
    "members_member",
    "messaging_message",
    "needs_needshift",
    "objections_objection",
    "organizations_staff",
    "projects_project",
    "records_recordhead",
    "transfers_transfer",
}
# One shift of the day is opened at once; among several, one is chosen on a page.
OTHER_PAGES = {"GET organizer:desk_start", "GET organizer:scan"}
Cost = Callable[[routes.Route, str], int]


@pytest.fixture
def standing(monkeypatch):
    """However slow the machine, no minute passes, and what is remembered is not read again."""
    monkeypatch.setattr(memory, "time", SimpleNamespace(monotonic=lambda: 0.0))


def test_every_route_that_reads_costs_what_the_table_says(world, standing, request):
    read = {one.key: one for one in knocking.everything() if one.method == "GET" and one.key in TABLE}
    cost = asking(world)
    is_written = request.config.getoption("--write-costs")
    told = {key: dearest(read[key], cost) for key in sorted(read)} if is_written else costs.read()
    assert sorted(read.keys() ^ told.keys()) == []
    few = {key: cost(read[key], person) for key, (person, _statements) in told.items()}
    if is_written:  # in the order in which it is read: what one route remembers another does not ask for
        told = {key: (person, few[key]) for key, (person, _statements) in told.items()}
        costs.write(told)
    grown = {table for table, rows in copies.added().items() if rows}
    assert sorted(GROWS - grown) == []
    memory.forget_all()
    many = {key: cost(read[key], person) for key, (person, _statements) in told.items()}
    found = {key: {few[key]} if key in OTHER_PAGES else {few[key], many[key]} for key in told}
    assert {key: said for key, said in found.items() if said != {told[key][1]}} == {}


class Counted:
    """Statements between the brackets of transactions, as the database gets them."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        self.statements += not sql.startswith(BRACKETS)
        return execute(sql, *arguments)


def asking(world: World) -> Cost:
    people = {name: knocking.Knocking(world.people[name]) for name in PEOPLE}

    def cost(route: routes.Route, person: str) -> int:
        named = knocking.named_for(world, route, person)
        with transaction.atomic():
            for _first_and_second in range(2):
                counted = Counted()
                with connection.execute_wrapper(counted):
                    answer = people[person].ask(route, named)
                    answer.getvalue()  # also what is written while it is read
            transaction.set_rollback(True)
        assert answer.status_code < 500, route.key
        return counted.statements

    return cost


def dearest(route: routes.Route, cost: Cost) -> tuple[str, int]:
    may = [person for person in PEOPLE if TABLE[route.key][person] == "+"] or ["nobody"]
    return max(((person, cost(route, person)) for person in may), key=lambda one: one[1])
