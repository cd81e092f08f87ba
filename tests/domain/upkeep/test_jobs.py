"""Jobs that were given up: seen, run again, set aside. Work by the clock: seen when it is late."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.domain.organizations import factories
from volunteercloud.core.actor import ANONYMOUS
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.identity.models import OfficerGrant, Right
from volunteercloud.domain.upkeep import actions, queries

pytestmark = pytest.mark.django_db

TASK = "messages.deliver"


def given_up(task=TASK, **named):
    """A job that failed for good."""
    job_id = app.configure_task(task, **named).defer(recipient_id="1", delivery_id="2")
    with connection.cursor() as cursor:
        for state in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [state, job_id])
    return job_id


def without_the_right():
    """An officer of the whole country, for people and their documents alone."""
    officer = factories.officer(None)
    OfficerGrant.objects.filter(account_id=officer.id).update(rights=[Right.IDENTITY])
    return officer


def state_of(job_id):
    return ProcrastinateJob.objects.values_list("status", flat=True).filter(id=job_id).first()


def entries():
    return list(Entry.objects.filter(name__startswith="upkeep.").order_by("id").values_list("name", "subject_label"))


def test_what_failed_is_seen_by_whoever_looks_after_the_whole(system):
    job_id = given_up()
    [found] = queries.failed(factories.officer(None))
    assert (found.id, found.task, found.queue) == (job_id, TASK, "messages")
    assert found.failed_at is not None
    assert queries.failed_by_task() == [(TASK, 1)]
    for other in (without_the_right(), ANONYMOUS):
        with pytest.raises(NotAllowed):
            queries.failed(other)


def test_pages_of_what_failed(system):
    first, second, third = (given_up() for _ in range(3))
    assert [job.id for job in queries.failed(system, limit=1)] == [third, second]
    assert [job.id for job in queries.failed(system, before=second)] == [first]


def test_run_again_it_waits_again_and_once(system, at):
    job_id = given_up()
    actions.run_again(actor=system, job_id=job_id, at=at)
    assert state_of(job_id) == "todo"
    with pytest.raises(Refused, match="没有失败"):
        actions.run_again(actor=system, job_id=job_id, at=at)
    assert entries() == [("upkeep.job_run_again", f"{TASK} {job_id}")]


def test_what_waits_already_does_not_wait_twice(system, at):
    job_id = given_up(queueing_lock="one")
    app.configure_task(TASK, queueing_lock="one").defer(recipient_id="1", delivery_id="2")
    with pytest.raises(Refused) as refusal:
        actions.run_again(actor=system, job_id=job_id, at=at)
    assert (refusal.value.code, state_of(job_id)) == ("upkeep.waits_already", "failed")


def test_all_of_a_task_run_again(system, at):
    found, other = [given_up(), given_up()], given_up("jobs.remove_finished")
    assert actions.run_all_again(actor=system, task=TASK, at=at) == 2
    assert [state_of(job_id) for job_id in (*found, other)] == ["todo", "todo", "failed"]
    with pytest.raises(Refused):
        actions.run_all_again(actor=system, task=TASK, at=at)
    assert entries() == [("upkeep.jobs_run_again", TASK)]


def test_set_aside_it_is_gone_and_the_trail_has_it(system, at):
    job_id = given_up()
    for reason in ("", " 。 "):
        with pytest.raises(Refused):
            actions.set_aside(actor=system, job_id=job_id, reason=reason, at=at)
    actions.set_aside(actor=system, job_id=job_id, reason="对方已停用邮箱", at=at)
    assert (state_of(job_id), queries.failed(system)) == (None, [])
    [entry] = Entry.objects.filter(name="upkeep.job_set_aside")
    assert entry.facts["arguments"] == {"recipient_id": "1", "delivery_id": "2"}
    with pytest.raises(NotFound):
        actions.set_aside(actor=system, job_id=job_id, reason="对方已停用邮箱", at=at)


def test_nobody_else_touches_a_job(at):
    job_id = given_up()
    for somebody in (without_the_right(), ANONYMOUS):
        mine = {"actor": somebody, "at": at}
        for action in (
            lambda mine=mine: actions.run_again(job_id=job_id, **mine),
            lambda mine=mine: actions.run_all_again(task=TASK, **mine),
            lambda mine=mine: actions.set_aside(job_id=job_id, reason="不需要了", **mine),
        ):
            with pytest.raises(NotAllowed):
                action()
    actions.run_again(actor=factories.officer(None), job_id=job_id, at=at)
    assert state_of(job_id) == "todo"


def test_queues_say_what_is_due_and_for_how_long():
    now = timezone.now()
    for minutes in (-20, -5, 60):
        app.configure_task(TASK, schedule_at=now + timedelta(minutes=minutes)).defer(recipient_id="1", delivery_id="2")
    [queue] = queries.queues(now)
    assert (queue.name, queue.due, queue.doing, round(queue.oldest_seconds)) == ("messages", 2, 0, 1200)


def test_work_by_the_clock_is_late_when_its_time_went_by(at):
    assert queries.late(at) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp) VALUES (%s, '', %s)",
            ["jobs.remove_finished", int((at - timedelta(hours=2)).timestamp())],
        )
    # It begins at 17 minutes past each hour; `at` is a full hour.
    [late] = queries.late(at)
    assert (late.task, late.last_at, late.next_at) == (
        "jobs.remove_finished",
        at - timedelta(hours=2),
        at + timedelta(minutes=17),
    )
    assert queries.late(at - timedelta(hours=1, minutes=40)) == []


def test_workers_are_there_while_they_say_so():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now()), (now() - '5 minutes'::interval)"
        )
    assert queries.workers(timezone.now()) == 1
