"""Many people at once, by what a list says of them. The caller's own rule decides who may ask, and leaves the trace.

What proves nobody finds nobody: a phone or a document counts together with the name, which the caller compares.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.reading import among

from . import claims, documents
from .models import Account, Claim, ClaimKind, Guardianship, Volunteer

PERMIT = re.compile(r"[HM]\d{8}(\d{2})?")
CHINESE_PASSPORT = re.compile(r"[A-Z]\d{8}|[A-Z]{2}\d{7}")


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    number: str
    name: str
    name_latin: str


def by_id(people: Iterable[UUID]) -> dict[UUID, Person]:
    wanted = set(people)
    if not wanted:
        return {}
    found = Volunteer.objects.filter(id__in=among(wanted)).values_list("id", "number", "name", "name_latin")
    return {row[0]: Person(*row) for row in found}


def by_number(numbers: Collection[str]) -> dict[str, Person]:
    """People by public numbers, cleaned by `ids.clean_public_code`. Two statements, however many."""
    right = [number for number in numbers if ids.is_public_code(number)]
    return _first(_by_claim(ClaimKind.NUMBER, {number: [number] for number in right}))


def by_document(numbers: Collection[str]) -> dict[str, Person]:
    """People by the numbers of their documents, cleaned by `documents.clean_number`, whatever kind would have such a one.

    A foreign passport is found by nobody: its number means something only together with its country.
    """
    return _first(_by_claim(ClaimKind.DOCUMENT, {number: _claimed_as(number) for number in numbers}))


def by_phone(phones: Collection[str]) -> dict[str, list[Person]]:
    """People by proved phones (E.164): who holds it, and the children in that account."""
    holders = _by_claim(ClaimKind.PHONE, {phone: [phone] for phone in phones})
    guardians = {person.id for people in holders.values() for person in people}
    wards: dict[UUID, list[UUID]] = defaultdict(list)
    standing = Guardianship.objects.filter(guardian_id__in=guardians, ended_at__isnull=True)
    for guardian_id, ward_id in standing.order_by("since", "ward_id").values_list("guardian_id", "ward_id"):
        wards[guardian_id].append(ward_id)
    children = by_id(ward for found in wards.values() for ward in found)
    return {
        phone: people + [children[ward] for person in people for ward in wards[person.id] if ward in children]
        for phone, people in holders.items()
    }


def by_email(addresses: Collection[str]) -> dict[str, Person]:
    """People by proved e-mail addresses, in lower case as accounts keep them. Two statements, however many."""
    proved = Account.objects.filter(
        emailaddress__verified=True, emailaddress__email__in=[address.lower() for address in addresses]
    )
    holders = dict(proved.values_list("emailaddress__email", "id"))
    people = by_id(holders.values())
    return {address: people[holders[address]] for address in holders if holders[address] in people}


def _claimed_as(number: str) -> list[str]:
    """How `CheckedDocument.claim_value` would write this number, for each kind that it could be of."""
    if len(number) == 18:
        return [f"18:{number}"]
    kinds = documents.DocumentKind
    claimed = []
    if PERMIT.fullmatch(number):
        claimed.append(f"{kinds.HONG_KONG_MACAO_PERMIT}:CN:{number[:9]}")
    if len(number) == 8 and number.isdecimal():
        claimed.append(f"{kinds.TAIWAN_PERMIT}:CN:{number}")
    if len(number) == 15:
        claimed.append(f"{kinds.PERMANENT_RESIDENT}:CN:{number}")
    if CHINESE_PASSPORT.fullmatch(number):
        claimed.append(f"{kinds.PASSPORT}:CN:{number}")
    return claimed


def _by_claim(kind: ClaimKind, values: dict[str, list[str]]) -> dict[str, list[Person]]:
    indexes = {claims.index(kind, claimed): value for value, several in values.items() for claimed in several}
    if not indexes:
        return {}
    held = Claim.objects.filter(value_index__in=among(indexes), holds_until__isnull=True)
    holders = dict(held.values_list("value_index", "holder_id"))
    people = by_id(holders.values())
    found: dict[str, list[Person]] = defaultdict(list)
    for index, value in indexes.items():
        person = people.get(holders[index]) if index in holders else None
        if person is not None:
            found[value].append(person)
    return found


def _first(found: dict[str, list[Person]]) -> dict[str, Person]:
    """Whoever alone fits; a number that is two documents of two people finds neither."""
    return {value: people[0] for value, people in found.items() if len({person.id for person in people}) == 1}
