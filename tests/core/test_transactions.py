import pytest
from django.db import OperationalError, connection

from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.core import transactions
from volunteercloud.domain.identity.models import Volunteer

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two():
    organizations.ground()
    return [organizations.person(name).id for name in ("谷雨", "小满")]


def locked(*people):
    with connection.cursor() as cursor:
        for person in people:
            cursor.execute("SELECT 1, pg_sleep(0.1) FROM identity_volunteer WHERE id = %s FOR UPDATE", [person])
    return "done"


def test_what_gave_way_to_a_deadlock_is_done_again(two):
    step = transactions.retried(locked)
    assert at_once([lambda: step(*two), lambda: step(*reversed(two))]) == ["done", "done"]


def test_what_was_written_before_it_gave_way_is_taken_back(two):
    @transactions.retried
    def rename(first, second):
        Volunteer.objects.filter(id=first).update(name=Volunteer.objects.get(id=first).name + "·")
        return locked(second)

    assert at_once([lambda: rename(*two), lambda: rename(*reversed(two))]) == ["done", "done"]
    assert sorted(Volunteer.objects.values_list("name", flat=True)) == ["小满·", "谷雨·"]


def test_any_other_failure_is_told_at_once():
    tries = []

    @transactions.retried
    def broken():
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 1")
            raise OperationalError("away")

    with pytest.raises(OperationalError, match="away"):
        broken()
    assert len(tries) == 1
