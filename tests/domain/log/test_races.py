"""Many who seal and several sequencers, on connections of their own."""

import re
import threading

import pytest
from django.db import connection

from tests.domain.log import factories
from tests.races import at_once
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions, files, queries, tasks
from volunteercloud.domain.log.models import Checkpoint, Leaf

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_several_sequencers_make_one_tree(log_files, at):
    steps = [lambda: factories.seal(at, 7), lambda: actions.integrate(at)] * 20
    at_once(steps)
    actions.integrate(at)
    indexes = list(Leaf.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(140))
    shown = proofs.open_checkpoint(files.checkpoint(), queries.own_keys().log)
    assert (shown.size, shown.root) == (140, factories.plain_root())
    for kept in Checkpoint.objects.all():
        assert bytes(kept.root) == factories.plain_root(kept.size)
    history = files.place(files.history_of(at)).read_text()
    sizes = [int(size) for size in re.findall(rf"^{shown.origin}\n(\d+)$", history, re.MULTILINE)]
    assert sizes == sorted(set(sizes))
    assert sizes[-1] == 140


def test_the_sequencer_takes_in_what_others_seal(log_files, at, monkeypatch):
    monkeypatch.setattr(tasks, "PAUSE_SECONDS", 0.01)
    ended, published = threading.Event(), threading.Event()
    whole = files.publish

    def publish(note, at):
        whole(note, at)
        published.set()

    monkeypatch.setattr(files, "publish", publish)
    thread = threading.Thread(target=tasks.keep_integrating, args=[ended])
    thread.start()
    try:
        (one,) = factories.seal(at)
        assert published.wait(30)
    finally:
        ended.set()
        thread.join()
        connection.close()
    assert queries.proof_of(factories.OWNER, one).size == 1
