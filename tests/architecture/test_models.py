from itertools import chain

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, models

from tests.architecture.areas import AREAS
from volunteercloud.core.models import PlacedModel
from volunteercloud.core.placements import Placement

OWN = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("volunteercloud.")]
OWNED = [model for model in OWN if getattr(model, "owner_column", None)]

# A distributed database puts the number of the shard behind a name and cuts it at 63 bytes.
LONGEST_NAME = 54

# From where to where a foreign key may point: into the same group, or to what is everywhere.
GROUPS = {Placement.VOLUNTEER, Placement.ORGANIZATION}


def height(model):
    return AREAS.index(model.__module__.split(".")[2])


def columns(model):
    return [model._meta.get_field(name).column for name in key_fields(model)]


def key_fields(model):
    primary = model._meta.pk
    return list(primary.field_names) if isinstance(primary, models.CompositePrimaryKey) else [primary.name]


def names(fields):
    return [field.name for field in fields]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_model_has_a_placement(model):
    assert issubclass(model, PlacedModel)
    assert model.placement in Placement


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_relation_points_down_or_stays_in_its_area(model):
    related = [field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation]
    assert [other._meta.label for other in related if other in OWN and height(other) > height(model)] == []


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_foreign_key_stays_where_the_database_can_check_it(model):
    astray = []
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or not field.db_constraint:
            continue
        target = getattr(field.related_model, "placement", Placement.LOCAL)
        same_group = target == model.placement and (target not in GROUPS or field.column == model.owner_column)
        if not (same_group or target == Placement.REFERENCE):
            astray.append(f"{field.name} ({model.placement} → {target})")
    assert astray == []


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_primary_key_begins_with_the_owner(model):
    assert columns(model)[0] == model.owner_column


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_whatever_is_unique_is_unique_for_its_owner(model):
    sets = {
        field.name: {field.column} for field in model._meta.concrete_fields if field.unique and not field.primary_key
    }
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            sets[constraint.name] = {model._meta.get_field(name).column for name in constraint.fields}
        if isinstance(constraint, ExclusionConstraint):
            named = [expression for expression, operator in constraint.expressions if isinstance(expression, str)]
            sets[constraint.name] = {model._meta.get_field(name).column for name in named}
    assert [name for name, members in sets.items() if model.owner_column not in members] == []


def test_names_in_the_database_leave_room_for_a_shard_number():
    named = chain.from_iterable(model._meta.constraints + model._meta.indexes for model in OWN)
    tables = [model._meta.db_table for model in OWN]
    assert [name for name in [*(it.name for it in named), *tables] if len(name) >= LONGEST_NAME] == []


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_model_hides_nothing(model):
    """No link tables made by Django, no generic keys, no default order, no work in `save` or `delete`."""
    assert not model._meta.many_to_many
    assert not model._meta.auto_created
    assert not [field for field in model._meta.private_fields if isinstance(field, GenericForeignKey)]
    assert not model._meta.ordering
    assert "save" not in vars(model)
    assert "delete" not in vars(model)


@pytest.mark.django_db
def test_no_triggers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        triggers = cursor.fetchall()
    own = {model._meta.db_table for model in OWN}
    assert [trigger for trigger in triggers if trigger[0] in own] == []


@pytest.mark.django_db
def test_every_model_has_its_table():
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert {model._meta.db_table for model in OWN if model._meta.managed} - tables == set()
