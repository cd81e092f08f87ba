"""Looking people up at the desk, and joining those who are registered twice. Each look-up is written down, with what it was
for; whoever is found can read it."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import Reason, RegionCode, string
from volunteercloud.api.keys import needs
from volunteercloud.api.v1.identity import DocumentOut, VolunteerOut
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import actions, queries
from volunteercloud.domain.identity.models import MergeState, Right
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.office import actions as office_actions

router = Router(tags=["office"])

Purpose = string(300)


class NameIn(Schema):
    region: RegionCode = Field(min_length=2, description="One of your regions, or below.")
    name: string(60) = Field(min_length=1, description="The beginning of the name.", examples=["谷"])
    phone_tail: Annotated[str, Field(pattern=r"^(\d{4})?$", description="The last four digits of the phone.")] = ""
    purpose: Purpose = Field(description="What it is for; whoever is found reads it.", examples=["核对保险名单"])


class DocumentNumberIn(Schema):
    document: string(60) = Field(min_length=1, description="Compared in sealed form, and kept nowhere.")
    purpose: Purpose = Field(description="What it is for; whoever is found reads it.", examples=["核对保险名单"])


class HitOut(Schema):
    """Somebody found, masked. Without `volunteer_id` the person lives elsewhere: `ask` names officers of that region."""

    volunteer_id: UUID | None
    name: str
    number_tail: str
    region_code: str
    ask: list[str]


class PersonOut(Schema):
    volunteer: VolunteerOut
    documents: list[DocumentOut]


class MergeIn(Schema):
    other_number: string(60) = Field(min_length=1, description="The second volunteer number, which is not kept.")
    grounds: Reason = Field(min_length=1, description="How you know; the second officer reads it.")


class UndoIn(Schema):
    reason: Reason = Field(min_length=1)


class MergeOut(Schema):
    id: UUID
    volunteer_id: UUID
    other_id: UUID
    other_number: str
    state: MergeState
    grounds: str
    proposed_by_label: str
    proposed_at: datetime
    merged_at: datetime | None
    undone_at: datetime | None


@router.post(
    "/office/look-ups/names", response=list[HitOut], auth=needs(Scope.OFFICE), summary=_("Find people by name")
)
def look_up_name(request, body: NameIn):
    """Twenty at most; more are refused, since a look-up is for somebody, not for a list. Sixty look-ups an hour."""
    return actions.look_up_name(
        actor=request.auth.actor,
        region_code=body.region,
        name=body.name,
        phone_tail=body.phone_tail,
        purpose=body.purpose,
        at=timezone.now(),
    )


@router.post(
    "/office/look-ups/documents",
    response=list[HitOut],
    auth=needs(Scope.OFFICE),
    summary=_("Find a person by a document number"),
)
def look_up_document(request, body: DocumentNumberIn):
    """Wherever the person lives; of somebody who lives elsewhere only whom to ask. Sixty look-ups an hour."""
    return actions.look_up_document(
        actor=request.auth.actor, number=body.document, purpose=body.purpose, at=timezone.now()
    )


@router.get(
    "/office/people/by-number/{number}",
    response=PersonOut,
    auth=needs(Scope.OFFICE),
    summary=_("Find a person by volunteer number"),
)
def person_by_number(request, number: string(60)):
    """Counts as a look-up, of which there are sixty an hour."""
    hits = actions.look_up_number(actor=request.auth.actor, number=number, at=timezone.now())
    if not hits:
        raise NotFound
    return _person(request.auth.actor, hits[0].volunteer_id)


@router.get(
    "/office/people/{uuid:volunteer_id}", response=PersonOut, auth=needs(Scope.OFFICE), summary=_("Show a person")
)
def person(request, volunteer_id: UUID):
    """With the documents, masked, for officers who may read them. The person sees who opened this."""
    actions.open_person(actor=request.auth.actor, volunteer_id=volunteer_id, at=timezone.now())
    return _person(request.auth.actor, volunteer_id)


@router.post(
    "/office/people/{uuid:volunteer_id}/merges",
    response={201: MergeOut},
    auth=needs(Scope.OFFICE),
    summary=_("Propose to join two numbers of a person"),
)
def propose_merge(request, volunteer_id: UUID, body: MergeIn):
    """The number of the address is kept. Another officer decides the case that this opens."""
    merge = office_actions.propose_merge(
        actor=request.auth.actor, volunteer_id=volunteer_id, at=timezone.now(), **body.dict()
    )
    return Status(201, merge)


@router.post(
    "/office/people/{uuid:volunteer_id}/merges/{uuid:merge_id}/undo",
    response=MergeOut,
    auth=needs(Scope.OFFICE),
    summary=_("Part two numbers again"),
)
def undo_merge(request, volunteer_id: UUID, merge_id: UUID, body: UndoIn):
    """Within 180 days; each has again what was theirs."""
    return office_actions.undo_merge(
        actor=request.auth.actor, volunteer_id=volunteer_id, merge_id=merge_id, reason=body.reason, at=timezone.now()
    )


def _person(actor, volunteer_id: UUID) -> dict[str, Any]:
    volunteer = queries.profile(actor, volunteer_id)
    is_for_identity = actor.id == volunteer_id or queries.holds_office(actor, volunteer.region_id, Right.IDENTITY)
    return {
        "volunteer": volunteer,
        "documents": queries.documents(actor, volunteer_id) if is_for_identity else [],
    }
