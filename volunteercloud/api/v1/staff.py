"""Who works for an organization: appointed, invited, given another duty, handing over and leaving."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import Reason, string
from volunteercloud.api.keys import knows, needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.activities.actions import leaving
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.organizations import actions, invitations, queries
from volunteercloud.domain.organizations.models import Invitation, Role, Way

router = Router(tags=["organizations"])

ORGANIZATION = "/organizations/{uuid:organization_id}"
PERSON = f"{ORGANIZATION}/staff/{{uuid:person_id}}"
INVITATIONS = f"{ORGANIZATION}/staff-invitations"


Projects = Annotated[
    list[UUID], Field(max_length=50, description="Only for these projects; empty for the whole organization.")
]


class RoleIn(Schema):
    role: Role
    project_ids: Projects = []


class StaffIn(Schema):
    number: string(40) = Field(description="The person's volunteer number, as the pass shows it.")
    role: Role
    project_ids: Projects = []


class StaffOut(Schema):
    person_id: UUID
    name: str
    role: Role
    project_ids: list[UUID] = Field(description="Empty where it is the whole organization.")
    since: datetime


class HandOverIn(Schema):
    to_person_id: UUID = Field(description="Who takes over: somebody who works for the organization.")


class OwnerIn(Schema):
    number: string(40) = Field(description="The new owner's volunteer number.")
    reason: Reason


class InvitationIn(Schema):
    way: Way
    role: Role
    project_ids: Projects = []
    address: string(254) = Field("", description="The e-mail address or phone number; none for a link.")
    places: int = Field(1, ge=1, le=50, description="How many people a link serves.")
    language: str = Field(
        settings.LANGUAGE_CODE, description="In which the address is written to.", pattern="^(zh-hans|en)$"
    )


class InvitationOut(Schema):
    id: UUID
    way: Way
    role: Role
    project_ids: list[UUID]
    shown: str = Field(description="The address, masked; empty for a link.", examples=["m***@qinghe.example"])
    places: int
    accepted: int
    inviter_name: str
    expires_at: datetime
    link: str = Field(description="The page that accepts it. Whoever has it can accept.")

    @staticmethod
    def resolve_accepted(invitation: Invitation):
        return len(invitation.accepted_by)

    @staticmethod
    def resolve_link(invitation: Invitation):
        return settings.SITE_URL + invitations.link(invitation)


class StaffInvitedOut(Schema):
    organization_id: UUID
    organization_name: str
    role: Role
    project_ids: list[UUID]
    inviter_name: str
    expires_at: datetime
    accepted: bool = Field(description="By whoever asks.")
    lacks_real_name: bool = Field(description="Whoever asks has to verify a real name first.")
    refusal: str = Field(description="The code of the reason why it can't be accepted; empty where it can.")


class InvitationTokenIn(Schema):
    token: string(200) = Field(description="The last part of the link.")


@router.get(
    f"{ORGANIZATION}/staff", response=list[StaffOut], auth=needs(Scope.ORGANIZATION_READ), summary=_("List the staff")
)
def staff(request, organization_id: UUID):
    return queries.staff(request.auth.actor, organization_id)


@router.post(
    f"{ORGANIZATION}/staff",
    response={201: StaffOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Add somebody to the staff"),
)
@done_once
def add_staff(request, organization_id: UUID, body: StaffIn):
    """Owners appoint everybody, coordinators leaders, recorders and readers; those of some projects for these alone."""
    added = actions.add_staff(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, StaffOut.from_orm(added))


@router.patch(
    PERSON, response=StaffOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Change somebody's role and projects")
)
def change_role(request, organization_id: UUID, person_id: UUID, body: RoleIn):
    return actions.change_role(
        actor=request.auth.actor,
        organization_id=organization_id,
        person_id=person_id,
        at=timezone.now(),
        **body.dict(),
    )


@router.delete(
    PERSON,
    response=StaffOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End somebody's work for an organization"),
)
def end_staff(request, organization_id: UUID, person_id: UUID):
    """Everybody may leave by themselves, except the last owner. Shifts they were to lead are led by every leader."""
    return leaving.leave(
        actor=request.auth.actor, organization_id=organization_id, person_id=person_id, at=timezone.now()
    )


@router.post(
    f"{PERSON}/hand-over",
    response=StaffOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("End somebody's work and let another take over"),
)
def hand_over_staff(request, organization_id: UUID, person_id: UUID, body: HandOverIn):
    """Shifts to lead, projects and, of an owner, the organization pass on. Answers with who took over."""
    return leaving.leave(
        actor=request.auth.actor,
        organization_id=organization_id,
        person_id=person_id,
        to_person_id=body.to_person_id,
        at=timezone.now(),
    )


@router.post(
    f"{ORGANIZATION}/owners",
    response={201: StaffOut},
    auth=needs(Scope.OFFICE),
    summary=_("Appoint an owner of an organization"),
)
@done_once
def appoint_owner(request, organization_id: UUID, body: OwnerIn):
    """For officers, where the owners have died or can't be found; the organization reads the reason."""
    appointed = actions.appoint_owner(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, StaffOut.from_orm(appointed))


@router.get(
    INVITATIONS,
    response=list[InvitationOut],
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("List invitations to the staff"),
)
def staff_invitations(request, organization_id: UUID):
    """Those that can still be accepted, as far as you could have made them."""
    standing = invitations.standing(request.auth.actor, organization_id, timezone.now())
    return [each.invitation for each in standing]


@router.post(
    INVITATIONS,
    response={201: InvitationOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Invite somebody to the staff"),
)
@done_once
def invite_staff(request, organization_id: UUID, body: InvitationIn):
    """By e-mail, by text message, or by a link that you hand on; valid for 14 days."""
    made = actions.invite_staff(
        actor=request.auth.actor, organization_id=organization_id, at=timezone.now(), **body.dict()
    )
    return Status(201, InvitationOut.from_orm(made))


@router.delete(
    f"{INVITATIONS}/{{uuid:invitation_id}}",
    response=InvitationOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw an invitation to the staff"),
)
def withdraw_staff_invitation(request, organization_id: UUID, invitation_id: UUID):
    return actions.withdraw_invitation(
        actor=request.auth.actor,
        organization_id=organization_id,
        invitation_id=invitation_id,
        at=timezone.now(),
    )


@router.get(
    "/staff-invitations/{token}",
    response=StaffInvitedOut,
    auth=knows(Scope.ORGANIZATION_READ),
    summary=_("Show what an invitation offers"),
)
def invited(request, token: str):
    """For whoever holds the link."""
    seen = invitations.invited(request.auth.actor, token, timezone.now())
    offered = seen.invitation
    return {
        "organization_id": offered.organization_id,
        "organization_name": seen.organization.name,
        "role": offered.role,
        "project_ids": offered.project_ids,
        "inviter_name": offered.inviter_name,
        "expires_at": offered.expires_at,
        "accepted": seen.accepted,
        "lacks_real_name": seen.lacks_real_name,
        "refusal": seen.refusal.code if seen.refusal else "",
    }


@router.post(
    "/me/staff-invitations", response=StaffOut, auth=needs(Scope.ORGANIZATION_WRITE), summary=_("Accept an invitation")
)
def accept_staff_invitation(request, body: InvitationTokenIn):
    """Sent again it changes nothing."""
    return actions.accept_invitation(actor=request.auth.actor, token=body.token, at=timezone.now())
