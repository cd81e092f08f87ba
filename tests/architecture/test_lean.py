import os
import subprocess
import sys

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
START = f"""
import sys
import volunteercloud.wsgi
from django.urls import reverse
reverse("verify:look_up")
print([name for name in {HEAVY} if name in sys.modules])
"""
FIRST = """
import sys
import volunteercloud.wsgi
loaded = set(sys.modules)
from django.urls import resolve, reverse
resolve(reverse("verify:look_up"))
resolve("/api/v1/regions")
print([name for name in sys.modules if name.startswith("volunteercloud.") and name not in loaded])
"""


def said_by(program):
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    started = subprocess.run([sys.executable, "-P", "-c", program], env=variables, stdout=subprocess.PIPE, check=True)
    return started.stdout.decode().strip()


def test_a_process_that_serves_pages_starts_without_heavy_libraries():
    assert said_by(START) == "[]"


def test_the_first_visitor_of_a_process_waits_for_no_module():
    assert said_by(FIRST) == "[]"
