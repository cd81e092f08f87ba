"""How many statements each route asks of the database, the key of its caller among them.

A process remembers a region's rules for a minute; what is counted is the second request, as nearly every one is.
"""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations

# What stands around an action; and once an hour a key is noted as used.
BRACKETS = ("SAVEPOINT", "RELEASE", "ROLLBACK", 'UPDATE "identity_apitoken"')


def cost(ask):
    """Statements between the brackets of the transaction."""
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
    assert answer.status_code < 300, answer.content
    return len([query for query in asked.captured_queries if not query["sql"].startswith(BRACKETS)])


@pytest.fixture
def place(shift):
    return f"/me/sign-ups/{shift.organization_id}/{shift.id}"


@pytest.fixture
def spot(shift):
    return f"/organizations/{shift.organization_id}/shifts/{shift.id}"


@pytest.fixture
def another(owner, shift, volunteer, at, clock):
    """Somebody else has signed up and checked in before: the process is warm."""
    person = organizations.person("大暑")
    attendance.sign_up(shift, person, at)
    attendance.tick(owner, shift, person, "in", shift.starts_at)
    return person


def test_check_in_by_a_tick_or_a_pass(owner, shift, volunteer, another, spot, as_, at, clock):
    attendance.sign_up(shift, volunteer, at)
    clock.at = shift.starts_at
    shown = as_(volunteer).get("/me/pass").json()["token"]
    leader = as_(owner)
    scanned = {"pass_token": shown, "direction": "in", "request_id": str(uuid.uuid4())}
    assert cost(lambda: leader.post(f"{spot}/scans", scanned)) == 6
    clock.at += timedelta(hours=1)
    ticked = {"volunteer_id": str(volunteer.id), "direction": "out", "request_id": str(uuid.uuid4())}
    assert cost(lambda: leader.post(f"{spot}/scans", ticked)) == 6


def test_check_in_by_the_rotating_code(owner, shift, volunteer, another, spot, as_, at, clock):
    attendance.sign_up(shift, volunteer, at)
    clock.at = shift.starts_at
    code = as_(owner).get(f"{spot}/code").json()["token"]
    me = as_(volunteer)
    scanned = {"code": code, "direction": "in", "request_id": str(uuid.uuid4())}
    assert cost(lambda: me.post("/me/scans", scanned)) == 5


def test_signing_up(volunteer, another, place, as_):
    me = as_(volunteer)
    assert cost(lambda: me.put(place)) <= 8


def test_finding_and_reading(owner, shift, volunteer, another, as_, anybody, at):
    for day in range(3, 20):
        activities.shift(owner, shift.post, at, begins_in=timedelta(days=day))
    me, project = as_(volunteer), f"/projects/{shift.organization_id}/{shift.project_id}"
    assert cost(lambda: anybody.get("/shifts?region=99&limit=100")) == 3
    assert cost(lambda: anybody.get(project)) == 2
    assert cost(lambda: me.get(project)) <= 5
    assert cost(lambda: me.get("/me/sign-ups")) == 2


def test_what_is_mine(owner, shift, volunteer, as_, at, clock):
    attendance.serve(shift, volunteer, at)
    attendance.confirm(owner, shift, volunteer)
    me = as_(volunteer)
    records = 3 if settings.DISTRIBUTED else 2  # there a person's other rows are asked for apart
    assert cost(lambda: me.get("/me/records")) == records
    assert cost(lambda: me.get("/me/records/totals")) == records
    assert cost(lambda: me.get("/me/records/days")) == records
    assert cost(lambda: me.get("/me")) == 3
    assert cost(lambda: me.get("/me/pass")) == 1
    assert cost(lambda: me.get("/me/calendar.ics")) == 2
    assert cost(lambda: me.get("/me/messages")) == 2


def test_at_the_place_and_at_the_desk(owner, officer, shift, volunteer, another, spot, as_, at):
    leader, desk = as_(owner), as_(officer)
    assert cost(lambda: leader.get(f"{spot}/roster")) <= 4
    assert cost(lambda: leader.get(f"{spot}/code")) == 3
    # The key, the offices, what the officer works for, whose radar cases are left out, and the cases.
    assert cost(lambda: desk.get("/office/queue")) == 4
    assert cost(lambda: desk.get("/office/trail?region=9901")) == 3
