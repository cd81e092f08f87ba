"""Lines that a system brings, judged before anything is written: whom and which organization each means, and what stands
against it. Names and documents that fit nobody get one answer, so that a message is no way to find out who is registered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from volunteercloud.core import ids
from volunteercloud.core.reading import among
from volunteercloud.domain.bulk import matching
from volunteercloud.domain.identity import documents, finding
from volunteercloud.domain.identity.finding import Person
from volunteercloud.domain.nodes import sealing
from volunteercloud.domain.nodes.keyring import Untrusted
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization, UsccClaim

from .mapping import Faulty, FormMapping, Line, Said, whole
from .models import Agreement, Entity, Operation, System

LONGEST = {"source_id": 64, "title": 200, "post": 100, "content": 1000, "category": 20, "reason": 1000}


@dataclass(slots=True)
class Judged:
    """A line with whom it means; ``code`` and ``path`` where it is not taken, and why."""

    place: int
    line: Line
    digest: str
    code: str = ""
    path: str = ""
    person: Person | None = None
    organization: Organization | None = None
    agreement: Agreement | None = None

    @property
    def source_id(self) -> str:
        return str(self.line.get("source_id", ""))

    @property
    def version(self) -> int:
        return whole(self.line, "source_version")

    def starts(self) -> datetime:
        return datetime.fromisoformat(str(self.line["starts_at"]))

    def ends(self) -> datetime:
        return datetime.fromisoformat(str(self.line["ends_at"]))


def key_of(system: System, entity: str, source_id: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"volunteercloud-exchange:{system.code}/{entity}/{source_id}")


def judged(system: System, mapping: FormMapping, said: Sequence[Said], digests: Sequence[str]) -> list[Judged]:
    """Every line as the form reads it, with person and organization; a constant number of statements."""
    found = [_read(mapping, place, one, digests[place]) for place, one in enumerate(said)]
    _twice(found)
    good = [one for one in found if not one.code]
    _find_people(good)
    _find_organizations(system, [one for one in good if not one.code])
    return found


def _read(mapping: FormMapping, place: int, said: Said, digest: str) -> Judged:
    try:
        line = mapping.read(Entity.RECORD, said)
    except Faulty as reason:
        there = {rule.field: said.get(rule.path, "") for rule in mapping.rules[Entity.RECORD]}
        version = there.get("source_version", "")
        known: Line = {"source_id": there.get("source_id", "")[:64]}
        if version.isascii() and version.isdecimal() and len(version) < 8:
            known["source_version"] = int(version)
        return Judged(place, known, digest, reason.code, reason.path)
    one = Judged(place, line, digest)
    for name, most in LONGEST.items():
        if len(str(line.get(name, ""))) > most:
            one.code, one.path = "value.text", name
    if not 1 <= one.version <= 2_000_000_000:
        one.code, one.path = "value.number", "source_version"
    _check_sum(one)
    return one


def _check_sum(one: Judged) -> None:
    """Times and minutes that were both told agree."""
    if one.code:
        return
    minutes, pause = one.line.get("worked_minutes"), whole(one.line, "break_minutes")
    served = int((one.ends() - one.starts()).total_seconds()) // 60 - pause
    if served <= 0:
        one.code = "line.order"
    elif pause > 24 * 60 or (minutes is not None and minutes != served):
        one.code = "line.sum"


def _twice(found: Iterable[Judged]) -> None:
    """One thing comes once in a message."""
    seen: set[str] = set()
    for one in found:
        if not one.code and one.source_id in seen:
            one.code = "line.twice"
        seen.add(one.source_id)


def _find_people(found: Iterable[Judged]) -> None:
    sealed: dict[int, tuple[str, str]] = {}
    numbers: dict[int, str] = {}
    for one in found:
        number = ids.clean_public_code(str(one.line.get("volunteer_number", "")))
        if number:
            numbers[one.place] = number
        elif one.line.get("person_sealed"):
            sealed[one.place] = _unsealed(str(one.line["person_sealed"]))
    by_number = finding.by_number(set(numbers.values())) if numbers else {}
    wanted = {number for number, _name in sealed.values() if number}
    by_document = finding.by_document(wanted) if wanted else {}
    for one in found:
        number, name = sealed.get(one.place, ("", str(one.line.get("volunteer_name", ""))))
        person = by_document.get(number) if one.place in sealed else by_number.get(numbers.get(one.place, ""))
        is_named = person is not None and (matching.named(person, name) if name or one.place in sealed else True)
        one.person = person if is_named else None
        if one.person is None:
            one.code = "person.unknown"


def _unsealed(text: str) -> tuple[str, str]:
    """Number of a document and name, sealed to this node: {number, name}."""
    try:
        content = sealing.unseal(text)
    except Untrusted:
        return "", ""
    number, name = content.get("number"), content.get("name")
    if not isinstance(number, str) or not isinstance(name, str):
        return "", ""
    return documents.clean_number(number), name


def _find_organizations(system: System, found: Sequence[Judged]) -> None:
    """By their code, in the region of the system, and only those that let it record in their name."""
    codes = {str(one.line.get("group_uscc", "")) for one in found} - {""}
    held = dict(UsccClaim.objects.filter(uscc__in=codes).values_list("uscc", "organization_id"))
    organizations = {one.id: one for one in Organization.objects.filter(id__in=among(held.values()))}
    agreed = {
        one.organization_id: one
        for one in Agreement.objects.filter(
            organization_id__in=among(held.values()), system_code=system.code, ended_at__isnull=True
        )
    }
    for one in found:
        id_ = held.get(str(one.line.get("group_uscc", "")))
        one.organization = organizations.get(id_) if id_ else None
        one.agreement = agreed.get(id_) if id_ else None
        if one.organization is None or not one.organization.region_id.startswith(system.region_id):
            one.code = "group.unknown"
        elif one.agreement is None:
            one.code = "group.not_agreed"
        elif not organization_rules.is_active(one.organization):
            one.code = "group.not_active"


def is_known(operation: str) -> bool:
    return operation in (Operation.ADD, Operation.CHANGE, Operation.VOID)
