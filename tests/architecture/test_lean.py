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


def test_a_process_that_serves_pages_starts_without_heavy_libraries():
    variables = os.environ | {"DJANGO_SETTINGS_MODULE": "volunteercloud.settings"}
    started = subprocess.run([sys.executable, "-P", "-c", START], env=variables, stdout=subprocess.PIPE, check=True)

    assert started.stdout.decode().strip() == "[]"
