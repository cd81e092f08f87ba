"""A dataset as files: CSV, JSON and Parquet in one pass over its rows, a batch in memory at a time."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import override

from volunteercloud.core import cells, late

from .columns import Cell, Row
from .datasets import Dataset

parquet = late.Module("volunteercloud.domain.statistics.open_data.parquet")

AT_ONCE = 50_000


class Form(StrEnum):
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


MEDIA = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json; charset=utf-8",
    Form.PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: so many rows, so many of them without numbers, and of each form its bytes and SHA-256."""

    rows: int
    withheld: int
    files: dict[str, dict[str, Any]]


def write(dataset: Dataset, rows: Iterable[Row], folder: Path, said: Mapping[str, str]) -> Written:
    """The files of a dataset in an empty folder, each called by its form. The same rows give the same CSV and JSON."""
    number = withheld = 0
    flag = dataset.names.index("withheld") if "withheld" in dataset.names else None
    with ExitStack() as kept:
        text = kept.enter_context((folder / Form.CSV).open("w", encoding="utf-8", newline=""))
        objects = kept.enter_context((folder / Form.JSON).open("w", encoding="utf-8"))
        with override("en"):
            columnar = kept.enter_context(parquet.ParquetFile(folder / Form.PARQUET, dataset.columns, said))
        lines = cells.Lines(text)
        lines.add(dataset.names)
        objects.write("[")
        for some in in_batches(rows):
            lines.add_all([_plain(cell) for cell in row] for row in some)
            objects.write(",".join(_objects(dataset, some)) if not number else "," + ",".join(_objects(dataset, some)))
            columnar.write(some)
            number += len(some)
            withheld += sum(bool(row[flag]) for row in some) if flag is not None else 0
        objects.write("\n]\n")
    return Written(number, withheld, {form.value: _measured(folder / form) for form in Form})


def in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    each = iter(rows)
    while some := list(islice(each, AT_ONCE)):
        yield some


def _objects(dataset: Dataset, rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        said = dict(zip(dataset.names, map(_told, row), strict=True))
        yield "\n" + json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _plain(cell: Cell) -> Cell:
    """As CSV says it: true and false in small letters, as CSVW asks."""
    return str(cell).lower() if isinstance(cell, bool) else cell


def _told(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, date) else cell


def _measured(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}
