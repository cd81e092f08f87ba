"""The same world with three of everything: rows are copied as they are, whatever area they are of, under the same owners.

What a copy belongs to is copied with it: every id that is no person's and no organization's becomes another, the same one
wherever it stands. A second sort of copy puts further people beside those that there are: on rosters, among members.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import Range

from volunteercloud.core.models import OrganizationOwned, OwnerOwned, PlacedModel
from volunteercloud.core.placements import Placement
from volunteercloud.domain.identity.models import Account, Volunteer
from volunteercloud.domain.organizations.models import Organization

FURTHER = 2
MOST_ROWS = 12  # of one table, so that the trail does not become a thousand entries
# Chained, counted or numbered through: a copied row would be a lie that pages rightly refuse.
LEFT_ALONE = frozenset({"log", "limits", "upkeep", "nodes", "regions", "codes"})
APART = timedelta(days=400)  # nobody holds two places at one time


def added() -> dict[str, int]:
    """Table to how many rows were added to it."""
    people = {*Volunteer.objects.values_list("id", flat=True), *Account.objects.values_list("id", flat=True)}
    kept = people | {*Organization.objects.values_list("id", flat=True)}
    before = [(model, list(model._base_manager.all()[:MOST_ROWS])) for model in tables()]
    return {
        model._meta.db_table: sum(
            _copied(model, row, others, number)
            for number in range(1, FURTHER + 1)
            for others in _ways(model, kept, people)
            for row in rows
        )
        for model, rows in before
        if rows
    }


def tables() -> Iterator[type[models.Model]]:
    """Whatever grows with use; of reference tables, of which a process remembers some, there is as much as before."""
    for model in apps.get_models():
        if _is_large(model) and model._meta.app_label not in LEFT_ALONE:
            yield model


def _is_large(model: type[models.Model]) -> bool:
    return issubclass(model, PlacedModel) and model._meta.managed and model.placement != Placement.REFERENCE


def _ways(model: type[models.Model], kept: set[UUID], people: set[UUID]) -> Iterator[Any]:
    """Further things of the same owners; and further people at the same things, where the owner is no person."""
    yield lambda _field, value: value not in kept
    if issubclass(model, (OrganizationOwned, OwnerOwned)):
        primary = {field.attname for field in model._meta.pk_fields}
        yield lambda field, value: field.attname in primary and value in people


def _copied(model: type[models.Model], row: models.Model, is_other: Any, number: int) -> bool:
    """Whether the database takes such a row; many a promise says that there is one of it."""
    unique = {name for names in _unique(model) for name in names}
    values = {}
    for field in model._meta.concrete_fields:
        if field.generated or isinstance(field, models.AutoField):
            continue
        value = getattr(row, field.attname)
        if isinstance(value, UUID) and is_other(field, value):
            value = uuid5(NAMESPACE_OID, f"{value} {number}")
        elif isinstance(value, Range) and value.lower and hasattr(value.lower, "year"):
            value = type(value)(
                value.lower + APART * number, value.upper and value.upper + APART * number, value.bounds
            )
        elif field.name in unique and isinstance(value, str) and not (field.is_relation or field.choices):
            value = f"{value[: (field.max_length or 99) - 1]}{number}"
        elif field.name in unique and isinstance(value, bytes):
            value = value[:-1] + bytes([(value[-1] + number) % 256])
        values[field.attname] = value
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([model(**values)])
            connection.check_constraints()
    except DatabaseError:
        return False
    return True


def _unique(model: type[models.Model]) -> Iterator[tuple[str, ...]]:
    yield from (
        constraint.fields for constraint in model._meta.constraints if isinstance(constraint, models.UniqueConstraint)
    )
    yield from ((field.name,) for field in model._meta.concrete_fields if field.unique)
