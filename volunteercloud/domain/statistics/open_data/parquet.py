"""Parquet, written row group by row group. Loaded late (`core.late`): a process that serves pages has no use for the library."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import pyarrow as pa
from pyarrow import parquet

from .columns import Column, Row, Type

TYPES = {
    Type.TEXT: pa.string(),
    Type.WHOLE: pa.int64(),
    Type.YES: pa.bool_(),
    Type.DAY: pa.date32(),
    Type.NUMBER: pa.float64(),
}


def schema_of(columns: Sequence[Column], said: Mapping[str, str]) -> pa.Schema:
    """What the file says of itself: ``said`` of the whole, and of each column what it means."""
    fields = [
        pa.field(column.name, TYPES[column.type], column.may_lack, {"description": str(column.meaning)})
        for column in columns
    ]
    return pa.schema(fields, dict(said))


class ParquetFile:
    """A file that grows by batches of rows, each a row group; words stand in dictionaries."""

    def __init__(self, path: Path, columns: Sequence[Column], said: Mapping[str, str]) -> None:
        self._schema = schema_of(columns, said)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._writer.close()

    def write(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        arrays = [
            pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_batch(pa.record_batch(arrays, schema=self._schema))
