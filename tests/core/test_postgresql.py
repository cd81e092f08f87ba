"""A connection that was kept between two requests: looked at, and asked only where it has something to say."""

import pytest
from django.core.signals import request_started
from django.db import DataError, connection, connections

pytestmark = pytest.mark.django_db(transaction=True)
WHO = "SELECT pg_backend_pid()"
LAST = "SELECT query FROM pg_stat_activity WHERE pid = %s"


@pytest.fixture
def another():
    """A second connection of the same process."""
    other = connection.copy()
    other.ensure_connection()
    yield other
    other.close()


@pytest.fixture
def kept():
    """As in a worker that answers requests, which the tests of Django otherwise are not."""
    connections.settings["default"]["CONN_HEALTH_CHECKS"] = True
    connection.close()
    connection.ensure_connection()
    yield asked(connection, WHO)
    connection.close()


def asked(through, statement, *values):
    with through.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def test_whoever_has_nothing_to_say_is_asked_nothing(kept, another):
    request_started.send(None)
    connection.ensure_connection()
    connection.close_if_health_check_failed()
    assert (connection.health_check_done, asked(another, LAST, kept)) == (True, WHO)


def test_a_connection_that_the_server_ended_is_made_anew(kept, another):
    asked(another, "SELECT pg_terminate_backend(%s, 5000)", kept)
    request_started.send(None)
    assert asked(connection, WHO) != kept


def test_a_notice_is_no_farewell(kept, another):
    """Whoever listens is told between two requests; then the server is asked, and the connection kept."""
    with connection.cursor() as cursor:
        cursor.execute("LISTEN a_word")
    with another.cursor() as cursor:
        cursor.execute("NOTIFY a_word")
    asked(another, "SELECT 1")
    request_started.send(None)
    connection.ensure_connection()
    connection.close_if_health_check_failed()
    assert (asked(another, LAST, kept), asked(connection, WHO)) == ("SELECT 1", kept)


def test_within_a_transaction_that_failed_it_is_of_no_use(kept):
    connection.set_autocommit(False)
    with pytest.raises(DataError):
        asked(connection, "SELECT 1 / 0")
    assert not connection.is_usable()
    connection.rollback()
    connection.set_autocommit(True)
    assert connection.is_usable()
