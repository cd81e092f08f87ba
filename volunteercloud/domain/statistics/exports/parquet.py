"""Lines as Parquet, and parts of it joined. Loaded late, like `open_data.parquet`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils.translation import override
from pyarrow import Schema, csv, parquet

from volunteercloud.domain.statistics.open_data.parquet import TYPES, schema_of

from .columns import COLUMNS

BLOCK_BYTES = 16_000_000  # of lines in memory; a row group of some 200,000 rows


def of_lines(lines: Path, part: Path) -> None:
    """Lines without a head as a file of their own."""
    schema = _schema({})
    # With threads it would read ahead as far as there are cores.
    reading = csv.ReadOptions(column_names=schema.names, block_size=BLOCK_BYTES, use_threads=False)
    converting = csv.ConvertOptions(
        column_types={column.name: TYPES[column.type] for column in COLUMNS}, null_values=[""], strings_can_be_null=True
    )
    with (
        csv.open_csv(lines, reading, convert_options=converting) as batches,
        parquet.ParquetWriter(part, schema, compression="zstd") as writer,
    ):
        for batch in batches:
            writer.write_batch(batch.cast(schema))


def join(parts: Sequence[Path], whole: Path, said: Mapping[str, str]) -> None:
    """One file of all row groups, in their order; one without rows where there are no parts."""
    with parquet.ParquetWriter(whole, _schema(said), compression="zstd") as writer:
        for path in parts:
            with parquet.ParquetFile(path) as part:
                for group in range(part.num_row_groups):
                    writer.write_table(part.read_row_group(group).cast(_schema(said)))


def _schema(said: Mapping[str, str]) -> Schema:
    with override("en"):
        return schema_of(COLUMNS, said)
