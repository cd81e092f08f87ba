"""A sequencer that is killed again and again, by a signal that no program can catch."""

import os
import re
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.domain.log import factories
from volunteercloud.core import proofs
from volunteercloud.domain.log import actions, files, queries
from volunteercloud.domain.log.models import Checkpoint, Leaf

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

KILLS, BATCHES = 6, 10
INTEGRATE_FOR_EVER = """
import sys
import django
django.setup()
from django.conf import settings
from django.db import connection
from django.utils import timezone
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
from volunteercloud.domain.log import actions
connection.ensure_connection()
print("ready", flush=True)
while True:
    actions.integrate(timezone.now())
"""


def sequencer():
    variables = {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings", "VOLUNTEERCLOUD_LOG": str(settings.LOG_FILES)}
    command = [sys.executable, "-c", INTEGRATE_FOR_EVER, connection.settings_dict["NAME"]]
    process = subprocess.Popen(command, env=os.environ | variables, stdout=subprocess.PIPE)
    process.stdout.readline()
    return process


def test_no_kill_makes_a_second_history(log_files, at):
    for kill in range(KILLS):
        process = sequencer()
        for _ in range(BATCHES):
            factories.seal(at, 40)
            time.sleep(0.01)
        time.sleep(0.007 * kill)  # each kill comes at another moment of the work
        process.kill()
        process.wait()
        process.stdout.close()
    while actions.integrate(at):
        pass
    sealed = 40 * BATCHES * KILLS
    shown = proofs.open_checkpoint(files.checkpoint(), queries.own_keys().log)
    assert (shown.size, shown.root) == (sealed, factories.plain_root())
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(sealed))
    kept = {one.size: bytes(one.root) for one in Checkpoint.objects.all()}
    for size, root in kept.items():
        assert root == factories.plain_root(size)
    history = files.place(files.history_of(at)).parent.glob("*")
    ever_shown = [
        int(size) for file in history for size in re.findall(rf"^{shown.origin}\n(\d+)$", file.read_text(), re.M)
    ]
    assert set(ever_shown) <= set(kept)
    assert len(kept) > 2
