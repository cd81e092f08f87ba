"""The register of personal data: every area's declarations as one, and what a model has that nobody declared."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db import models
from django.db.models import Field, Model

from volunteercloud.core.models import PlacedModel
from volunteercloud.core.personal import Category, Held, Plain, Purpose
from volunteercloud.core.placements import Placement

# Who a row is about or whose it is, where its placement does not say so.
PERSON_COLUMNS = frozenset({"volunteer_id", "person_id", "recipient_id", "guardian_id", "account_id", "user_id"})
# Whoever decides, confirms or enters something in an office or for an organization signs it: that name is part of what was
# done, like a signature on paper, and stays. Where a volunteer may sign themself, the field is in the register besides.
SIGNATURE = re.compile(
    r"(_by|^by)_(name|label)$|^(actor|officer|account|inviter|maker|acting_for|run_for|recorder|confirmer)_(name|label)$"
)
TELLING = re.compile(
    r"(^|_)(names?|labels?|phone|email|address|contact|number|tail|ip|agent|birth|sex|nationality|notes?|words|text|"
    r"statement|grounds|reason|who|stated|head|handler|household|latitude|longitude|shown|sealed|photo|password|content|"
    r"answer|wish|cells|facts)(_|$)"
)
DATA = (models.JSONField, models.BinaryField, models.EmailField, models.GenericIPAddressField, models.TextField)


@cache
def held() -> tuple[Held, ...]:
    """In the order of the areas, the lowest first; of an area in its own order."""
    return tuple(one for area in _areas() for one in getattr(_declared(area), "HELD", ()))


@cache
def plain() -> tuple[Plain, ...]:
    return tuple(one for area in _areas() for one in getattr(_declared(area), "PLAIN", ()))


@cache
def categories() -> dict[Purpose, list[Category]]:
    """What is kept for each purpose: what the privacy page says."""
    found: dict[Purpose, set[Category]] = defaultdict(set)
    for one in held():
        found[one.purpose] |= one.fields.keys()
    return {purpose: [each for each in Category if each in found[purpose]] for purpose in Purpose if found[purpose]}


def undeclared() -> list[str]:
    """Fields that could be personal by their type or name, and of whose rows nobody said whether they are."""
    said: dict[str, set[str]] = defaultdict(set)
    for one in held():
        said[one.model] |= set(one.names)
    for other in plain():
        said[other.model] |= set(other.fields.split())
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if "*" not in said[model._meta.label]
        for field in model._meta.concrete_fields
        if could_be_personal(model, field) and field.name not in said[model._meta.label]
    ]


def unknown() -> list[str]:
    """What is declared and is not there: a field that was renamed must not leave the register unnoticed."""
    found = []
    for label, names in [(one.model, one.names) for one in held()] + [
        (one.model, one.fields.split()) for one in plain()
    ]:
        there = {field.name for field in apps.get_model(label)._meta.concrete_fields} | {"*"}
        found += [f"{label}.{name}" for name in names if name not in there]
    return found


def is_of_people(model: type[Model]) -> bool:
    columns = {field.attname for field in model._meta.concrete_fields}
    is_theirs = issubclass(model, PlacedModel) and model.placement is Placement.VOLUNTEER
    return is_theirs or bool(columns & PERSON_COLUMNS)


def could_be_personal(model: type[Model], field: Field) -> bool:
    """Bytes, JSON, free text, addresses; anything with a telling name; and of a model whose rows are people's every text,
    list and day. Not ids, choices of ours, moments, counts, and signatures."""
    if field.is_relation or field.choices or isinstance(field, models.UUIDField) or SIGNATURE.search(field.name):
        return False
    if isinstance(field, DATA):
        return True
    if isinstance(field, (models.DateTimeField, models.IntegerField, models.BooleanField)):
        return False
    return bool(TELLING.search(field.name)) or is_of_people(model)


def _areas() -> Iterator[AppConfig]:
    return (app for app in apps.get_app_configs() if app.name.startswith("volunteercloud.domain."))


def _declared(area: AppConfig) -> object:
    name = f"{area.name}.personal"
    return import_module(name) if find_spec(name) else object()
