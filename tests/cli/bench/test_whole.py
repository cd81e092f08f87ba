import json
import subprocess
import sys

import pytest

from volunteercloud.cli.bench import parts, whole
from volunteercloud.cli.bench.parts import Length

SHAPE = ["name", "value", "unit", "limit", "ratio", "target", "ok"]
FOUND = '{"figures": [{"name": "rate"}]}'


def test_every_part_has_a_size_of_each_length():
    lacking = [
        (name, length.value)
        for name, part in parts.PARTS.items()
        for length in Length
        if not isinstance(getattr(part.module, length.upper(), None), part.module.Size)
    ]

    assert lacking == []


def test_a_part_says_what_it_found():
    told = whole._part("line", [sys.executable, "-c", f"print('{FOUND}')"], "none")

    assert {key: told[key] for key in ("name", "failure", "figures")} == {
        "name": "line",
        "failure": "",
        "figures": [{"name": "rate"}],
    }


@pytest.mark.parametrize(
    ("program", "failure"),
    [
        ("import sys; sys.exit('The site does not start.')", "The site does not start."),
        ("import sys; print('half a'); sys.exit(3)", "It ended with 3."),
        ("import os; os.kill(os.getpid(), 9)", "It ended with -9."),
        ("print('no document')", "It did not say what it found."),
    ],
)
def test_a_part_that_fails_says_so_and_has_no_figures(program, failure):
    told = whole._part("line", [sys.executable, "-c", program], "none")

    assert (told["failure"], told["figures"]) == (failure, [])
    assert whole.failed({"parts": [told]}) == ["line"]


@pytest.mark.race
def test_one_document_and_one_page_of_all_that_was_asked(tmp_path):
    page = tmp_path / "all.html"
    command = [sys.executable, "-P", "-m", "volunteercloud", "bench", "all", "--quick", "--only", "certificates"]
    run = subprocess.run([*command, "--json", "--html", str(page)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr

    document = json.loads(run.stdout)
    assert list(document) == ["length", "at", "parts", "machine", "versions", "took_s"]
    assert [(part["name"], part["failure"]) for part in document["parts"]] == [("certificates", "")]
    figures = document["parts"][0]["figures"]
    assert figures[0]["name"] == "certificates printed without a signature"
    assert [list(figure) for figure in figures] == [SHAPE] * len(figures)
    assert page.read_text().startswith("<!doctype html>")
