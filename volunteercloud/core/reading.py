"""Reads of the hot path: Django writes their SQL once, after that only the values change.

Writing the statement of a few joined tables takes Django ten times as long as PostgreSQL needs to answer it, and it
does so each time a queryset is run. For most pages that is no matter; a check-in has no time for it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Expression, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import ModelIterable, get_related_populators

from volunteercloud.core.distributed import fanning

Row = TypeVar("Row")


class Given(Expression):
    """Stands in a queryset for a value that each reading is given under this name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002  as Django calls it
        return "%s", [self]


def among(ids: Collection[UUID] | Given) -> RawSQL:
    """Many ids as one value, for `filter(id__in=…)`: Django handles values one by one, PostgreSQL takes them together.

    A distributed database has to see them written out, to ask only the machines that have them; a request may.
    """
    if settings.DISTRIBUTED and not isinstance(ids, Given):
        written_out = ", ".join(f"'{UUID(str(each))}'::uuid" for each in ids)
        return RawSQL(f"{fanning.NAMED} {written_out or 'NULL::uuid'}", [])  # noqa: S611  hexadecimal digits, whatever was given
    return RawSQL("SELECT unnest(%s::uuid[])", [ids if isinstance(ids, Given) else list(ids)])


def to_lock(ids: Collection[UUID]) -> list[Collection[UUID]]:
    """Ids of owners as statements that lock their rows may name them: together, or where the owners lie on several
    machines one after the other, in the order in which everybody takes them."""
    return [[each] for each in sorted(ids)] if settings.DISTRIBUTED else [ids]


def taken(due: QuerySet[Any, Row], most: int) -> list[Row]:
    """The first of a queue, locked; what another worker holds is left to it. For workers alone: asks every shard.

    Where owners lie on several machines the queue is looked at first and each of its rows is locked by a statement of its
    own: of a row that is due no more nothing is found then.
    """
    free = due.select_for_update(skip_locked=True)
    if not settings.DISTRIBUTED:
        return list(free[:most])
    return [row for key in due.values_list("pk", flat=True)[:most] for row in free.filter(pk=key)]


def paired(model: type[Model], columns: tuple[str, str], first: Given, second: Given) -> RawSQL:
    """A condition of rows that have one of many pairs of ids, the firsts and the seconds given as two lists."""
    table = connection.ops.quote_name(model._meta.db_table)
    one, other = (f"{table}.{connection.ops.quote_name(column)}" for column in columns)
    sql = f"({one}, {other}) IN (SELECT * FROM unnest(%s::uuid[], %s::uuid[]))"  # noqa: S608  names of our own columns
    return RawSQL(sql, [first, second], output_field=BooleanField())  # noqa: S611  values are passed as values


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    parameters: tuple[Any, ...]
    as_object: Callable[[tuple[Any, ...]], Any]


class Reading(Generic[Row]):
    """A queryset with `Given` values in it; of objects or of `values_list`.

    Values are passed to PostgreSQL as they are: UUIDs, text, numbers, times and lists of them, not model instances.
    """

    def __init__(self, queryset: Callable[[], QuerySet[Any, Row]]) -> None:
        self._queryset = queryset
        self._statement: _Statement | None = None

    def one(self, **given: object) -> Row | None:
        """The row, for a queryset that finds it by a whole key."""
        return next(iter(self.all(**given)), None)

    def all(self, **given: object) -> list[Row]:
        # Two threads may both be first; they write the same.
        statement = self._statement = self._statement or _written(self._queryset())
        values: list[Any] = [given[each.name] if isinstance(each, Given) else each for each in statement.parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, values)
            return [statement.as_object(row) for row in cursor.fetchall()]


def columns(model: type[Model], relation: str = "", without: Collection[str] = ()) -> list[str]:
    """Names for `QuerySet.only`: what a model has, without what is long; of the model that comes by ``relation``.

    `QuerySet.defer` would say it more shortly, but refuses relations over several columns.
    """
    own = [field.name for field in model._meta.concrete_fields if field.column and field.name not in without]
    return [f"{relation}__{name}" for name in own] if relation else own


def _written(queryset: QuerySet[Any, Any]) -> _Statement:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    as_object = _objects(queryset, compiler) if queryset._iterable_class is ModelIterable else tuple
    converters = compiler.get_converters(expression for expression, *_ in compiler.select)

    def converted(row: tuple[Any, ...]) -> Any:
        return as_object(next(compiler.apply_converters([row], converters)) if converters else row)

    return _Statement(sql, tuple(parameters), converted)


def _objects(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[tuple[Any, ...]], Model]:
    """Rows as `ModelIterable` makes objects of them: the object, those that come with it by `select_related`, then what was
    annotated."""
    columns, classes = compiler.select, compiler.klass_info
    first, last = classes["select_fields"][0], classes["select_fields"][-1] + 1
    names = [column[0].target.attname for column in columns[first:last]]
    companions = get_related_populators(classes, columns, queryset.db)  # type: ignore[call-arg]  # as of Django 5.2
    annotated = compiler.annotation_col_map.items()

    def made(row: tuple[Any, ...]) -> Model:
        found = classes["model"].from_db(queryset.db, names, row[first:last])
        for companion in companions:
            companion.populate(row, found)
        for name, place in annotated:
            setattr(found, name, row[place])
        return found

    return made
