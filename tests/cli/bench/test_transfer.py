import json
import subprocess
import sys

import pytest

# Speed is not asked here: the machine that runs the tests has other things to do.
TRUE_AT_ANY_SPEED = [
    "records that arrived and should not have, or did not and should, 100 people at once",
    "minutes lost or doubled, 100 people at once",
]


@pytest.mark.race
def test_everything_arrives_once_at_any_speed():
    command = [sys.executable, "-P", "-m", "volunteercloud", "bench", "transfer", "--quick", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

    figures = {figure["name"]: figure for figure in json.loads(run.stdout)["figures"]}
    assert {name: figures[name]["ok"] for name in TRUE_AT_ANY_SPEED} == dict.fromkeys(TRUE_AT_ANY_SPEED, True)
    assert figures["refused for a time that is taken, 100 people at once"]["value"] == 1
    assert len([name for name in figures if name.startswith("memory of the ")]) == 4
