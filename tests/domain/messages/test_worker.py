"""The whole way: told in a transaction, delivered by a job worker after it."""

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from volunteercloud.core.actor import system
from volunteercloud.domain.messages import actions
from volunteercloud.domain.messages.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def worker_leaves_nothing(transactional_db, monkeypatch):
    """Its threads keep no connection open, and it finds and leaves no job: a flush of Django's leaves that table alone."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    drop_jobs()
    yield
    drop_jobs()


def drop_jobs():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def work():
    """Do what is queued, then end, as a worker of `serve` does without ending."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(queues=["jobs", "messages"], wait=False, install_signal_handlers=False, listen_notify=False)


def jobs():
    """Those that deliver; the worker queues periodic ones beside them."""
    found = ProcrastinateJob.objects.filter(task_name="messages.deliver").order_by("id")
    return list(found.values_list("status", "attempts"))


def tell(recipient, at):
    actions.tell(
        actor=system("tests"),
        recipient=recipient,
        template="identity_verified",
        facts={"name": "谷雨"},
        at=at,
        channels=["email", "sms"],
    )


def test_told_then_delivered(recipient, mailbox, settings, tmp_path, at):
    settings.EMAIL_FILE_PATH = tmp_path
    tell(recipient, at)
    assert mailbox.received == []
    work()
    assert sorted(Delivery.objects.values_list("channel", "state")) == [("email", "sent"), ("sms", "sent")]
    assert (len(mailbox.received), len(list(tmp_path.iterdir()))) == (1, 1)
    assert jobs() == [("succeeded", 1), ("succeeded", 1)]


def test_taken_back_is_not_delivered(recipient, mailbox, at):
    with transaction.atomic():
        tell(recipient, at)
        transaction.set_rollback(True)
    work()
    assert (mailbox.received, Delivery.objects.count(), jobs()) == ([], 0, [])


def test_server_away_leaves_the_job_for_later(recipient, mailbox, settings, tmp_path, at):
    settings.EMAIL_FILE_PATH = tmp_path
    mailbox.answer = "450 try later"
    tell(recipient, at)
    work()
    assert jobs() == [("todo", 1), ("succeeded", 1)]


def test_worker_that_was_killed_leaves_its_job_to_the_next(recipient, mailbox, settings, tmp_path, at):
    settings.EMAIL_FILE_PATH = tmp_path
    tell(recipient, at)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - '1 hour'::interval)")
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)"
        )
    app.configure_task("jobs.requeue_stalled").defer(timestamp=0)
    work()
    assert [status for status, _attempts in jobs()] == ["succeeded", "succeeded"]
    assert len(mailbox.received) == 1
