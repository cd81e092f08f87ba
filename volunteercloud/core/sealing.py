"""Where sealed things stand, so that all of them can be sealed anew under another master key while the site runs.

A column of sealed bytes is a `SealedField`; text that is sealed within JSON is told by the model's ``sealed_members``. Each
says its purpose and to which columns of its row it is bound, as whoever seals it does.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform

from . import keys, rights

BATCH = 500
# Letters of base64 that tell the first byte.
TOLD_BY = 2


class SealedField(models.BinaryField):
    """Bytes that `keys.seal_bytes` made for ``purpose``, bound to the columns ``bound_by`` of their row, in this order."""

    def __init__(self, purpose: str = "", bound_by: Sequence[str] = (), **kwargs: Any) -> None:
        self.purpose, self.bound_by = purpose, tuple(bound_by)
        super().__init__(**kwargs)

    def opened(self, row: Mapping[str, Any]) -> bytes:
        """What this column holds of a row, given by the names of its columns; nothing of an empty one."""
        held = row[self.attname]
        bound_to = b"".join(_bytes(row[name]) for name in self.bound_by)
        return keys.unseal_bytes(self.purpose, bytes(held), bound_to=bound_to) if held else b""

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """As the column that it is: a migration need not know the purpose, and clones the field without it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BinaryField", args, kwargs


@dataclass(frozen=True, slots=True)
class SealedMember:
    """A member of a JSON column whose text is the base64 of what `keys.seal` made."""

    field: str
    member: str
    purpose: str
    bound_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One column, or one member of one column, that holds sealed things."""

    model: type[models.Model]
    field: str
    member: str
    purpose: str
    bound_by: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(filter(None, (self.model._meta.db_table, self.field, self.member)))

    def others(self, version: int) -> "QuerySet[Any]":
        """The rows whose thing was sealed by another master key than ``version``."""
        told: Any
        empty: str | bytes
        begins: list[Any]
        if self.member:
            told, empty = KeyTextTransform(self.member, self.field), ""
            first: Any = Func(told, Value(1), Value(TOLD_BY), function="substr", output_field=models.TextField())
            # The second letter holds the last two bits of the version and four of what comes after it.
            begins = [base64.b64encode(bytes([version, rest << 4, 0]))[:TOLD_BY].decode() for rest in range(16)]
        else:
            told, empty = F(self.field), b""
            first = Func(told, Value(1), Value(1), function="substring", output_field=models.BinaryField())
            begins = [bytes([version])]
        held = self.model._default_manager.annotate(sealed_thing=told, sealed_by=first)
        return held.exclude(Q(sealed_thing__isnull=True) | Q(sealed_thing=empty)).exclude(sealed_by__in=begins)

    def anew(self, row: Any) -> bool:
        """Seal the thing of one row anew; False where it was changed, or opened and closed by others, meanwhile."""
        bound_to = b"".join(map(_bytes, (getattr(row, name) for name in self.bound_by)))
        held = getattr(row, self.field)
        if self.member:
            opened = keys.unseal(self.purpose, base64.b64decode(held[self.member]), bound_to=bound_to)
            text = base64.b64encode(keys.seal(self.purpose, opened, bound_to=bound_to)).decode()
            changed: Any = held | {self.member: text}
        else:
            changed = keys.seal_bytes(
                self.purpose, keys.unseal_bytes(self.purpose, held, bound_to=bound_to), bound_to=bound_to
            )
        same = self.model._default_manager.filter(pk=row.pk, **{self.field: held})
        with transaction.atomic(), rights.taken_back("UPDATE", self.model):
            return bool(same.update(**{self.field: changed}))


def places() -> list[Place]:
    """Every place of this installation, by the names of their tables."""
    found = [
        Place(model, field.attname, "", field.purpose, field.bound_by)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, SealedField)
    ]
    found += [
        Place(apps.get_model(name), field, member, purpose, ())
        for name, field, member, purpose in settings.SEALED_ELSEWHERE
    ]
    found += [
        Place(model, one.field, one.member, one.purpose, one.bound_by)
        for model in apps.get_models()
        for one in getattr(model, "sealed_members", ())
    ]
    return sorted(found, key=str)


def reseal(place: Place) -> Iterator[int]:
    """Seal anew whatever was not sealed by the master key that is written with now, batch by batch: how many things each.

    Nobody waits for it and it waits for nobody: each row by itself, where it still says what was read. Killed, it goes on
    where it was. A thing that cannot be opened raises `cryptography.exceptions.InvalidTag` or `masters.Unknown`.
    """
    version = keys.current_version()
    with connection.cursor() as cursor:
        # What is lost by a crash is still sealed by the old key and met again.
        cursor.execute("SET synchronous_commit = off")
    try:
        after = None
        while True:
            waiting = place.others(version).order_by("pk")
            found = list(waiting.filter(pk__gt=after)[:BATCH] if after is not None else waiting[:BATCH])
            if not found:
                return
            yield sum(place.anew(row) for row in found)
            after = found[-1].pk
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


def _bytes(value: UUID | int) -> bytes:
    return value.bytes if isinstance(value, UUID) else bytes([value])
