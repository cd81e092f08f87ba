"""Closing an account by the register: what is kept by law is sealed, the rest is emptied or erased, area by area."""

import base64
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, Field, Model, QuerySet, Value, When
from django.utils import timezone

from volunteercloud.core import ids, keys, rights
from volunteercloud.core.models import PlacedModel
from volunteercloud.core.personal import Category, Closing, Held
from volunteercloud.core.placements import Placement
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.identity.models import Merge, MergeState

from . import register
from .models import Sealed

SEALED_UNDER = "closed-account"
DASH = "—"
IN_WORDS = frozenset({Category.NAME, Category.WORDS, Category.FAMILY})


@dataclass(frozen=True, slots=True)
class Whose:
    """The rows of one person, and the organizations that may know of them."""

    people: list[UUID]
    organizations: list[UUID]


def rows(one: Held, whose: Whose) -> QuerySet[Any]:
    """The rows of a declaration that are this person's: found by their owners, so that no machine is asked in vain."""
    model = apps.get_model(one.model)
    found = model._default_manager.filter(**{f"{one.person}__in": whose.people})
    if issubclass(model, PlacedModel) and model.placement is Placement.ORGANIZATION:
        return found.filter(**{f"{model.owner_column}__in": whose.organizations})
    return found


def by_the_register(volunteer_id: UUID, whose: Whose, at: datetime) -> dict[str, int]:
    """How many rows were sealed, emptied and erased. Sealing comes first: what is emptied is gone. Steps of areas
    (``by_area``) are the caller's."""
    declared = [one for one in register.held() if not one.by_area]
    for one in declared:
        if one.closing is Closing.SEALED:
            _seal(volunteer_id, one, rows(one, whose), at)
    counts = dict.fromkeys((Closing.SEALED.value, Closing.EMPTIED.value, Closing.ERASED.value), 0)
    for one in declared:
        if one.closing in (Closing.SEALED, Closing.EMPTIED):
            counts[one.closing] += _empty(one, rows(one, whose))
    # Areas above first: what points at something goes before it.
    for one in reversed(declared):
        if one.closing is Closing.ERASED:
            counts[one.closing] += rows(one, whose).delete()[0]
    return counts


def _seal(volunteer_id: UUID, one: Held, found: QuerySet[Any], at: datetime) -> None:
    model = apps.get_model(one.model)
    # What is sealed by itself is opened, to be sealed once: a seal within a seal would not follow when keys change.
    within = [field for field in map(model._meta.get_field, one.names) if isinstance(field, SealedField)]
    names = {*_key(model), *one.names, *(name for field in within for name in field.bound_by)}
    content = [
        {name: _plain(value) for name, value in (row | {each.attname: each.opened(row) for each in within}).items()}
        for row in found.values(*sorted(names))
    ]
    if not content:
        return
    text, sealed_id = json.dumps(content, ensure_ascii=False, cls=DjangoJSONEncoder), ids.uuid7()
    years = settings.SEALED_YEARS
    Sealed.objects.create(
        volunteer_id=volunteer_id,
        id=sealed_id,
        model=one.model,
        sealed=keys.seal(SEALED_UNDER, text, bound_to=sealed_id.bytes),
        sealed_at=at,
        kept_until=timezone.localdate(at).replace(day=1, year=timezone.localdate(at).year + years) if years else None,
    )


def _empty(one: Held, found: QuerySet[Any]) -> int:
    model = apps.get_model(one.model)
    emptied = {
        name: empty(model._meta.get_field(name), category)
        for category, names in one.fields.items()
        for name in names.split()
        if name not in one.left
    }
    with rights.taken_back("UPDATE", model):
        if not one.left:
            return found.update(**emptied)
        changed = 0
        for row in list(found.values(*_key(model), *one.left)):
            left = {name: make(row[name]) for name, make in one.left.items()}
            changed += found.filter(**{name: row[name] for name in _key(model)}).update(**emptied | left)
        return changed


def empty(field: Field, category: Category) -> Any:
    """What stands in a field that says nothing any more. A text that was there leaves a dash where a name or words stood, so
    that a roster still reads as a list; an empty one stays empty."""
    if field.null:
        return None
    if isinstance(field, ArrayField):
        return []
    if field.has_default():
        return field.get_default()
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BinaryField):
        return b""
    if category in IN_WORDS:
        return Case(When(**{field.name: ""}, then=Value("")), default=Value(DASH))
    return ""


def _key(model: type[Model]) -> list[str]:
    primary = model._meta.pk
    return list(primary.field_names) if isinstance(primary, models.CompositePrimaryKey) else [primary.attname]


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else value


def people(volunteer_id: UUID) -> list[UUID]:
    """The person under every id that was joined to theirs."""
    joined = Merge.objects.filter(volunteer_id=volunteer_id, state=MergeState.MERGED)
    return [volunteer_id, *joined.order_by("other_id").values_list("other_id", flat=True)]


def organizations_of(people: Collection[UUID]) -> list[UUID]:
    """Every organization that may have written of these people: asked on their own side, in whatever names one."""
    found: set[UUID] = set()
    for model in apps.get_models():
        columns = {field.attname for field in model._meta.concrete_fields}
        owner = getattr(model, "owner_column", None)
        if getattr(model, "placement", None) is Placement.VOLUNTEER and owner and "organization_id" in columns:
            named = model._default_manager.filter(**{f"{owner}__in": list(people)}).values_list(
                "organization_id", flat=True
            )
            found |= set(named.distinct())
    return sorted(found - {None})
