"""Making bundles, for many people at once: what counts here of them, with the proofs from one checkpoint of our log."""

import base64
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.reading import among
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.log.queries import Inclusion
from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.records import canonical
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.carrying import Carried
from volunteercloud.domain.records.models import ServiceRecord

from . import accompanying, earlier
from .shape import FORM, Part

Document = dict[str, Any]
Proofs = Mapping[tuple[UUID, UUID], Inclusion]


def made(
    volunteer_ids: Collection[UUID], consented: Mapping[UUID, Collection[str]], at: datetime
) -> dict[UUID, Document]:
    """The bundles of many people, by person; ``consented`` are the `Part`s each of them lets go along.

    A number of statements that does not depend on how many. Who has something that waits for its place in the log is left
    out: ask again a second later.
    """
    bundles = _documents(volunteer_ids, record_queries.to_carry(volunteer_ids), consented, at)
    for person_id, things in accompanying.brought(list(bundles), consented, at).items():
        bundles[person_id]["brought"] = things
    return bundles


def made_of(records: Mapping[UUID, Collection[UUID]], at: datetime) -> dict[UUID, Document]:
    """The bundles of an amendment: these records alone, by person, wherever they count now."""
    return _documents(list(records), record_queries.carried_of(records), {}, at)


def _documents(
    volunteer_ids: Collection[UUID],
    carried: Sequence[Carried],
    consented: Mapping[UUID, Collection[str]],
    at: datetime,
) -> dict[UUID, Document]:
    pairs = [(version.volunteer_id, version.id) for one in carried for version in one.versions]
    proofs = log_queries.proofs_among(pairs)
    checkpoint = next(iter(proofs.values())).note if proofs else _newest()
    waiting = {
        one.person_id
        for one in carried
        if any((version.volunteer_id, version.id) not in proofs for version in one.versions)
    }
    own = node_queries.own_name()
    people = Volunteer.objects.filter(id__in=among(set(volunteer_ids) - waiting)).order_by("id")
    made = {person.id: _document(person, own, checkpoint, consented.get(person.id, ()), at) for person in people}
    for one in carried:
        if one.person_id in made:
            made[one.person_id]["records"].append(_record(one, own, proofs))
    brought_on = [one for one in carried if one.head.origin and one.person_id in made]
    for person_id, said in earlier.proofs_of(brought_on).items():
        made[person_id]["evidence"] = said
    for document in made.values():
        document["person"]["volunteer_ids"] = _ids(document)
    return made


def _newest() -> str:
    """For people without any record: the bundle rests on a checkpoint all the same."""
    checkpoint = log_queries.newest_checkpoint()
    return checkpoint.whole_note if checkpoint else ""


def _document(person: Volunteer, own_name: str, checkpoint: str, parts: Collection[str], at: datetime) -> Document:
    profile = {"languages": person.languages, "skills": person.skills, "categories": person.categories}
    return {
        "form": FORM,
        "node": own_name,
        "made_at": at,
        "person": {
            "name": person.name,
            "name_latin": person.name_latin,
            "number": person.number,
            "sex": person.sex,
            "birth_on": person.birth_on,
            "volunteer_ids": [str(person.id)],
            "profile": profile if Part.PROFILE in parts else {},
        },
        "checkpoint": checkpoint,
        "records": [],
        "evidence": [],
        "brought": [],
    }


def _record(one: Carried, own_name: str, proofs: Proofs) -> Document:
    return {
        "record_id": str(one.head.record_id),
        "origin": one.head.origin or own_name,
        "versions": [_version(version, proofs[version.volunteer_id, version.id]) for version in one.versions],
        "owner": str(one.head.volunteer_id),
    }


def _version(version: ServiceRecord, place: Inclusion) -> Document:
    details = canonical.canonical_details(version)
    return {
        "content": canonical.canonical_over(version, details, place.salt).decode(),
        "details": details.decode(),
        "salt": base64.b64encode(place.salt).decode(),
        "index": place.index,
        "path": base64.b64encode(b"".join(place.path)).decode(),
    }


def _ids(document: Document) -> list[str]:
    """The person's id here, and those of other numbers of theirs under which something stands."""
    owners = {record.pop("owner") for record in document["records"]}
    return sorted({*document["person"]["volunteer_ids"], *owners})
