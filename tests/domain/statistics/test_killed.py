"""A counter that is killed (SIGKILL) at every one of its statements, while others write: nothing is counted twice or missed."""

import multiprocessing
import os
import signal
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks
from volunteercloud.core import checks
from volunteercloud.core.actor import system
from volunteercloud.domain.changes import noting
from volunteercloud.domain.changes.models import Change
from volunteercloud.domain.organizations import actions as organization_actions
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.statistics import actions, recounting, sampling
from volunteercloud.domain.statistics.checks import STATEMENTS
from volunteercloud.domain.statistics.models import ServiceFact

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

COUNTER = system("statistics")
FORKED = multiprocessing.get_context("fork")
PEOPLE = 10
MOST_STATEMENTS = 200  # of one life; it has some forty


def count_and_die(number, at):
    """In a process of its own: count until nothing waits, and be killed where statement ``number`` would begin."""
    left = number

    def dying(execute, *asked):
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*asked)

    with connection.execute_wrapper(dying):
        while actions.sweep(actor=COUNTER, at=at):
            pass
        while Change.objects.exists():
            actions.count(actor=COUNTER, at=at)


def begun(number, at):
    """The process, which begins without a connection: of two that share one each would end it for the other."""
    connection.close()
    process = FORKED.Process(target=count_and_die, args=(number, at))
    process.start()
    return process


def writing(steps):
    """What a step does on a connection of its own, while somebody counts and dies."""

    def write():
        try:
            next(steps, lambda: None)()
        finally:
            connection.close()

    thread = Thread(target=write)
    thread.start()
    return thread


def test_a_counter_killed_at_every_statement_leaves_the_figures_right(owner, organization, at):
    shift = activities.public_shift(owner, organization, at, places=PEOPLE)
    people = [organizations.person(f"小满{number}") for number in range(PEOPLE)]
    officer, other = organizations.officer("990101"), desks.another_kind()
    recounting.recount(actor=COUNTER, at=at)
    for person in people:
        attendance.serve(shift, person, at)
    after = shift.ends_at + timedelta(hours=1)

    def confirm(person):
        attendance.confirm(owner, shift, person)

    def revoke(person):
        record = RecordHead.objects.get(volunteer_id=person.id)
        said = {"volunteer_id": person.id, "record_id": record.record_id, "reason": "没有发生", "at": after}
        record_actions.revoke_record(actor=owner, **said)

    def become(kind):
        said = {"organization_id": shift.organization_id, "particulars": {"kind": kind}, "at": after}
        organization_actions.change_organization(actor=officer, **said)

    steps = [lambda person=person: confirm(person) for person in people]
    steps += [lambda person=person: revoke(person) for person in people[::3]]
    steps += [lambda kind=kind: become(kind) for kind in (other, "social-group")]
    todo, deaths = iter(steps), 0
    for number in range(MOST_STATEMENTS):
        # Something always waits, so that each life gets as far as its statement.
        noting.note_people([person.id for person in people], after)
        process, writer = begun(number, after), writing(todo)
        process.join()
        writer.join()
        if process.exitcode != -signal.SIGKILL:
            break
        deaths += 1

    assert process.exitcode == 0
    assert 20 < deaths < MOST_STATEMENTS - 1
    assert next(todo, None) is None
    while actions.count(actor=COUNTER, at=after):
        pass
    assert recounting.recount(actor=COUNTER, at=after).differing == {}
    assert [*checks.run(STATEMENTS), *sampling.findings()] == []
    assert (ServiceFact.objects.count(), Change.objects.count()) == (PEOPLE - len(people[::3]), 0)
