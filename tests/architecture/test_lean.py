import json
import os
import subprocess
import sys

import pytest

# What only few processes ever need, and what takes tens of mebibytes in each: loaded at first use (`core.late`), or by
# a process of its own that ends.
HEAVY = [
    "aiohttp",
    "duckdb",
    "numpy",
    "pandas",
    "pyarrow",
    "pyhanko",
    "pyld",
    "pypinyin",
    "rjieba",
    "typst",
    "xlsxwriter",
]
PROGRAM = f"""
import json
import sys
import volunteercloud.wsgi
loaded = set(sys.modules)
from django.urls import resolve, reverse
page = reverse("verify:look_up")
heavy = [name for name in {HEAVY} if name in sys.modules]
resolve(page)
resolve("/api/v1/regions")
late = [name for name in sys.modules if name.startswith("volunteercloud.") and name not in loaded]
print(json.dumps({{"heavy": heavy, "late": late}}))
"""


@pytest.fixture(scope="module")
def started():
    """What a process says that was made ready to serve pages: starting one takes seconds."""
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    said = subprocess.run([sys.executable, "-P", "-c", PROGRAM], env=variables, stdout=subprocess.PIPE, check=True)
    return json.loads(said.stdout)


def test_a_process_that_serves_pages_starts_without_heavy_libraries(started):
    assert started["heavy"] == []


def test_the_first_visitor_of_a_process_waits_for_no_module(started):
    assert started["late"] == []
