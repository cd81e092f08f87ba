"""Writes of the hot path: the counterpart of `reading`, rows by a statement that is written once."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model
from django.db.models.base import ModelState
from pydantic_core import to_json

Row = TypeVar("Row", bound=Model)


def row_of(model: type[Row], **values: Any) -> Row:
    """An object with all its columns given, as one that was read: no field is asked for its default, which takes Django
    longer than everything else about a row."""
    row = model.__new__(model)
    row._state = ModelState()
    row.__dict__.update(values)
    return row


def told(rows: Sequence[Any]) -> str:
    """Rows, dictionaries or dataclasses, as one JSON text for `json_populate_recordset` and its like; made in Rust, which
    takes a sixth of the time."""
    return to_json(rows, fallback=str).decode()


class Writing(Generic[Row]):
    """An insert of objects of a model with all their columns, in one statement, without anything Django does besides.

    ``conflict`` ends the statement: what happens with a row that is there already. Constraints are PostgreSQL's to keep.
    """

    def __init__(self, model: type[Row], conflict: str = "") -> None:
        self._fields = [field for field in model._meta.concrete_fields if field.column]
        names = ", ".join(f'"{field.column}"' for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        into = f'INSERT INTO "{model._meta.db_table}" ({names})'
        self._one = f"{into} VALUES ({marks}) {conflict}"
        self._many = (
            f'{into} SELECT {names} FROM json_populate_recordset(NULL::"{model._meta.db_table}", %s) {conflict}'  # noqa: S608  ours alone
        )

    def write(self, row: Row) -> bool:
        """Whether there was anything to write: False where a conflict leaves the row that is there as it is."""
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in self._fields]
        with connection.cursor() as cursor:
            cursor.execute(self._one, values)
            return cursor.rowcount == 1

    def write_all(self, rows: Sequence[Row], returning: str) -> set[Any]:
        """Any number of rows in one statement, in their order; the column ``returning`` of those that were written.

        They travel as one JSON text, which PostgreSQL reads by the types of its own columns: nothing is prepared value
        by value. Not for columns of bytes.
        """
        if not rows:
            return set()
        columns = [field.column for field in self._fields]
        values = itemgetter(*(field.attname for field in self._fields))
        return self.write_told(told([dict(zip(columns, values(row.__dict__), strict=True)) for row in rows]), returning)

    def write_told(self, text: str, returning: str) -> set[Any]:
        """The same, where the rows are one JSON text already: a list of objects with a value for each column."""
        with connection.cursor() as cursor:
            cursor.execute(f'{self._many} RETURNING "{returning}"', [text])
            return {found for (found,) in cursor.fetchall()}
