"""Loaded before settings are read: tests live in a data folder of their own, on a cluster that may lose power.

A worker that shares the tests with others has a folder of its own inside it.
"""

import os
from pathlib import Path

from volunteercloud.cli import texts

data = Path(os.environ.get("VOLUNTEERCLOUD_DATA") or Path(__file__).resolve().parent.parent / "data" / "test")
os.environ["VOLUNTEERCLOUD_DATA"] = str(data / os.environ.get("PYTEST_XDIST_WORKER", ""))
# Why a test about it is skipped: the one reason that is good enough everywhere.
NEEDS_CITUS = "needs a database with the extension Citus, named by TEST_CITUS_URL"
# The whole suite on a distributed database: one node with the extension Citus is enough, and its superuser is asked for.
if os.environ.get("TEST_CITUS_URL"):
    os.environ |= {"DATABASE_URL": os.environ["TEST_CITUS_URL"], "VOLUNTEERCLOUD_DISTRIBUTED": "1"}
# A cluster that is thrown away needs no promise to survive a power cut.
os.environ.setdefault(
    "VOLUNTEERCLOUD_POSTGRES_OPTIONS", "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
)

# Translations as they are now: once Django has asked for a text it is too late.
for source in texts.stale():
    texts.compile_one(source)
