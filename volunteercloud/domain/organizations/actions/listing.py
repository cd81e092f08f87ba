"""Many organizations put into the register at once by an officer, from a list that was checked line by line.

One whose owner is named begins at once; the others are listed, public and unable to act, until somebody accepts to own
them. Whatever the number of lines, they take a constant number of statements; only invitations are sent one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.core.reading import among
from volunteercloud.core.writing import Writing
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.audit.actions import Told
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right, Volunteer
from volunteercloud.domain.organizations import nodes, showing
from volunteercloud.domain.organizations.models import (
    Node,
    Organization,
    Role,
    Seat,
    Staff,
    State,
    UsccClaim,
    Way,
)

from .inviting import ask

STANDING = (State.ACTIVE, State.LISTED)
WRITTEN = Writing(Organization, "ON CONFLICT DO NOTHING")
PLANTED = Writing(Node)
CLAIMED = Writing(UsccClaim, "ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One organization of a list, its particulars checked and its id given beforehand, so that the same line sent again is
    the same organization. ``owner_id`` is a person; ``owner_address`` where an owner is invited by ``owner_way``."""

    organization_id: UUID
    name: str
    name_en: str = ""
    kind: str
    uscc: str = ""
    region_id: str
    parent_id: UUID | None = None
    liaison_id: UUID | None = None
    categories: tuple[str, ...] = ()
    purpose: str = ""
    address: str = ""
    head: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    owner_id: UUID | None = None
    owner_way: Way | None = None
    owner_address: str = field(default="", repr=False)

    @property
    def answers_to(self) -> bool:
        """Whether it can be at work: registered, or under another."""
        return bool(self.uscc or self.parent_id or self.liaison_id)


@transaction.atomic
def enter_many(
    *, actor: Actor, region_code: str, lines: Sequence[Listed], language: str, at: datetime
) -> dict[UUID, str]:
    """Put organizations of a region and below into the register, parents before what stands below them. For officers of
    the region. Returns the code of what was refused, by organization: whatever else is there now.

    Entered again, nothing changes. Refused line by line: a USCC of another organization (`organization.uscc_claimed`), a
    parent or a liaison that is not there (`organization.parent_not_active`, `organization.liaison_unfit`), more than 12
    levels (`organization.too_deep`). Not allowed: any line of another region.
    """
    if not identity_rules.is_officer_for(actor, region_code, Right.ORGANIZATIONS):
        raise NotAllowed("review.not_officer")
    if any(not line.region_id.startswith(region_code) for line in lines):
        raise NotAllowed("review.not_officer")

    around = _held({other for line in lines for other in (line.parent_id, line.liaison_id) if other})
    new = _not_there_yet(lines)
    taken = _claimed_by_others(new)
    planted, refused = _planted(new, around, taken)
    entered = [line for line in new if line.organization_id in planted]
    UsccClaim.objects.filter(
        organization_id__in=among(refused.keys()), uscc__in=[line.uscc for line in new if line.uscc]
    ).delete()
    WRITTEN.write_all([_organization(line, planted, around, at) for line in entered], "id")
    PLANTED.write_all(list(planted.values()), "organization_id")
    names = _let_in(entered, at)
    for line in entered:
        if line.owner_way and line.owner_id is None:
            organization = Organization(id=line.organization_id, name=line.name, region_id=line.region_id)
            ask(actor, organization, line.owner_way, Role.OWNER, line.owner_address, language=language, at=at)

    told = [_told(line, planted[line.organization_id], names) for line in entered]
    audit.record_many(actor, "organizations.organization_listed", at=at, told=told)
    return refused


def _held(organization_ids: set[UUID]) -> dict[UUID, Node]:
    """Those above and beside, held so that none of them moves or ends meanwhile."""
    found = Node.objects.filter(organization_id__in=among(organization_ids)).select_for_update().order_by("pk")
    return {node.organization_id: node for node in found}


def _not_there_yet(lines: Sequence[Listed]) -> list[Listed]:
    wanted = among([line.organization_id for line in lines])
    there = set(Organization.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [line for line in lines if line.organization_id not in there]


def _claimed_by_others(lines: Sequence[Listed]) -> set[UUID]:
    """Claim every USCC at once; answers the lines that come too late."""
    wanted = {line.uscc: line.organization_id for line in lines if line.uscc}
    CLAIMED.write_all([UsccClaim(uscc=code, organization_id=whose) for code, whose in wanted.items()], "uscc")
    holders = dict(UsccClaim.objects.filter(uscc__in=list(wanted)).values_list("uscc", "organization_id"))
    return {line.organization_id for line in lines if line.uscc and holders[line.uscc] != line.organization_id}


def _planted(
    lines: Sequence[Listed], around: Mapping[UUID, Node], taken: set[UUID]
) -> tuple[dict[UUID, Node], dict[UUID, str]]:
    planted: dict[UUID, Node] = {}
    refused: dict[UUID, str] = {}
    for line in lines:
        above = planted.get(line.parent_id) or around.get(line.parent_id) if line.parent_id else None
        beside = planted.get(line.liaison_id) or around.get(line.liaison_id) if line.liaison_id else None
        if line.organization_id in taken:
            refused[line.organization_id] = "organization.uscc_claimed"
        elif line.parent_id and (above is None or above.state not in STANDING):
            refused[line.organization_id] = "organization.parent_not_active"
        elif line.liaison_id and (beside is None or beside.state not in STANDING or not beside.uscc):
            refused[line.organization_id] = "organization.liaison_unfit"
        elif above is not None and len(above.path) >= nodes.DEEPEST:
            refused[line.organization_id] = "organization.too_deep"
        else:
            planted[line.organization_id] = _node(line, above)
    return planted, refused


def _node(line: Listed, above: Node | None) -> Node:
    number = ids.public_code("G", 10)
    parent_path = above.path if above else []
    return Node(
        organization_id=line.organization_id,
        parent_id=line.parent_id,
        parent_path=parent_path,
        path=[*parent_path, line.organization_id],
        number=number,
        name=line.name,
        name_en=line.name_en,
        kind=line.kind,
        uscc=line.uscc,
        region_id=line.region_id,
        state=State.ACTIVE if line.owner_id and line.answers_to else State.LISTED,
        search_text=nodes.search_text(line.name, line.name_en, number, line.uscc),
    )


def _organization(
    line: Listed, planted: Mapping[UUID, Node], around: Mapping[UUID, Node], at: datetime
) -> Organization:
    """As listed; who has an owner begins once the owner's row is there."""
    node = planted[line.organization_id]
    named = {each: planted.get(each) or around[each] for each in (line.parent_id, line.liaison_id) if each}
    return Organization(
        id=line.organization_id,
        number=node.number,
        name=line.name,
        name_en=line.name_en,
        kind=line.kind,
        uscc=line.uscc,
        region_id=line.region_id,
        liaison_id=line.liaison_id,
        liaison_name=named[line.liaison_id].name if line.liaison_id else "",
        parent_id=line.parent_id,
        parent_name=named[line.parent_id].name if line.parent_id else "",
        categories=list(line.categories),
        purpose=line.purpose,
        address=line.address,
        head=line.head,
        contact_name=line.contact_name,
        contact_phone=line.contact_phone,
        contact_email=line.contact_email,
        state=State.LISTED,
        created_at=at,
        decided_at=at,
    )


def _let_in(lines: Sequence[Listed], at: datetime) -> dict[UUID, str]:
    """Give those with an owner their owner, and let them begin. Answers the owners' names."""
    owned = [line for line in lines if line.owner_id and line.answers_to]
    if not owned:
        return {}
    people = dict(
        Volunteer.objects.filter(id__in=among({line.owner_id for line in owned if line.owner_id})).values_list(
            "id", "name"
        )
    )
    Staff.objects.bulk_create(
        Staff(
            organization_id=line.organization_id,
            person_id=line.owner_id,
            name=people[line.owner_id],
            role=Role.OWNER,
            since=at,
        )
        for line in owned
        if line.owner_id
    )
    Seat.objects.bulk_create(
        Seat(
            person_id=line.owner_id,
            organization_id=line.organization_id,
            organization_name=line.name,
            role=Role.OWNER,
        )
        for line in owned
        if line.owner_id
    )
    for owner_id in people:
        of_owner = [line.organization_id for line in owned if line.owner_id == owner_id]
        Organization.objects.filter(pk__in=among(of_owner)).update(owner_id=owner_id, state=State.ACTIVE)
    showing.show_many(list(Organization.objects.filter(pk__in=among([line.organization_id for line in owned]))), at)
    return people


def _told(line: Listed, node: Node, names: Mapping[UUID, str]) -> Told:
    facts: dict[str, Any] = {"kind": line.kind, "state": str(node.state)}
    if line.uscc:
        facts["uscc"] = line.uscc
    if line.owner_id and line.owner_id in names:
        facts["owner"] = names[line.owner_id]
    return Told(
        owner_id=line.organization_id,
        subject=("organization", line.organization_id, line.name),
        region_code=line.region_id,
        facts=facts,
    )
