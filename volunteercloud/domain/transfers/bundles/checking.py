"""Verifying a bundle: pure, and the same as anybody does with the checking module of the log (`core/proofs.py`)."""

import base64
import binascii
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from pydantic_core import from_json
from typing_extensions import TypedDict

from volunteercloud.core import proofs
from volunteercloud.domain.records import arriving, canonical
from volunteercloud.domain.records.carrying import ArrivedVersion
from volunteercloud.domain.transfers.models import BroughtKind

from .shape import FORM, MOST_RECORDS, BroughtItem, Faulty, Item, Person

MOST_BROUGHT = 1_000
NOTES_KEPT = 1_000
HASH = proofs.HASH_BYTES

# PostgreSQL keeps no zero byte in a text.
Text = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]
Words = Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=100)]
Fact = Text | int | bool | None | Annotated[list[Text | int], Field(max_length=20)]
LOOSE = ConfigDict(extra="ignore", allow_inf_nan=False)


@with_config(LOOSE)
class PersonSaid(TypedDict):
    name: Annotated[str, Field(min_length=1, max_length=300)]
    name_latin: Text
    number: Annotated[str, Field(max_length=20)]
    sex: Annotated[str, Field(max_length=1)]
    birth_on: date | None
    volunteer_ids: Annotated[list[UUID], Field(min_length=1, max_length=100)]
    profile: Annotated[dict[Annotated[str, Field(max_length=20)], Words], Field(max_length=20)]


@with_config(LOOSE)
class VersionSaid(TypedDict):
    """``path`` is all hashes one after the other, lowest first; salt and path in base64."""

    content: Annotated[str, Field(max_length=arriving.LARGEST_CONTENT)]
    details: Annotated[str, Field(max_length=arriving.LARGEST_DETAILS)]
    salt: Annotated[str, Field(max_length=44)]
    index: Annotated[int, Field(ge=0, strict=True)]
    path: Annotated[str, Field(max_length=4096)]


@with_config(LOOSE)
class RecordSaid(TypedDict):
    record_id: UUID
    origin: Annotated[str, Field(min_length=1, max_length=255)]
    versions: list[Any]


@with_config(LOOSE)
class EarlierSaid(TypedDict):
    """Where versions of a record stand in the log of the node that recorded it; the details are those above."""

    record_id: UUID
    versions: list[Any]


@with_config(LOOSE)
class EvidenceSaid(TypedDict):
    node: Annotated[str, Field(min_length=1, max_length=255)]
    checkpoint: Annotated[str, Field(max_length=proofs.LARGEST_NOTE)]
    records: Annotated[list[EarlierSaid], Field(max_length=MOST_RECORDS)]


@with_config(LOOSE)
class BroughtSaid(TypedDict):
    id: Annotated[str, Field(min_length=1, max_length=100)]
    kind: BroughtKind
    facts: Annotated[dict[Annotated[str, Field(max_length=40, pattern=r"^[a-z_]+$")], Fact], Field(max_length=40)]


@with_config(LOOSE)
class BundleSaid(TypedDict):
    form: str
    node: str
    person: PersonSaid
    checkpoint: Annotated[str, Field(max_length=proofs.LARGEST_NOTE)]
    records: list[Any]
    evidence: Annotated[list[EvidenceSaid], Field(max_length=1_000)]
    brought: Annotated[list[BroughtSaid], Field(max_length=MOST_BROUGHT)]


BUNDLE, RECORD, VERSION = TypeAdapter(BundleSaid), TypeAdapter(RecordSaid), TypeAdapter(VersionSaid)
RECORD_ID: TypeAdapter[UUID] = TypeAdapter(UUID)


@dataclass(frozen=True, slots=True)
class Fault:
    """A record whose proof does not hold: refused with this code."""

    record_id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a bundle comes to. ``faults`` and ``items`` together are every record in it. ``checkpoint`` is the note that it
    rests on, for whoever follows that log."""

    person: Person
    items: list[Item]
    brought: list[BroughtItem] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    checkpoint: str = ""


class _Fault(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Proved:
    """A version that stands in a log: what it says, apart from what differs from node to node, and its two parts."""

    said: dict[str, Any]
    salt: bytes
    version: ArrivedVersion


Earlier = dict[tuple[str, UUID], tuple[str, Sequence[Any]]]


def checked(document: Mapping[str, Any], node_name: str, vkeys: Mapping[str, str]) -> Checked:
    """Verify everything: the node's checkpoint, and of each record's versions that they are sealed in it. Pure.

    ``vkeys`` are the verifier keys of the logs of the nodes known here, by node, ``node_name`` among them. Raises `Faulty`
    where nothing can be believed (`bundle.form`, `bundle.node`, `bundle.checkpoint`, `bundle.too_many`); a record that does
    not hold is a fault of its own (`record.proof`, `record.form`, `record.gap`, `record.doubled`, `record.person` …). What
    came from a third node must hold in that node's log, too, where that node is known here (`record.evidence`).
    """
    try:
        bundle = BUNDLE.validate_python(document)
    except (ValidationError, RecursionError):
        raise Faulty("bundle.form") from None
    if bundle["form"] != FORM:
        raise Faulty("bundle.form")
    if bundle["node"] != node_name:
        raise Faulty("bundle.node")
    if len(bundle["records"]) > MOST_RECORDS:
        raise Faulty("bundle.too_many")
    root = _opened(bundle["checkpoint"], vkeys.get(node_name, ""))
    person, earlier = _person(bundle["person"]), _earlier(bundle["evidence"])
    ids = [_record_id(record) for record in bundle["records"]]
    found = Checked(person, [], _brought(bundle["brought"], node_name), [], bundle["checkpoint"])
    times = Counter(ids)
    found.faults.extend(Fault(record_id, "record.doubled") for record_id, number in times.items() if number > 1)
    for record_id, record in zip(ids, bundle["records"], strict=True):
        if times[record_id] > 1:
            continue
        try:
            found.items.append(_item(record, person, root, node_name, vkeys, earlier))
        except _Fault as fault:
            found.faults.append(Fault(record_id, fault.code))
    return found


def believed(document: Mapping[str, Any], node_name: str, record_ids: Collection[UUID]) -> Checked:
    """These records of a bundle that was `checked` before and is the very text since, told by its hash: nothing is verified
    again."""
    bundle = BUNDLE.validate_python(document)
    items = [
        Item(record_id, record["origin"], [_arrived(version) for version in record["versions"]])
        for record in bundle["records"]
        if (record_id := _record_id(record)) in record_ids
    ]
    return Checked(_person(bundle["person"]), items, _brought(bundle["brought"], node_name), [], bundle["checkpoint"])


def _arrived(version: Mapping[str, str]) -> ArrivedVersion:
    return ArrivedVersion(version["content"].encode(), version["details"].encode())


def _item(
    record: object,
    person: Person,
    root: proofs.Checkpoint,
    node_name: str,
    vkeys: Mapping[str, str],
    earlier: Earlier,
) -> Item:
    try:
        said = RECORD.validate_python(record)
    except ValidationError:
        raise _Fault("record.form") from None
    if not 0 < len(said["versions"]) <= arriving.MOST_VERSIONS:
        raise _Fault("record.form")
    proved = [_proved(version, root) for version in said["versions"]]
    if any(one.said["record_id"] != str(said["record_id"]) for one in proved):
        raise _Fault("record.mixed")
    if [one.said["version"] for one in proved] != list(range(1, len(proved) + 1)):
        raise _Fault("record.gap")
    if not all(_is_of(one.said, person) for one in proved):
        raise _Fault("record.person")
    if said["origin"] != node_name and said["origin"] in vkeys:
        _check_earlier(proved, earlier.get((said["origin"], said["record_id"])), vkeys[said["origin"]])
    return Item(said["record_id"], said["origin"], [one.version for one in proved])


def _proved(version: object, root: proofs.Checkpoint, details: bytes | None = None) -> _Proved:
    """A version whose leaf stands in the tree. ``details`` where they are said elsewhere."""
    try:
        said = VERSION.validate_python(
            version if details is None else {**_object(version), "details": details.decode()}
        )
        content, details = said["content"].encode(), said["details"].encode()
        salt, path = _bytes(said["salt"]), _bytes(said["path"])
        entry = proofs.entry(proofs.SEALED, proofs.commitment(canonical.KIND, salt, content))
        hashes = [path[start : start + HASH] for start in range(0, len(path), HASH)]
        leads_to = proofs.root_from_inclusion(proofs.leaf_hash(entry), said["index"], root.size, hashes)
    except (ValidationError, UnicodeEncodeError):
        raise _Fault("record.form") from None
    except proofs.Invalid:
        raise _Fault("record.proof") from None
    if leads_to != root.root:
        raise _Fault("record.proof")
    shown = _shown(content)
    if shown["details"] != canonical.details_hash(details, salt):
        raise _Fault("record.details")
    return _Proved(shown, salt, ArrivedVersion(content, details))


def _shown(content: bytes) -> dict[str, Any]:
    """What was sealed, as far as it is asked here; everything else is asked where it is to stand (`records.arriving`)."""
    try:
        shown = from_json(content, allow_inf_nan=False)
    except ValueError:
        raise _Fault("record.form") from None
    if not isinstance(shown, dict) or not {"record_id", "version", "volunteer_id", "details"} <= shown.keys():
        raise _Fault("record.form")
    return shown


def _is_of(shown: Mapping[str, Any], person: Person) -> bool:
    try:
        return UUID(shown["volunteer_id"]) in person.volunteer_ids
    except (ValueError, TypeError, AttributeError):
        return False


def _check_earlier(proved: Sequence[_Proved], earlier: tuple[str, Sequence[Any]] | None, vkey: str) -> None:
    """The node that recorded it must have sealed the same, every version, in its own log."""
    if earlier is None or len(earlier[1]) != len(proved):
        raise _Fault("record.evidence")
    note, versions = earlier
    try:
        root = _opened(note, vkey)
        before = [_proved(version, root, one.version.details) for version, one in zip(versions, proved, strict=True)]
    except (_Fault, Faulty):
        raise _Fault("record.evidence") from None
    for one, other in zip(before, proved, strict=True):
        if _alike(one.said) != _alike(other.said):
            raise _Fault("record.evidence")


def _alike(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if name not in canonical.OF_THE_NODE}


def _earlier(evidence: Sequence[EvidenceSaid]) -> Earlier:
    return {
        (one["node"], record["record_id"]): (one["checkpoint"], record["versions"])
        for one in evidence
        for record in one["records"]
    }


def _opened(note: str, vkey: str) -> proofs.Checkpoint:
    try:
        return _verified(note, vkey)
    except proofs.Invalid:
        raise Faulty("bundle.checkpoint") from None


@lru_cache(maxsize=NOTES_KEPT)
def _verified(note: str, vkey: str) -> proofs.Checkpoint:
    return proofs.open_checkpoint(note, proofs.Verifier.parse(vkey))


def _object(said: object) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise _Fault("record.form")
    return said


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise _Fault("record.proof") from None


def _record_id(record: object) -> UUID:
    """Without an id nothing can be said of a record: then the bundle as a whole has no form."""
    try:
        return RECORD_ID.validate_python(record.get("record_id") if isinstance(record, dict) else None)
    except ValidationError:
        raise Faulty("bundle.form") from None


def _person(said: PersonSaid) -> Person:
    return Person(
        name=said["name"],
        name_latin=said["name_latin"],
        number=said["number"],
        sex=said["sex"],
        birth_on=said["birth_on"],
        volunteer_ids=frozenset(said["volunteer_ids"]),
        profile=said["profile"],
    )


def _brought(said: Sequence[BroughtSaid], node_name: str) -> list[BroughtItem]:
    """Under an id that no other node's things can have; of two alike the last one."""
    found = {uuid5(NAMESPACE_URL, f"https://{node_name}/brought/{one['kind']}/{one['id']}"): one for one in said}
    return [BroughtItem(key, one["kind"], dict(one["facts"])) for key, one in found.items()]
