import json
import subprocess
import sys

import pytest

SHAPE = ["name", "value", "unit", "limit", "ratio", "target", "ok"]
# Speed is not asked here: the machine that runs the tests has other things to do.
TRUE_AT_ANY_SPEED = [
    "confirming a shift of 20 in one action, statements",
    "records of a person with 40, SQL statements",
]


@pytest.mark.race
def test_prints_one_document_and_what_must_hold_at_any_speed_holds():
    command = [sys.executable, "-P", "-m", "volunteercloud", "bench", "records", "--quick", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

    document = json.loads(run.stdout)
    assert list(document) == ["figures", "machine", "versions", "took_s"]
    assert [list(figure) for figure in document["figures"]] == [SHAPE] * len(document["figures"])
    assert {figure["name"]: figure["ok"] for figure in document["figures"] if figure["name"] in TRUE_AT_ANY_SPEED} == (
        dict.fromkeys(TRUE_AT_ANY_SPEED, True)
    )
