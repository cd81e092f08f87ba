"""What a row calls itself, where operators see it: a shell, a log line, the trace of a fault."""

from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from psycopg.types.range import Range

MOMENT, HALF_PAST_NINE = datetime(2026, 5, 16, 1, 2, 3, tzinfo=UTC), time(9, 30)
# By the kind of the field; the most special first.
VALUES = (
    (models.DateTimeField, MOMENT),
    (models.DateField, date(2026, 5, 17)),
    (models.TimeField, HALF_PAST_NINE),
    (models.UUIDField, UUID(int=7)),
    (models.BooleanField, True),
    (models.IntegerField, 41),
    (models.FloatField, 4.5),
    (models.DecimalField, 4.5),
    ((models.CharField, models.TextField), "某个词"),
    (ArrayField, [6]),
    (models.JSONField, {"a": 1}),
    (models.BinaryField, b"7"),
)


def value_of(field):
    if field.is_relation:
        return value_of(field.target_field)
    return next((value for kinds, value in VALUES if isinstance(field, kinds)), Range(1, 2))


OURS = [model for model in apps.get_models() if model.__module__.startswith("volunteercloud.domain.")]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_row_is_called_by_what_it_holds(model):
    """By words of its own, told from another row's: not by the name of its table alone."""
    held = {field.attname: value_of(field) for field in model._meta.concrete_fields if not field.generated}
    said = str(model(**held))
    words = {str(value) for value in held.values()} | {f"{MOMENT:%Y-%m}", f"{MOMENT:%H:%M}", f"{HALF_PAST_NINE:%H:%M}"}
    assert [word for word in words if word in said] != []
