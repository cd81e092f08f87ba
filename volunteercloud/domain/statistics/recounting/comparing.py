"""The statements that compare what was counted anew with what stands, and mend what differs: of two tables with the same
columns.

What was counted anew is a temporary table of the first machine. On a distributed database each side is a question of its own,
which `OFFSET` keeps it, and rows that should not be there are deleted by their keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """A table of facts or cells beside the one that was counted anew. ``within`` narrows both to those that were counted,
    ``spared`` to those about whom no change waits: what somebody changed a moment ago is the counter's."""

    model: type[Model]
    fresh: str
    within: str = "true"
    spared: str = "true"

    def differences(self, facts: dict[str, Any]) -> int:
        """How many rows say something else, are missing, or should not be there."""
        return int(self._rows(f"SELECT count(*) FROM ({self._differing}) AS differing", facts)[0][0])  # noqa: S608

    def examples(self, facts: dict[str, Any]) -> list[str]:
        """The keys of some of them."""
        names = ", ".join(self._keys)
        rows = self._rows(f"{self._differing} ORDER BY {names} LIMIT {SHOWN}", facts)
        return [" ".join(str(value) for value in row if value != "") for row in rows]

    def fill(self) -> None:
        """Put everything in, where nothing was ever counted: nothing is compared, and in the order of its keys, which the index
        takes in at its end."""
        names, keys, table = ", ".join(self._names), ", ".join(self._keys), self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {self.fresh} ORDER BY {keys}")  # noqa: S608

    def mend(self, facts: dict[str, Any]) -> None:
        """Let the table say what was counted anew."""
        said = ", ".join(f"{name} = EXCLUDED.{name}" for name in self._names if name not in self._keys)
        names, table = ", ".join(self._names), self.model._meta.db_table
        with connection.cursor() as cursor:
            if settings.DISTRIBUTED:
                gone = self._rows(f"SELECT {', '.join(self._keys)} {self._from_too_many}", facts)
                of_key = " AND ".join(f"{name} = %s" for name in self._keys)
                cursor.executemany(f"DELETE FROM {table} WHERE {of_key}", gone)  # noqa: S608
            else:
                cursor.execute(f"DELETE {self._from_too_many}", facts)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM {self._fresh} AS fresh "  # noqa: S608
                f"WHERE {self._narrowed('fresh')} AND NOT EXISTS ({self._standing_alike}) "
                f"ON CONFLICT ({', '.join(self._keys)}) DO UPDATE SET {said}",
                facts,
            )

    @property
    def _names(self) -> Sequence[str]:
        return [field.column for field in self.model._meta.concrete_fields if field.column]

    @property
    def _keys(self) -> Sequence[str]:
        primary = self.model._meta.pk
        return [field.column for field in getattr(primary, "fields", [primary])]

    @property
    def _fresh(self) -> str:
        return f"(SELECT * FROM {self.fresh} OFFSET 0)" if settings.DISTRIBUTED else self.fresh  # noqa: S608

    @property
    def _from_too_many(self) -> str:
        """Rows that stand and were not counted anew."""
        same = self._joined("standing", "fresh", self._keys)
        return (
            f"FROM {self.model._meta.db_table} AS standing WHERE {self._narrowed('standing')} "  # noqa: S608  our own names
            f"AND NOT EXISTS (SELECT 1 FROM {self._fresh} AS fresh WHERE {same})"
        )

    @property
    def _standing_alike(self) -> str:
        table = self.model._meta.db_table
        if settings.DISTRIBUTED:
            table = f"(SELECT * FROM {table} AS standing WHERE {self.within.format(row='standing')} OFFSET 0)"  # noqa: S608
        alike = ", ".join(f"standing.{name}" for name in self._names if name not in self._keys)
        fresh = ", ".join(f"fresh.{name}" for name in self._names if name not in self._keys)
        same = self._joined("standing", "fresh", self._keys)
        return f"SELECT 1 FROM {table} AS standing WHERE {same} AND ({alike}) IS NOT DISTINCT FROM ({fresh})"  # noqa: S608

    @property
    def _differing(self) -> str:
        missing = ", ".join(f"fresh.{name}" for name in self._keys)
        too_many = ", ".join(f"standing.{name}" for name in self._keys)
        return f"""
            SELECT {missing} FROM {self._fresh} AS fresh
            WHERE {self._narrowed("fresh")} AND NOT EXISTS ({self._standing_alike})
            UNION ALL
            SELECT {too_many} {self._from_too_many}"""  # noqa: S608

    def _narrowed(self, alias: str) -> str:
        return f"{self.within.format(row=alias)} AND {self.spared.format(row=alias)}"

    def _joined(self, one: str, other: str, names: Sequence[str]) -> str:
        return " AND ".join(f"{one}.{name} = {other}.{name}" for name in names)

    def _rows(self, statement: str, facts: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, facts)
            return cursor.fetchall()
