"""Workers at work: two at once, a slow receiver beside a quick one, and one that is killed."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests.domain.organizations import factories as organizations
from tests.races import at_once
from volunteercloud.domain.hooks import actions, following
from volunteercloud.domain.hooks.models import Delivery, Endpoint

from . import factories, receiver

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SEND = """
import sys
import django
django.setup()
from uuid import UUID
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from volunteercloud.core import calls
settings.PRIVATE_NETWORKS = calls.THIS_MACHINE
from volunteercloud.domain.hooks import following
following.send_next(UUID(sys.argv[2]), UUID(sys.argv[3]))
"""


@pytest.fixture
def owner(transactional_db):
    organizations.ground()
    return organizations.person("谷雨")


@pytest.fixture
def follower(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    made = [following.Follower(), following.Follower()]
    ending = Event()
    yield made, ending
    ending.set()
    for each in made:
        each.close()


def work(made, ending, is_done):
    """Rounds of all followers until it is done."""

    def turn():
        for each in made:
            each.follow(ending)
        return is_done()

    return receiver.until(turn)


def waiting():
    return Delivery.objects.filter(state="waiting").count()


def test_two_workers_send_each_once(endpoint, listener, now, follower):
    factories.happened(endpoint, now, 40)
    assert work(*follower, lambda: not waiting()) is True
    assert (len(listener.ids), len(set(listener.ids))) == (40, 40)
    assert listener.most_at_once <= 4
    assert set(Delivery.objects.values_list("state", "tries")) == {("delivered", 1)}


def test_many_take_one_in_hand(endpoint, listener, now):
    factories.happened(endpoint, now)
    taken = at_once([lambda: following.send_next(endpoint.organization_id, endpoint.id) for _each in range(8)])
    assert (sorted(taken), len(listener.ids)) == ([False] * 7 + [True], 1)


def test_a_slow_receiver_holds_nobody_up(owner, organization, endpoint, listener, now, follower):
    """While several answer nothing, what goes to another one arrives."""
    made, ending = follower
    with receiver.listening() as quick:
        listener.may_answer.clear()
        slow = [endpoint, *(factories.added(owner, organization, now, listener.url)[0] for _each in range(2))]
        other, secret = factories.added(owner, organization, now, quick.url)
        factories.happened(endpoint, now, 10)
        taken = Delivery.objects.filter(endpoint_id=other.id, state="delivered")
        assert work(made[:1], ending, lambda: taken.count() == 10) is True
        assert len({said["data"]["volunteer_id"] for said in quick.verified(secret)}) == 10
        assert listener.most_at_once <= 4 * len(slow)
        assert [standing for standing in slow if Endpoint.objects.get(id=standing.id).fails] == []
        ending.set()
        listener.may_answer.set()
    assert other.slot == 4


def test_killed_with_it_in_hand(endpoint, secret, listener, now):
    """By a signal that no program can catch, between sending and writing down what was answered."""
    factories.happened(endpoint, now)
    listener.may_answer.clear()
    command = [sys.executable, "-c", SEND, connection.settings_dict["NAME"]]
    named = [str(endpoint.organization_id), str(endpoint.id)]
    variables = {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    with subprocess.Popen(command + named, env=os.environ | variables) as process:
        came = listener.came.wait(300)
        process.kill()
    assert came is True
    listener.may_answer.set()
    assert (factories.delivery(endpoint).state, factories.delivery(endpoint).tries) == ("waiting", 1)

    Delivery.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert following.send_next(endpoint.organization_id, endpoint.id) is True
    assert (len(listener.ids), len(set(listener.ids))) == (2, 1)
    assert len(listener.verified(secret)) == 2
    assert (factories.delivery(endpoint).state, factories.delivery(endpoint).tries) == ("delivered", 2)


def test_a_slow_address_gets_one_at_a_time(endpoint, listener, now, follower, monkeypatch):
    made, ending = follower
    monkeypatch.setattr(following, "SLOW_SECONDS", 0.0)
    factories.happened(endpoint, now, 4)
    made[0].slow.add(endpoint.id)
    assert work(made[:1], ending, lambda: not waiting()) is True
    assert (listener.most_at_once, len(set(listener.ids)), made[0].slow) == (1, 4, {endpoint.id})


def test_what_goes_wrong_here_is_written_down_and_tried_again(endpoint, listener, now, follower, monkeypatch, caplog):
    made, ending = follower
    factories.happened(endpoint, now)
    with monkeypatch.context() as broken:
        broken.delattr(following.sending, "send")
        assert work(made[:1], ending, lambda: "a webhook could not be sent" in caplog.text) is True
    Delivery.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert work(made[:1], ending, lambda: not waiting()) is True
    assert len(listener.ids) == 1


@pytest.mark.parametrize("first", ["deleted", "happened"])
def test_deleted_while_something_happens(owner, endpoint, now, first):
    """Whoever comes second waits for the first: what happens is never refused, and nothing is left of the address."""
    steps = {
        "happened": lambda: factories.happened(endpoint, now),
        "deleted": lambda: actions.delete(actor=owner, **factories.key(endpoint), at=now),
    }
    second = next(name for name in steps if name != first)

    def run():
        try:
            steps[second]()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            steps[first]()
            other = pool.submit(run)
            assert receiver.until(lambda: other.done() or waits_for_a_lock()) is True
            assert other.done() is False
        other.result()
    assert (Endpoint.objects.count(), Delivery.objects.count()) == (0, 0)


def waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


def test_for_as_long_as_a_worker_lasts(endpoint, listener, now, monkeypatch):
    monkeypatch.setattr(following, "PAUSE_SECONDS", 0.01)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    factories.happened(endpoint, now, 3)
    with following.following():
        assert receiver.until(lambda: not waiting()) is True
    assert len(set(listener.ids)) == 3
