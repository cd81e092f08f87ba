"""Officers, judges and the worker at once, on connections of their own."""

import time
from datetime import UTC, date, datetime
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from tests.domain.organizations import factories as organizations
from tests.domain.statistics import desks
from tests.races import at_once
from volunteercloud.core.actor import system
from volunteercloud.domain.audit.models import Entry
from volunteercloud.domain.messages.models import Message
from volunteercloud.domain.statistics.models import Alert, Inquiry
from volunteercloud.domain.statistics.questions import actions, working
from volunteercloud.domain.statistics.questions.asking import Question, Step
from volunteercloud.domain.statistics.watching import judging

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

WORKER = system("statistics")
NOW = datetime(2026, 5, 16, 1, 0, tzinfo=UTC)
MARCH = date(2026, 3, 1)
QUESTION = Question(("credit_hours",), "9901", 3, Step.MONTH, MARCH, MARCH)
WAITS = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"""


@pytest.fixture
def officer(db):
    organizations.ground()
    found = organizations.officer("9901", "白露")
    desks.hours("990101", MARCH, minutes_a=600)
    return found


def until_somebody_waits():
    with connection.cursor() as cursor:
        for _look in range(1000):
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits")


class Working:
    """The worker, on a connection of its own; ``failed`` is what it failed with."""

    def __init__(self, inquiry_id):
        self.failed = None
        self._thread = Thread(target=self._work, args=(inquiry_id,))

    def _work(self, inquiry_id):
        try:
            working.work(WORKER, inquiry_id, NOW)
        except Exception as error:
            self.failed = error
        finally:
            connection.close()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_raised):
        self._thread.join()


def left(inquiry):
    """How a question stands: its state, whether there is an answer, and what its officer was told."""
    inquiry.refresh_from_db()
    told = Message.objects.filter(template__startswith="statistics_").count()
    return inquiry.state, inquiry.answer is not None, told


def test_a_question_is_cancelled_while_its_statement_runs(officer):
    """The cells are held, so that the statement of the answer waits: it is told to stop, and nobody is told of an answer."""
    asked = actions.inquire(actor=officer, question=QUESTION, at=NOW)
    held, let_go = Event(), Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE statistics_servicecell IN ACCESS EXCLUSIVE MODE")
            held.set()
            let_go.wait()
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    held.wait()
    try:
        with Working(asked.id) as work:
            until_somebody_waits()
            actions.cancel(actor=officer, inquiry_id=asked.id, at=NOW)
    finally:
        let_go.set()
        holder.join()
    assert (work.failed, left(asked)) == (None, ("cancelled", False, 0))
    assert asked.backend is None


def test_a_question_is_cancelled_when_its_answer_is_being_written_down(officer):
    """The officer holds the row, and the worker waits for it with the answer in hand: it stays without one, and nothing fails."""
    asked = actions.inquire(actor=officer, question=QUESTION, at=NOW)
    running, go_on = Event(), Event()

    def finish(**said):
        running.set()
        go_on.wait()
        return finished(**said)

    finished = actions.finish
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "finish", finish)
        with Working(asked.id) as work:
            running.wait()
            with transaction.atomic():
                Inquiry.objects.select_for_update().get(id=asked.id)
                go_on.set()
                until_somebody_waits()
                actions.cancel(actor=officer, inquiry_id=asked.id, at=NOW)
    assert (work.failed, left(asked)) == (None, ("cancelled", False, 0))


def test_a_question_is_cancelled_before_its_statement_runs(officer):
    """What is stopped may be any statement of the worker: here one that asks who the officer is."""
    asked = actions.inquire(actor=officer, question=QUESTION, at=NOW)

    def wait(_account):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(1)")

    with pytest.MonkeyPatch.context() as patch, connection.cursor() as cursor:
        patch.setattr(working.identity_queries, "actor_for", wait)
        cursor.execute("SELECT pg_advisory_lock(1)")
        with Working(asked.id) as work:
            until_somebody_waits()
            actions.cancel(actor=officer, inquiry_id=asked.id, at=NOW)
        cursor.execute("SELECT pg_advisory_unlock(1)")
    assert (work.failed, left(asked)) == (None, ("cancelled", False, 0))


def test_whoever_comes_first_a_question_is_answered_or_cancelled(officer):
    """Cancelled at any moment: there is an answer and a message, or neither."""
    fates = []
    for number in range(12):
        asked = actions.inquire(actor=officer, question=QUESTION, at=NOW)
        with Working(asked.id) as work:
            time.sleep(number / 400)
            actions.cancel(actor=officer, inquiry_id=asked.id, at=NOW)
        assert work.failed is None
        fates.append(left(asked)[:2])
        assert Entry.objects.filter(name="statistics.inquiry_cancelled", subject_id=asked.id).count() == int(
            fates[-1][0] == "cancelled"
        )
    assert set(fates) <= {("done", True), ("cancelled", False)}
    assert left(asked)[2] == fates.count(("done", True))


def test_one_question_is_asked_by_two_hands_at_once(officer):
    asked = at_once([lambda: actions.inquire(actor=officer, question=QUESTION, at=NOW).id] * 4)
    assert (len(set(asked)), Inquiry.objects.count()) == (1, 1)


def test_two_judges_at_once_raise_one_alert(officer):
    desks.shifts("990101", date(2026, 5, 1), came=20, recorded=11)
    at_once([lambda: judging.judge(WORKER, NOW)] * 6)
    raised = [(one.region_code, one.figure, one.outcome) for one in Alert.objects.all()]
    assert raised == [("9901", "record_coverage", "open")]
    assert Message.objects.filter(template="statistics_alert").count() == 1
    assert Entry.objects.filter(name="statistics.alert_opened").count() == 1


def test_two_judges_at_once_close_an_alert_once(officer):
    desks.shifts("990101", date(2026, 5, 1), came=20, recorded=11)
    judging.judge(WORKER, NOW)
    desks.shifts("990101", date(2026, 5, 1), came=20, recorded=20)
    at_once([lambda: judging.judge(WORKER, NOW)] * 6)
    assert [one.outcome for one in Alert.objects.all()] == ["back"]
    assert Entry.objects.filter(name="statistics.alert_closed").count() == 1
