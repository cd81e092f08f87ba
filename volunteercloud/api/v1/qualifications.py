"""Qualifications: stated by people, their originals seen by leaders of a shift."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Router, Schema, Status

from volunteercloud.api.fields import Day, OfWhom, string
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.domain.attendance import actions as attendance_actions
from volunteercloud.domain.attendance import originals
from volunteercloud.domain.identity import actions as identity_actions
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["identity"])

SHIFT = "/organizations/{uuid:organization_id}/shifts/{uuid:shift_id}"


class QualificationIn(Schema):
    """What stands on the paper. Without `valid_to` it holds for good."""

    name: string(100) = Field(examples=["急救员证"])
    number: string(60) = Field("", examples=["990100-2026-0007"])
    granted_by: string(200) = Field("", examples=["临溪红十字会"])
    valid_from: Day
    valid_to: Day | None = None


class QualificationOut(Schema):
    """A qualification as stated. `seen_at` is when a leader first saw the original."""

    id: UUID
    volunteer_id: UUID
    name: str
    number: str
    granted_by: str
    valid_from: date
    valid_to: date | None
    stated_at: datetime
    seen_at: datetime | None
    seen_by_name: str


class OnRosterOut(Schema):
    """Somebody on the roster and what they state to hold."""

    volunteer_id: UUID
    volunteer_name: str
    volunteer_number: str
    qualifications: list[QualificationOut]

    @staticmethod
    def of(stated: originals.Stated) -> dict:
        sign_up = stated.sign_up
        return {
            "volunteer_id": sign_up.volunteer_id,
            "volunteer_name": sign_up.volunteer_name,
            "volunteer_number": sign_up.volunteer_number,
            "qualifications": stated.qualifications,
        }


@router.get(
    "/me/qualifications",
    response=list[QualificationOut],
    auth=needs(Scope.PROFILE),
    summary=_("List my qualifications"),
)
def my_qualifications(request, volunteer_id: OfWhom = None):
    """At most fifty; withdrawn ones are gone."""
    actor = request.auth.actor
    return identity_queries.qualifications(actor, volunteer_id or actor.id)


@router.post(
    "/me/qualifications",
    response={201: QualificationOut},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("State a qualification"),
)
@done_once
def state_qualification(request, body: QualificationIn, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    qualification = identity_actions.state_qualification(
        actor=actor,
        volunteer_id=volunteer_id or actor.id,
        stated=identity_actions.StatedQualification(**body.dict()),
        at=timezone.now(),
    )
    return Status(201, QualificationOut.from_orm(qualification))


@router.delete(
    "/me/qualifications/{uuid:qualification_id}",
    response={204: None},
    auth=needs(Scope.PROFILE_WRITE),
    summary=_("Withdraw a qualification"),
)
def withdraw_qualification(request, qualification_id: UUID, volunteer_id: OfWhom = None):
    """No post finds it from now on; records keep what their rules read."""
    actor = request.auth.actor
    identity_actions.withdraw_qualification(
        actor=actor, volunteer_id=volunteer_id or actor.id, qualification_id=qualification_id, at=timezone.now()
    )
    return Status(204, None)


@router.get(
    f"{SHIFT}/qualifications",
    response=list[OnRosterOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List the qualifications of a roster"),
)
def qualifications_of_roster(request, organization_id: UUID, shift_id: UUID):
    """Everybody with a settled place, for leaders of the shift."""
    return [OnRosterOut.of(each) for each in originals.originals(request.auth.actor, organization_id, shift_id)]


@router.post(
    f"{SHIFT}/people/{{uuid:volunteer_id}}/qualifications/{{uuid:qualification_id}}/seen",
    response=QualificationOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Note that an original was seen"),
)
def mark_original_seen(request, organization_id: UUID, shift_id: UUID, volunteer_id: UUID, qualification_id: UUID):
    """For leaders of the shift, never about themselves. The first who saw it stands."""
    return attendance_actions.mark_original_seen(
        actor=request.auth.actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id=volunteer_id,
        qualification_id=qualification_id,
        at=timezone.now(),
    )
