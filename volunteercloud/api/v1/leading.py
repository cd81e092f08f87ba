"""Who leads a shift, and whom its leaders put on the roster on the spot."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema
from pydantic import model_validator

from volunteercloud.api.fields import string
from volunteercloud.api.keys import needs
from volunteercloud.domain.activities import queries
from volunteercloud.domain.activities.actions import adding, leading
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["attendance"])

SHIFT = "/organizations/{uuid:organization_id}/shifts/{uuid:shift_id}"


class LeaderIn(Schema):
    person_id: UUID = Field(description="A leader of the organization.")


class LeaderOut(Schema):
    """Somebody who leads a shift, or did: `until` is empty as long as they do."""

    person_id: UUID
    name: str
    since: datetime
    until: datetime | None
    named_by_name: str


class AddedIn(Schema):
    """Either `volunteer_id` or the public `number`."""

    volunteer_id: UUID | None = None
    number: string(40) = Field("", examples=["V7KD4M2QXH3P"])
    reason: string(300) = Field(description="Why they did not sign up; stays visible.", examples=["现场临时增援。"])
    makes_room: bool = Field(False, description="Add a place where all are taken; for coordinators.")
    despite_limits: bool = Field(False, description="Also who would rest too little, or serve too long in a row.")

    @model_validator(mode="after")
    def one_of_both(self):
        if (self.volunteer_id is None) == (not self.number):
            raise ValueError("give either volunteer_id or number")
        return self


class AddedOut(Schema):
    organization_id: UUID
    shift_id: UUID
    volunteer_id: UUID
    volunteer_name: str
    volunteer_number: str
    state: str
    added_by_name: str
    added_reason: str


@router.get(
    f"{SHIFT}/leaders",
    response=list[LeaderOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List who leads a shift"),
)
def leaders(request, organization_id: UUID, shift_id: UUID):
    """Those who were named, in their order. With nobody named every leader of the organization leads it."""
    return queries.leaders(request.auth.actor, organization_id, shift_id)


@router.post(
    f"{SHIFT}/leaders", response=LeaderOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Name who leads a shift")
)
def name_leader(request, organization_id: UUID, shift_id: UUID, body: LeaderIn):
    """For coordinators. From then on only those named lead it, and coordinators."""
    return leading.name_leader(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        person_id=body.person_id,
        at=timezone.now(),
    )


@router.delete(
    f"{SHIFT}/leaders/{{uuid:person_id}}",
    response=LeaderOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Take the lead of a shift from somebody"),
)
def relieve_leader(request, organization_id: UUID, shift_id: UUID, person_id: UUID):
    """For coordinators. What they scanned until now stays a leader's scan."""
    return leading.relieve_leader(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        person_id=person_id,
        at=timezone.now(),
    )


@router.post(
    f"{SHIFT}/hand-over",
    response=LeaderOut,
    auth=needs(Scope.ATTENDANCE_WRITE),
    summary=_("Hand a shift over to another leader"),
)
def hand_over(request, organization_id: UUID, shift_id: UUID, body: LeaderIn):
    """For whoever leads it; they lead it no longer."""
    return leading.hand_over(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        to_person_id=body.person_id,
        at=timezone.now(),
    )


@router.post(
    f"{SHIFT}/people", response=AddedOut, auth=needs(Scope.ATTENDANCE_WRITE), summary=_("Put somebody on the roster")
)
def add_to_roster(request, organization_id: UUID, shift_id: UUID, body: AddedIn):
    """Somebody who did not sign up, once check-in has opened. Who is on the roster already stays as they are."""
    return adding.add_to_roster(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=body.volunteer_id or identity_queries.volunteer_by_number(body.number).id,
        reason=body.reason,
        makes_room=body.makes_room,
        despite_limits=body.despite_limits,
        at=timezone.now(),
    )
