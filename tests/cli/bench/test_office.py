import json
import subprocess
import sys

import pytest

# Speed is not asked here: the machine that runs the tests has other things to do.
TRUE_AT_ANY_SPEED = [
    "figures of the whole tree read, statements",
    *(f"statements for {what} among {size} members" for size in (10, 20, 300) for what in ("the list", "a search")),
]


@pytest.mark.race
def test_statements_are_the_same_at_any_size():
    command = [sys.executable, "-P", "-m", "volunteercloud", "bench", "office", "--quick", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

    figures = {figure["name"]: figure["ok"] for figure in json.loads(run.stdout)["figures"]}
    assert {name: figures.get(name) for name in TRUE_AT_ANY_SPEED} == dict.fromkeys(TRUE_AT_ANY_SPEED, True)
