import json

import pytest
from click.testing import CliRunner
from django.conf import settings

from volunteercloud.cli.commands import distribute

pytestmark = pytest.mark.django_db


def test_plain_postgresql_is_told_so_and_left_alone():
    if settings.DISTRIBUTED:
        expected = "Every table is where it belongs.\n"
    else:
        expected = "This is plain PostgreSQL, without the extension Citus: nothing was changed.\n"
    found = CliRunner().invoke(distribute.command, [])
    assert (found.exit_code, found.output.endswith(expected)) == (0, True)


def test_the_map_is_printed_whole():
    places = json.loads(CliRunner().invoke(distribute.command, ["--json"]).output)
    assert {"table": "identity_volunteer", "placement": "volunteer", "column": "id"} in places
    assert {"table": "identity_account", "placement": "local", "column": None} in places
