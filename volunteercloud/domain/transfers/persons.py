"""Whom a step is about. The document number travels sealed to the other node alone, and is found there by its keyed hash."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from volunteercloud.core.errors import Refused
from volunteercloud.core.reading import among
from volunteercloud.domain.identity import claims, documents, joining, names, numbers
from volunteercloud.domain.identity.models import Claim, ClaimKind, Document, DocumentState, Volunteer
from volunteercloud.domain.nodes import papers, sealing

from .steps import Unfit

MOST_DOCUMENTS = 50
LONGEST_NUMBER = 40


class Difference(StrEnum):
    """In what two nodes name the holder of one document otherwise. ``SCRIPT``: each knows a name, in no script both know."""

    NAME = "name"
    SCRIPT = "script"
    BIRTH = "birth"


@dataclass(frozen=True, slots=True)
class Named:
    """What the other node says of the person: ``index`` is our own keyed hash of the number."""

    index: UUID
    name: str = field(repr=False)
    name_latin: str = field(repr=False)
    birth_on: date | None = field(repr=False)


def sealed(volunteer: Volunteer, transfer_id: UUID, node_name: str, at: datetime) -> str:
    """The person for the other node, bound to one transfer so that it fits no other. Called for people with a confirmed
    real name, who have a verified document."""
    document = _proved(volunteer.id).filter(state=DocumentState.VERIFIED).first() or _proved(volunteer.id).first()
    if document is None:
        raise Unfit("transfer.real_name")
    content = {
        "transfer": str(transfer_id),
        "kind": document.kind,
        "number": numbers.unseal(document),
        "country": document.stated["country"],
        "name": volunteer.name,
        "name_latin": volunteer.name_latin,
        "birth_on": volunteer.birth_on.isoformat() if volunteer.birth_on else None,
    }
    return sealing.seal_for(node_name, content, at)


def unsealed(body: Mapping[str, Any], transfer_id: UUID) -> Named:
    """The person in the body of an invitation or request. Raises `Unfit` (`transfer.person`) for anything else."""
    try:
        content = sealing.unseal(body["person"])
        if content["transfer"] != str(transfer_id) or not isinstance(content["number"], str):
            raise ValueError
        number = documents.clean_number(content["number"][: 4 * LONGEST_NUMBER])
        country, birth_on = content["country"], content["birth_on"]
        if not number or len(number) > LONGEST_NUMBER or not isinstance(country, str) or len(country) > 3:
            raise ValueError
        checked = documents.CheckedDocument(documents.DocumentKind(content["kind"]), number, country, None, None, None)
        return Named(
            claims.index(ClaimKind.DOCUMENT, checked.claim_value),
            _cleaned(content["name"]),
            _cleaned(content.get("name_latin", "")),
            date.fromisoformat(birth_on) if birth_on else None,
        )
    except (papers.Untrusted, KeyError, ValueError, TypeError, AttributeError):
        raise Unfit("transfer.person") from None


def indexes_of(volunteer_id: UUID) -> list[UUID]:
    """Under which hashes of documents, present and replaced, something may await a person here."""
    return [
        claims.index(ClaimKind.DOCUMENT, numbers.claim_value(one)) for one in _proved(volunteer_id)[:MOST_DOCUMENTS]
    ]


def agrees(named: Named, volunteer: Volunteer) -> bool:
    """Whether the other node means the person who holds that document here."""
    return not differences(named, volunteer)


def agrees_by(name: str, name_latin: str, birth_on: date | None, volunteer: Volunteer) -> bool:
    """The same name, in one script or else in the other, and no other date of birth. A name that differs in one character
    is another name; officers look at it."""
    return not _apart(name, name_latin, birth_on, volunteer)


def differences(named: Named, volunteer: Volunteer) -> list[Difference]:
    """In what the other node means somebody else by the document of this person; empty where it means them."""
    return _apart(named.name, named.name_latin, named.birth_on, volunteer)


def _apart(name: str, name_latin: str, birth_on: date | None, volunteer: Volunteer) -> list[Difference]:
    found = []
    if name and volunteer.name:
        if _cleaned(name) != _cleaned(volunteer.name):
            found.append(Difference.NAME)
    elif not (name_latin and volunteer.name_latin):
        found.append(Difference.SCRIPT)
    elif _cleaned(name_latin) != _cleaned(volunteer.name_latin):
        found.append(Difference.NAME)
    if birth_on and volunteer.birth_on and birth_on != volunteer.birth_on:
        found.append(Difference.BIRTH)
    return found


def holders(indexes: Collection[UUID]) -> dict[UUID, Volunteer]:
    """Whose the documents are, by their hash: two statements. For the worker, and for officers of where these people live."""
    held = dict(
        Claim.objects.filter(value_index__in=among(set(indexes)), holds_until__isnull=True).values_list(
            "value_index", "holder_id"
        )
    )
    people = Volunteer.objects.in_bulk(set(held.values()))
    return {index: people[holder_id] for index, holder_id in held.items() if holder_id in people}


def _proved(volunteer_id: UUID) -> Any:
    found = Document.objects.filter(volunteer_id__in=joining.rows_of(volunteer_id), state__in=joining.PROVED)
    return found.defer("photo_sealed").order_by("-decided_at", "-id")


def _cleaned(name: object) -> str:
    """As names are kept, without regard to capitals; empty for what is no name."""
    if not isinstance(name, str):
        raise ValueError
    try:
        return names.clean(name).casefold()
    except Refused:
        return ""
