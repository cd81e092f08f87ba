import json
import subprocess
import sys

import pytest

# Speed is not asked here: the machine that runs the tests has other things to do.
TRUE_AT_ANY_SPEED = ["the page", "statements of the page among 60"]


@pytest.mark.race
def test_a_page_of_results_takes_the_same_statements_at_any_size():
    command = [sys.executable, "-P", "-m", "volunteercloud", "bench", "search", "--quick", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

    figures = {figure["name"]: figure["ok"] for figure in json.loads(run.stdout)["figures"]}
    assert {name: figures.get(name) for name in TRUE_AT_ANY_SPEED} == dict.fromkeys(TRUE_AT_ANY_SPEED, True)
