"""The feed of changes: every change gets its place, and none appears before a smaller one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from uuid import UUID

import pytest
from django.db import connection, transaction

from tests.domain.search import factories
from volunteercloud.domain.regions import loading as regions
from volunteercloud.domain.search import following, index, queries
from volunteercloud.domain.search.models import Change, Document, State, Word


@pytest.fixture
def ground(db):
    regions.load_demo()


def told(after=0):
    return [(row.change.document_id, row.change.state) for row in queries.changes(after)]


def test_changes_come_in_their_order_and_each_document_once(ground, at):
    lunch, walk = factories.put(at, "午餐", "散步")
    assert told() == []
    assert following.follow(at) == 2
    assert told() == [(lunch.id, State.OPEN), (walk.id, State.OPEN)]

    index.withdraw([lunch.id], at + timedelta(hours=1))
    assert following.follow(at) == 1
    assert told() == [(walk.id, State.OPEN), (lunch.id, State.WITHDRAWN)]
    assert [row.document and row.document.id for row in queries.changes(0)] == [walk.id, None]
    assert following.follow(at) == 0


def test_what_says_nothing_new_is_no_change(ground, at):
    (lunch,) = factories.put(at, "午餐")
    following.follow(at)
    (end,) = queries.changes(0)

    lunch.places_left = 1
    index.put([lunch], at)
    assert following.follow(at) == 0
    assert Document.objects.get().places_left == 1

    lunch.title = "晚餐"
    index.put([lunch], at)
    assert following.follow(at) == 1
    assert told(end.sequence) == [(lunch.id, State.OPEN)]


def test_a_number_is_never_given_twice(ground, at):
    (lunch,) = factories.put(at, "午餐")
    following.follow(at)
    first = Change.objects.get().sequence
    index.withdraw([lunch.id], at)
    following.follow(at)
    assert Change.objects.get().sequence == first + 1


def test_what_is_over_is_closed_and_told(ground, at):
    lunch, project = factories.put(at, "午餐", "项目")
    Document.objects.filter(id=project.id).update(closes_at=None)
    following.follow(at)
    (_first, last) = queries.changes(0)

    following.follow(lunch.closes_at - timedelta(seconds=1))
    assert told(last.sequence) == []
    following.follow(lunch.closes_at)
    assert told(last.sequence) == [(lunch.id, State.OVER)]
    assert Document.objects.get(id=lunch.id).state == State.OVER


def test_held_documents_are_found_again_when_released(ground, at):
    factories.put(at, "午餐")
    index.hold(UUID(int=7), at)
    assert queries.find(queries.Query(), at).total == 0
    following.follow(at)
    assert [row.change.state for row in queries.changes(0)] == [State.WITHDRAWN]
    index.release(UUID(int=7), at)
    assert queries.find(queries.Query(), at).total == 1


def test_words_are_kept_for_those_who_mistype_them(ground, at):
    factories.put(at, "午餐", title_en="Lunch for our elders", summary_en="No 12345")
    following.follow(at)
    kept = set(Word.objects.values_list("text", flat=True))
    assert {"lunch", "for", "our", "elders"} <= kept
    assert kept.isdisjoint({"no", "12345"})


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_comes_behind_those_that_were_read(at):
    """Two writers: the first has written earlier and commits later."""
    regions.load_demo()
    early, late = factories.document("早"), factories.document("晚")
    written, go_on = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            index.put([early], at)
            written.set()
            go_on.wait(10)
        connection.close()

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(write_slowly)
        written.wait(10)
        with transaction.atomic():
            index.put([late], at + timedelta(seconds=1))
        following.follow(at)
        (read,) = queries.changes(0)
        go_on.set()
        slow.result()
    following.follow(at)

    assert read.change.document_id == late.id
    assert told(read.sequence) == [(early.id, State.OPEN)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_number_everything_once(at):
    regions.load_demo()
    factories.put(at, *(f"服务{number}" for number in range(30)))

    def work(_):
        following.follow(at)
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert sorted(row.sequence for row in queries.changes(0)) == list(range(1, 31))
