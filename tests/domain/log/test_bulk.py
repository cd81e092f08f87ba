"""Many leaves at once: the same places, files and root as the ordinary way makes, and no second history either."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection

from tests.domain.log import factories
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions, files, queries
from volunteercloud.domain.log.actions import bulk, integrating
from volunteercloud.domain.log.models import Checkpoint, Leaf, Tree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(log_files):
    return log_files


@pytest.fixture
def small_steps(monkeypatch):
    """Several statements and steps for a few thousand leaves."""
    monkeypatch.setattr(bulk, "AT_ONCE", 1_700)
    monkeypatch.setattr(bulk, "STEP", 512)


def shown(folder):
    """Every file that is served, but the checkpoint and its history, whose signatures say the time."""
    found = (path for path in (folder / "tile").rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def places():
    return dict(Leaf.objects.values_list("id", "index"))


def begin_again(folder):
    """As it was before anything was taken in."""
    factories.allow_everything()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE log_leaf SET index = NULL")
        cursor.execute("DELETE FROM log_checkpoint")
    Tree.objects.all().delete()
    shutil.rmtree(folder)
    folder.mkdir()
    files.forget()


def test_five_thousand_leaves_make_the_same_tree_either_way(folder, small_steps, at):
    for second in range(10):
        factories.seal(at + timedelta(seconds=10 - second), 500)
    ordinary = actions.integrate(at)
    expected = (bytes(ordinary.root), places(), shown(folder))
    begin_again(folder)
    told = []
    many = bulk.integrate_many(at, tell=lambda done, total: told.append((done, total)))
    assert (bytes(many.root), places(), shown(folder)) == expected
    assert (many.note, files.checkpoint()) == (ordinary.note, many.note)
    assert told[-1] == (5_000, 5_000)
    assert bulk.integrate_many(at) is None


def test_the_two_ways_go_on_from_each_other(folder, small_steps, at):
    factories.seal(at, 300)
    actions.integrate(at)
    factories.seal(at + timedelta(seconds=1), 1_000)
    assert bytes(bulk.integrate_many(at).root) == factories.plain_root()
    (last,) = factories.seal(at + timedelta(seconds=2))
    published = actions.integrate(at)
    assert (published.size, bytes(published.root)) == (1_301, factories.plain_root())
    assert queries.proof_of(factories.OWNER, last).index == 1_300


def test_ended_before_it_was_signed_a_second_run_makes_the_same(folder, small_steps, at, monkeypatch):
    factories.seal(at, 2_000)

    def full(made):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(files, "write_loosely", full)
        with pytest.raises(OSError, match="No space"):
            bulk.integrate_many(at)
    assert (files.checkpoint(), Checkpoint.objects.count()) == ("", 0)
    assert bytes(bulk.integrate_many(at).root) == factories.plain_root()


def test_leaves_that_were_written_with_their_places_are_taken_in(folder, at):
    factories.seal(at, 600)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE log_leaf SET index = given.place FROM (SELECT id, row_number() OVER (ORDER BY id DESC) - 1 AS place"
            " FROM log_leaf) AS given WHERE given.id = log_leaf.id"
        )
    bulk.take_places(600)
    assert bytes(bulk.integrate_many(at).root) == factories.plain_root()
    bulk.take_places(600)
    with pytest.raises(proofs.Invalid, match="has leaves"):
        bulk.take_places(601)


def test_places_that_nobody_took_are_refused(folder, at):
    factories.seal(at, 10)
    integrating.lock_tree()
    bulk.take_places(11)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE log_leaf SET index = given.place FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place"
            " FROM log_leaf) AS given WHERE given.id = log_leaf.id"
        )
    with pytest.raises(proofs.Invalid, match="are missing"):
        bulk.integrate_many(at)
    assert files.checkpoint() == ""


def test_where_another_history_was_published_nothing_is_taken_in(folder, at):
    factories.seal(at, 10)
    actions.integrate(at)
    factories.allow_everything()
    Checkpoint.objects.all().delete()
    factories.seal(at, 10)
    with pytest.raises(actions.RolledBack):
        bulk.integrate_many(at)
