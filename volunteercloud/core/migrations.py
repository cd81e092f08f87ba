"""Steps that migrations of areas share: what the data model asks for and Django does not make by itself."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import RunSQL
from django.db.migrations.state import ProjectState


def composite_foreign_key(
    name: str, table: str, columns: tuple[str, ...], to_table: str, to_columns: tuple[str, ...]
) -> RunSQL:
    """A foreign key over several columns, which `ForeignObject` describes but does not make. Both sides share the owner."""
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
        f"REFERENCES {to_table} ({', '.join(to_columns)})",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def append_only(table: str) -> RunSQL:
    """Rows are added and read, never changed: the right to change them is given up.

    Holds for every role but a superuser, so the application must not connect as one. No foreign key may point at such a
    table: PostgreSQL locks the row pointed at, and asks for the right to update it.
    """
    return RunSQL(
        f"REVOKE UPDATE, DELETE ON {table} FROM CURRENT_USER", f"GRANT UPDATE, DELETE ON {table} TO CURRENT_USER"
    )


class CreatePartitionedModel(migrations.CreateModel):
    """`CreateModel` for a table partitioned by range of one column; its partitions are made by `yearly_partitions`."""

    partition_column = "day"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        ordinary = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{ordinary} PARTITION BY RANGE ({self.partition_column})"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = ordinary


def yearly_partitions(table: str, first_year: int, last_year: int) -> RunSQL:
    """One partition a year, and one for everything before the first; a day after the last year is refused."""
    statements: list[Any] = [
        f"CREATE TABLE {table}_before PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO ('{first_year}-01-01')"
    ]
    statements += [
        f"CREATE TABLE {table}_{year} PARTITION OF {table} FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
        for year in range(first_year, last_year + 1)
    ]
    return RunSQL(statements, RunSQL.noop)
