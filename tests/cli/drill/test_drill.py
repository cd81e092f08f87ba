"""The drill itself, with real nodes: a few schedules hold, and a node that is broken is found out."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from volunteercloud.cli.drill import drilling, launching, nodes
from volunteercloud.cli.drill.schedules import Phase, planned

BREAKING = "tests.cli.drill.broken"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "volunteercloud", "transfer", "drill", "--json", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.race
def test_hours_are_conserved_whatever_fails():
    done = run("--schedules", "3", "--seed", "14", "--nodes", "3")

    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert (found["schedules"], found["failed"], found["first_failed"]) == (3, [], None)
    attacks = found["attacks"]
    assert attacks["forgeries refused"] == attacks["forgeries"] > 0
    assert found["transfers"]["done"] > 0
    assert found["looks"] > 0


def plain_seed() -> int:
    """The first schedule in which somebody moves plainly, with more than one record."""
    return next(
        seed
        for seed in range(1_000)
        if any(
            person.plot == "plain" and len(person.records) > 1 and person.moves[0].phase is Phase.STORM
            for person in planned(seed, 2).people
        )
    )


@pytest.mark.race
@pytest.mark.parametrize(
    ("fault", "expected"),
    [("keeps_what_it_hands_over", "counts at nodes"), ("arrives_in_part", "counts nowhere")],
)
def test_a_broken_node_is_found(fault, expected):
    told = []
    broken = {launching.BROKEN: f"{BREAKING}:{fault}", "PYTHONPATH": str(nodes.CHECKOUT)}

    report = drilling.run([plain_seed()], 2, settings.DATA / "drill", told=told.append, variables=[broken, broken])

    assert [one.seed for one in report.failed] == [plain_seed()]
    assert any(expected in line for line in told[0].broken), told[0].broken
