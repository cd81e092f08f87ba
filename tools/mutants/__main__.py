"""Which small changes of the code no test notices, in the areas whose tests are held to that: docs/benchmarks/mutation.md.

`.venv/bin/python -m tools.mutants records --sample 300 --seed 1`
"""

import argparse
import importlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.mutants import changes

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DOMAIN = Path("volunteercloud/domain")
AREAS = ("records", "activities", "transfers", "claims")
# What decides nothing: registers, names, words that explain, jobs that call an action.
LEFT_OUT = {"apps.py", "personal.py", "__init__.py", "jobs.py", "tasks.py", "explaining.py", "telling.py", "terms.py"}
EVERYWHERE = "tests/domain/test_rows_in_words.py"
# Where the tests of an area stand, beside those of its folder.
TESTS = {
    "records": (
        "tests/domain/records",
        "tests/domain/objections",
        "tests/domain/attendance",
        "tests/cli/test_records.py",
    ),
    "activities": ("tests/domain/activities", "tests/domain/attendance", "tests/api/test_series.py"),
    "transfers": ("tests/domain/transfers", "tests/domain/records/test_carrying.py", "tests/api/test_transfers.py"),
    "claims": ("tests/domain/claims", "tests/api/test_claims.py"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("area", choices=AREAS)
    parser.add_argument("--sample", type=int, help="so many of all changes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="changes of files with this in their path")
    parser.add_argument("--tests", action="append", help="these instead of all tests of the area")
    parser.add_argument("--again", type=Path, help="of those in this earlier FILE, only what was not killed")
    parser.add_argument("--into", type=Path, required=True, help="a file for what became of each, as JSON")
    chosen = parser.parse_args()
    everything = [mutant for path in files(chosen.area, chosen.only) for mutant in changes.of(path)]
    sample = min(chosen.sample or len(everything), len(everything))
    mutants = sorted(random.Random(chosen.seed).sample(everything, sample), key=everything.index)  # noqa: S311
    if chosen.again:
        left = {words for outcome, words, _seconds in json.loads(chosen.again.read_text()) if outcome != "killed"}
        mutants = [mutant for mutant in everything if str(mutant) in left]
    os.environ["MUTANTS_TOLD"] = f"{chosen.into}.log"
    running = Running(mutants, "" if chosen.only else chosen.area, str(CHECKOUT / DOMAIN / chosen.area))
    pytest.main(
        [
            *(chosen.tests or [*TESTS[chosen.area], EVERYWHERE]),
            "-p",
            "no:cacheprovider",
            "-m",
            "not browser and not fuzz",
        ],
        plugins=[running],
    )
    chosen.into.write_text(json.dumps(running.outcomes, ensure_ascii=False, indent=0))
    counts = Counter(outcome for outcome, _words, _seconds in running.outcomes)
    print(f"{chosen.area}: {sample} of {len(everything)} changes, seed {chosen.seed}: {dict(counts)}")
    return 0


class Running:
    """Instead of a run of the tests. What tries the mutants reads models, and is imported once their settings are."""

    def __init__(self, *told: Any) -> None:
        self.told = told
        self.outcomes: list[tuple[str, str, float]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        mutating = importlib.import_module("tools.mutants.running").Mutating(*self.told)
        mutating.run(session)
        self.outcomes = mutating.outcomes
        return True


def files(area: str, only: str) -> Iterator[Path]:
    for path in sorted((DOMAIN / area).rglob("*.py")):
        if path.name not in LEFT_OUT and "migrations" not in path.parts and only in str(path):
            yield path


if __name__ == "__main__":
    sys.exit(main())
