"""Writes of the hot path: the counterpart of `reading`, one row by a statement that is written once."""

from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


class Writing(Generic[Row]):
    """An insert of one object of a model with all its columns, in one statement, without anything Django does besides.

    ``conflict`` ends the statement: what happens with a row that is there already. Constraints are PostgreSQL's to keep.
    """

    def __init__(self, model: type[Row], conflict: str = "") -> None:
        self._fields = [field for field in model._meta.concrete_fields if field.column]
        names = ", ".join(f'"{field.column}"' for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        self._sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}) {conflict}'  # noqa: S608  ours alone

    def write(self, row: Row) -> bool:
        """Whether there was anything to write: False where a conflict leaves the row that is there as it is."""
        values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in self._fields]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
            return cursor.rowcount == 1
