"""Open data: a month's figures of every place written as CSV, JSON and Parquet, beside COPY of the cells they come from."""

import tempfile
import time
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.db import connection
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench.report import Figure, figure
from volunteercloud.core import collecting
from volunteercloud.domain.statistics.open_data import datasets, rows, writing

DATASET = "service"
CELLS = "COPY (SELECT * FROM statistics_servicecell WHERE span = 'month' AND start = DATE '{}') TO STDOUT"


def measure(at: datetime, most: int) -> list[Figure]:
    """At most so many rows, from the nation down."""
    collecting.rarely()  # as in the worker
    month = (timezone.localdate(at).replace(day=1) - timedelta(days=1)).replace(day=1)
    with progress.step("Open data") as step, tempfile.TemporaryDirectory(prefix="bench-open-data-") as folder:
        began = time.perf_counter()
        written = writing.write(datasets.dataset(DATASET), islice(rows.service(month), most), Path(folder), {})
        took = time.perf_counter() - began
        step.result = f"{written.rows:,} rows"
    return [figure("open data, rows of a month in three forms", written.rows / took, "/s", limit=_copied(month))]


def _copied(month: date) -> float:
    """Cells a second by COPY to nowhere."""
    began = time.perf_counter()
    with connection.cursor() as cursor, cursor.cursor.copy(CELLS.format(month)) as copy:
        count = sum(1 for _row in copy.rows())
    return count / (time.perf_counter() - began)
