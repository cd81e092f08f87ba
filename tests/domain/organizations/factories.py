"""People, officers and organizations as tests of this area and of those above it need them."""

from datetime import UTC, date, datetime
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.domain.codes.models import Term
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import Account, ClaimKind, OfficerGrant, Volunteer
from volunteercloud.domain.organizations import actions, papers
from volunteercloud.domain.organizations.models import Organization, Role
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.reviews.models import Case
from volunteercloud.domain.supervision import actions as supervision_actions
from volunteercloud.domain.supervision.models import Sanction

BEGAN = date(2020, 1, 1)
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
REGIONS = {"99": "演示省", "9901": "青禾市", "990101": "临溪区", "990102": "东渡区"}
TERMS = {
    "organization_kind": ("social-group", "team"),
    "category": ("community", "elderly"),
    "beneficiary": ("elderly", "public"),
    "sdg_target": ("3.8", "11.7"),
    "skill": ("driving",),
    "language": ("zh", "en"),
}
USCC = "51990000MJ00000010"


def ground():
    """Four regions and a few terms of every list that is asked here."""
    for code, name in REGIONS.items():
        Region.objects.create(code=code, parent_id=code[:-2] or None, level=len(code) // 2, name=name, valid_from=BEGAN)
    for name, codes in TERMS.items():
        for position, code in enumerate(codes):
            Term.objects.create(list=name, code=code, name=code, name_en=code, position=position, valid_from=BEGAN)


def person(name: str = "谷雨", *, real_name_level: int = 1, region: str = "990101") -> Actor:
    """A volunteer with an account, as an actor."""
    account = Account.objects.create(label=name, registered_at=LONG_AGO)
    volunteer = Volunteer.objects.create(
        id=account.id,
        number=ids.public_code("V", 10),
        name=name,
        birth_on=date(1990, 4, 20),
        region_id=region,
        real_name_level=real_name_level,
        real_name_at=LONG_AGO if real_name_level else None,
        registered_at=LONG_AGO,
    )
    claims.hold(ClaimKind.NUMBER, volunteer.number, volunteer.id, at=LONG_AGO)
    return Actor(ActorKind.PERSON, name, account.id)


def number_of(actor: Actor) -> str:
    return Volunteer.objects.get(id=actor.id).number


def officer(region: str | None = "990101", name: str = "白露") -> Actor:
    account = Account.objects.create(label=name, registered_at=LONG_AGO)
    return make_officer(Actor(ActorKind.PERSON, name, account.id), region)


def make_officer(somebody: Actor, region: str | None) -> Actor:
    OfficerGrant.objects.create(
        id=ids.uuid7(), account_id=somebody.id, region_id=region, granted_by_label="tests", granted_at=LONG_AGO
    )
    return somebody


def particulars(**changes):
    return {
        "name": "晨光志愿服务队",
        "kind": "social-group",
        "uscc": USCC,
        "region_id": "990101",
        "categories": ["community"],
        "purpose": "为社区老人送午餐。",
        "head": "清明",
        "contact_name": "谷雨",
        "contact_phone": "990 1000 0001",
    } | changes


def paper(inside: bytes = b"") -> bytes:
    """A PDF that is one."""
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>" + inside + b"\nendobj\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"


def give_documents(actor: Actor, organization: Organization, at: datetime) -> None:
    """Every document that a registration of its kind needs."""
    for kind in papers.needed(organization.kind):
        actions.add_document(
            actor=actor,
            organization_id=organization.id,
            document_id=ids.uuid7(),
            kind=kind,
            upload=paper(kind.encode()),
            at=at,
        )


def submitted(owner: Actor, organization: Organization, at: datetime) -> Organization:
    """Handed to the officer with all documents, as none of those with a like name."""
    give_documents(owner, organization, at)
    return actions.submit_organization(actor=owner, organization_id=organization.id, is_another=True, at=at)


def waiting_case(subject_id: UUID) -> Case:
    return Case.objects.get(subject_id=subject_id, state="waiting")


def organization(owner: Actor, at: datetime, **changes) -> Organization:
    """An approved organization, reached as a real one is."""
    drafted = actions.register_organization(actor=owner, particulars=particulars(**changes), at=at)
    submitted(owner, drafted, at)
    case = waiting_case(drafted.id)
    return actions.decide_organization(
        actor=officer(drafted.region_id, "霜降"), case_id=case.id, decision="approve", reason="", at=at
    )


def suspend(*, actor: Actor, organization_id: UUID, reason: str, at: datetime) -> Sanction:
    return supervision_actions.impose_sanction(
        actor=actor,
        organization_id=organization_id,
        sanction_id=ids.uuid7(),
        rung="suspension",
        reason=reason,
        basis="《志愿服务条例》第三十六条",
        at=at,
    )


def leader(owner: Actor, of_organization: Organization, name: str, at: datetime) -> Actor:
    """Somebody whom the owner has made a leader."""
    somebody = person(name)
    actions.add_staff(
        actor=owner, organization_id=of_organization.id, number=number_of(somebody), role=Role.LEADER, at=at
    )
    return somebody
