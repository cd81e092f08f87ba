"""The benchmark of everything: each part in a process of its own, one after the other, and one document of all.

A part that ends with an error is in the document as failed, with the last it said; the others go on.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from volunteercloud.cli import database, progress, steps
from volunteercloud.cli.bench import report
from volunteercloud.cli.bench.database import TEMPLATE, throwaway
from volunteercloud.cli.bench.parts import PARTS, Length
from volunteercloud.cli.commands.serve import OURSELVES

LAST_LINES = 12
NATION = "nation"


def run(length: Length, names: Sequence[str], *, simulated: bool) -> dict[str, Any]:
    """``simulated``: the part of the nation measures what stands in the database that commands use."""
    began, machine = time.monotonic(), report.machine()
    # As the parts themselves do, so that none of them has to.
    steps.compile_messages()
    steps.collect_static()
    with database.joined():
        versions = report.versions()
        with throwaway("bench_tables", to_copy=True):
            template = connection.settings_dict["NAME"]
            parts = [_part(name, _command(name, length, simulated=simulated), template) for name in names]
    return {
        "length": length.value,
        "at": timezone.now().isoformat(timespec="seconds"),
        "parts": parts,
        "machine": machine,
        "versions": versions,
        "took_s": round(time.monotonic() - began, 1),
    }


def failed(document: dict[str, Any]) -> list[str]:
    return [part["name"] for part in document["parts"] if part["failure"]]


def _command(name: str, length: Length, *, simulated: bool) -> list[str]:
    asked = [*OURSELVES, "bench", name, "--json"]
    if length is not Length.FULL:
        asked.append(f"--{length}")
    return [*asked, "--simulated"] if simulated and name == NATION else asked


def _part(name: str, command: list[str], template: str) -> dict[str, Any]:
    began = time.monotonic()
    progress.say(PARTS[name].title)
    code, output, said = _run(command, os.environ | {TEMPLATE: template})
    figures, failure = ([], "\n".join(said) or f"It ended with {code}.") if code else _figures(output)
    return {
        "name": name,
        "title": PARTS[name].title,
        "failure": failure,
        "took_s": round(time.monotonic() - began, 1),
        "figures": figures,
    }


def _run(command: list[str], variables: dict[str, str]) -> tuple[int, str, list[str]]:
    """How it ended, what it found, and the last lines it said, which are said here, too."""
    said: deque[str] = deque(maxlen=LAST_LINES)
    with tempfile.TemporaryFile("w+") as output:
        with subprocess.Popen(command, env=variables, stdout=output, stderr=subprocess.PIPE, text=True) as process:
            try:
                for line in process.stderr or ():
                    sys.stderr.write(line)
                    said.append(line.rstrip())
            except BaseException:
                process.terminate()
                raise
        output.seek(0)
        return process.returncode, output.read(), list(said)


def _figures(output: str) -> tuple[list[dict[str, Any]], str]:
    """What a part found, and what is wrong with it."""
    try:
        return json.loads(output)["figures"], ""
    except (ValueError, KeyError):
        return [], "It did not say what it found."
