"""What a person reads of what is kept of them."""

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.core.personal import Category, Held
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer

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
    return Volunteer.objects.filter(id=volunteer_id).values_list("restricted_at", flat=True).first()


def in_the_way(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Obstacle]:
    """What has to be settled before the account can be closed."""
    _allow(viewer, volunteer_id)
    return settling.obstacles(emptying.people(volunteer_id), at)


def everything(viewer: Actor, volunteer_id: UUID) -> Iterator[dict[str, Any]]:
    """Every field of the register with what it says of this person, model by model: for the person and the guardian alone.

    All rows of it: of one person there are as many as a life has. What is sealed is opened. Whatever is not shown is named
    with the reason (`withheld`).
    """
    _allow(viewer, volunteer_id)
    people = emptying.people(volunteer_id)
    whose = emptying.Whose(people, emptying.organizations_of(people))
    for one in register.held():
        reasons = withheld(one)
        rows = list(_rows(one, whose, [name for name in one.names if name not in reasons]))
        if rows or reasons:
            yield {
                "model": one.model,
                "purpose": one.purpose,
                "when_closed": one.closing,
                "kept_and_not_shown": reasons,
                "rows": rows,
            }


def withheld(one: Held) -> dict[str, str]:
    """The fields of a declaration that `everything` does not show, and why."""
    if one.person in NOT_OF_A_PERSON:
        return dict.fromkeys(one.names, NOT_OF_A_PERSON[one.person])
    secrets = dict.fromkeys(one.fields.get(Category.SECRETS, "").split(), OPENS)
    return secrets | {name: NOT_SHOWN[one.model, name] for name in one.names if (one.model, name) in NOT_SHOWN}


# Columns by which a declaration is found otherwise than by the id of a person.
NOT_OF_A_PERSON = {
    "organization_id": "kept of an organization, which shows it on its own pages and changes it",
    "case_id": "a line in an officer's batch, which says what the case of yours says",
    "session_key": "opens the account; the account page lists where you are signed in",
}
OPENS = "opens the account, or is a hash of what does"
NOT_SHOWN = {
    (
        "identity.Document",
        "number_sealed",
    ): "your document says it; it is written out in no file, and its end stands here",
    ("messaging.Delivery", "address_sealed"): "emptied once it is sent; the account says your addresses",
    ("messaging.Delivery", "content_sealed"): "emptied once it is sent, and may hold a code; your messages stand here",
    ("organizations.Invitation", "address_sealed"): "the address of somebody else",
}


def _rows(one: Held, whose: emptying.Whose, names: list[str]) -> Iterator[dict[str, Any]]:
    if not names:
        return
    model = apps.get_model(one.model)
    sealed = [field for field in map(model._meta.get_field, names) if isinstance(field, SealedField)]
    key = [field.attname for field in model._meta.concrete_fields if field.name == "id"]
    read = {*key, *names, *(name for field in sealed for name in field.bound_by)}
    for row in emptying.rows(one, whose).order_by(one.person, *key).values(*sorted(read)):
        opened = {field.attname: field.opened(row) for field in sealed}
        yield {name: _told(value) for name, value in (row | opened).items() if name in key or name in names}


def _allow(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound


def _told(value: Any) -> Any:
    """Bytes as the text that they are, or in base64: pictures."""
    if not isinstance(value, (bytes, memoryview)):
        return value
    try:
        return bytes(value).decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}
