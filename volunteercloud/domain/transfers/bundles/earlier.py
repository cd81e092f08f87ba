"""The evidence of an earlier carrying: what this node was given with a record goes along when the record goes on.

The bundles that records came in are kept as they were signed. Of what another node recorded, that node's own proofs are
taken from them, so that the next receiver can ask the log in which it was sealed first, and need not believe us.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from volunteercloud.core.reading import among
from volunteercloud.domain.identity.joining import owners_of
from volunteercloud.domain.records.carrying import Carried
from volunteercloud.domain.transfers.models import Bundle

from . import shape

PROOF = ("content", "salt", "index", "path")  # the details are those of the record itself

Earlier = dict[str, Any]


def proofs_of(carried: Sequence[Carried]) -> dict[UUID, list[Earlier]]:
    """What the origin of each of these records said of it, by person; nothing for records of our own. Two statements."""
    wanted = {(one.person_id, one.head.record_id): one.head.origin for one in carried}
    if not wanted:
        return {}
    owners = owners_of({person_id for person_id, _record_id in wanted})
    newest: dict[tuple[UUID, UUID], tuple[str, list[Any]]] = {}
    stored = Bundle.objects.filter(volunteer_id__in=among(owners)).order_by("volunteer_id", "transfer_id", "number")
    for owner_id, content in stored.values_list("volunteer_id", "content").iterator(chunk_size=100):
        document = shape.read(shape.unpacked(bytes(content)))
        for record_id, node, checkpoint, versions in _said(document):
            key = owners[owner_id], record_id
            if wanted.get(key) == node and len(versions) >= len(newest.get(key, ("", []))[1]):
                newest[key] = checkpoint, versions
    return _by_person(wanted, newest)


def _said(document: Mapping[str, Any]) -> Iterator[tuple[UUID, str, str, list[Any]]]:
    """Of each record in a bundle: its origin, the checkpoint of the origin's log, and the versions with their proofs."""
    for record in document["records"]:
        if record["origin"] == document["node"]:
            yield UUID(record["record_id"]), document["node"], document["checkpoint"], record["versions"]
    for one in document["evidence"]:
        for record in one["records"]:
            yield UUID(record["record_id"]), one["node"], one["checkpoint"], record["versions"]


def _by_person(
    wanted: Mapping[tuple[UUID, UUID], str], newest: Mapping[tuple[UUID, UUID], tuple[str, list[Any]]]
) -> dict[UUID, list[Earlier]]:
    found: dict[UUID, dict[tuple[str, str], Earlier]] = {}
    for (person_id, record_id), (checkpoint, versions) in newest.items():
        node = wanted[person_id, record_id]
        theirs = found.setdefault(person_id, {})
        group = theirs.setdefault((node, checkpoint), {"node": node, "checkpoint": checkpoint, "records": []})
        group["records"].append(
            {
                "record_id": str(record_id),
                "versions": [{name: version[name] for name in PROOF} for version in versions],
            }
        )
    return {person_id: list(groups.values()) for person_id, groups in found.items()}
