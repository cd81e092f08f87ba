"""What goes on while master keys change: people come, prove who they are, serve and are certified, and what is sealed is read.

Run in processes beside the one that rotates, until a file says stop; any refusal or error ends them with an error.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tests.domain.activities import factories as activities
from tests.domain.attendance import factories as attendance
from tests.domain.identity import factories as identity
from tests.domain.organizations import factories as organizations
from volunteercloud.core import keys, sealing
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.certificates import actions as certificates
from volunteercloud.domain.certificates import queries as certificate_queries
from volunteercloud.domain.identity import actions, claims, finding, numbers, phones
from volunteercloud.domain.identity.models import Account, ClaimKind, Document

DAYS = timedelta(days=5)
EVERYTHING = {"from_on": date(2020, 1, 1), "to_on": date(2100, 1, 1)}
OPEN = {"title": "雨天送餐", "recruits_from": date(2020, 1, 1), "recruits_to": date(2100, 1, 1)}
A_DAY = 400  # sequences of one day of birth


@transaction.atomic
def begin() -> None:
    """An organization whose shift was some days ago and takes everybody."""
    at = timezone.now() - DAYS
    owner = identity.person(at, name="冬至", email="owner@qinghe.example")
    organization = organizations.organization(owner, at, handler="芒种")
    shift = activities.public_shift(owner, organization, at, places=10_000, details=OPEN)
    told = {"owner": owner.id, "organization": organization.id, "shift": shift.id}
    print(json.dumps(told, default=str))  # noqa: T201


def come(place: dict[str, str], first: int, stop: str) -> None:
    """One person after the other: from registering to a certificate that verifies."""
    shift = Shift.objects.select_related("activity").get(organization_id=place["organization"], id=place["shift"])
    owner = Actor(ActorKind.PERSON, "冬至", UUID(place["owner"]))
    came = 0
    while not Path(stop).exists():
        _one(shift, owner, first + came)
        came += 1
    print(came)  # noqa: T201


def _one(shift: Shift, owner: Actor, sequence: int) -> None:
    at, phone = shift.starts_at - timedelta(hours=20), f"+86138{sequence:08}"
    born = identity.GROWN + timedelta(days=sequence // A_DAY)
    said: dict[str, Any] = {"birth_on": born, "sequence": 101 + sequence % A_DAY}
    somebody = identity.volunteer(at, email=f"one{sequence}@qinghe.example")
    account = Account.objects.get(id=somebody.id)
    actions.hold_phone(actor=somebody, account=account, phone=phone, verified=True, at=at)
    identity.submit(somebody, at, name="谷雨", **said)
    document = Document.objects.get(volunteer_id=somebody.id)
    account.refresh_from_db()
    number = identity.number(born, said["sequence"])
    assert numbers.unseal(document) == number
    assert phones.unseal(account.phone_sealed, account.id) == phone
    assert claims.holder_of(ClaimKind.DOCUMENT, f"18:{number}") == somebody.id
    assert finding.by_phone([phone])[phone][0].id == somebody.id
    attendance.serve(shift, somebody, at)
    attendance.confirm(owner, shift, somebody)
    later = shift.ends_at + timedelta(hours=1)
    issued = certificates.print_extract(actor=somebody, volunteer_id=somebody.id, **EVERYTHING, at=later)
    assert certificate_queries.verify(issued.number, issued.code, later).verdict == "valid"


def read(stop: str) -> None:
    """Everything that is sealed is opened, again and again."""
    opened = 0
    while not Path(stop).exists():
        opened += sum(1 for _thing in things())
    print(opened)  # noqa: T201


def things() -> Any:
    """By which master key each thing is sealed; raises where one cannot be opened."""
    for place in sealing.places():
        for row in place.model.objects.order_by("pk").iterator(chunk_size=100):
            held = getattr(row, place.field)
            if held and not place.member:
                bound_to = b"".join(sealing._bytes(getattr(row, name)) for name in place.bound_by)
                keys.unseal_bytes(place.purpose, held, bound_to=bound_to)
                yield keys.version_of(held)


def versions() -> None:
    """How many things are sealed by each master key."""
    found: dict[int, int] = {}
    for version in things():
        found[version] = found.get(version, 0) + 1
    print(json.dumps(found))  # noqa: T201
