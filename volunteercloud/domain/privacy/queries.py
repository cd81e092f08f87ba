"""What a person reads of what is kept of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.personal import Category
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Merge, MergeState, Volunteer

from . import emptying, register, settling
from .models import Closing, State
from .settling import Obstacle


def closing(viewer: Actor, volunteer_id: UUID) -> Closing | None:
    """The closing that waits, for the person and the guardian."""
    _allow(viewer, volunteer_id)
    return Closing.objects.filter(volunteer_id=volunteer_id, state=State.WAITING).first()


def restricted_at(viewer: Actor, volunteer_id: UUID) -> datetime | None:
    """Since when nothing but what the law asks or the person does is done with the data; None where nothing is restricted."""
    _allow(viewer, volunteer_id)
    return Volunteer.objects.values_list("restricted_at", flat=True).get(id=volunteer_id)


def in_the_way(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Obstacle]:
    """What has to be settled before the account can be closed."""
    _allow(viewer, volunteer_id)
    return settling.obstacles([volunteer_id], at)


def everything(viewer: Actor, volunteer_id: UUID) -> Iterator[dict[str, Any]]:
    """Every field of the register with what it says of this person, model by model: for the person and the guardian alone.

    All rows of it: of one person there are as many as a life has. What opens an account (passwords, keys, sessions) is
    named and not shown; of bytes that are kept sealed, how many.
    """
    _allow(viewer, volunteer_id)
    joined = Merge.objects.filter(volunteer_id=volunteer_id, state=MergeState.MERGED).values_list("other_id", flat=True)
    people = [volunteer_id, *joined]
    whose = emptying.Whose(people, emptying.organizations_of(people))
    for one in register.held():
        if one.person in NOT_OF_A_PERSON:
            continue
        names = [
            name for category, said in one.fields.items() if category is not Category.SECRETS for name in said.split()
        ]
        secrets = one.fields.get(Category.SECRETS, "").split()
        key = [field.attname for field in apps.get_model(one.model)._meta.concrete_fields if field.name == "id"]
        found = emptying.rows(one, whose).order_by(one.person, *key).values(*key, *names)
        content = [{name: _told(value) for name, value in row.items()} for row in found] if names else []
        if content or secrets:
            yield {
                "model": one.model,
                "purpose": one.purpose,
                "when_closed": one.closing,
                "kept_and_not_shown": secrets,
                "rows": content,
            }


# Columns by which a declaration is found otherwise than by the id of a person.
NOT_OF_A_PERSON = frozenset({"organization_id", "case_id", "session_key"})


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound


def _told(value: Any) -> Any:
    return {"sealed_bytes": len(value)} if isinstance(value, (bytes, memoryview)) else value
