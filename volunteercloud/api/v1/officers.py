"""Offices: who holds which, giving and ending one, and who stands in for officers who are away."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Field, Query, Router, Schema, Status

from volunteercloud.api.fields import Day, RegionCode
from volunteercloud.api.keys import needs
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import actions, officers
from volunteercloud.domain.identity.models import OfficerGrant, Right, StandIn
from volunteercloud.domain.identity.scopes import Scope

router = Router(tags=["office"])


class OfficeOut(Schema):
    """An office: one region and everything below it; an empty code is the whole country."""

    id: UUID
    account_id: UUID
    officer: str
    region_code: str
    rights: list[Right]
    ends_on: date | None = Field(description="The last day; none where it has no end.")
    delegated_from: UUID | None = Field(description="The office that this one came from and ends with.")
    granted_by_label: str
    granted_at: datetime
    revoked_at: datetime | None

    @staticmethod
    def resolve_officer(grant: OfficerGrant):
        return grant.account.label

    @staticmethod
    def resolve_delegated_from(grant: OfficerGrant):
        return grant.delegated_from_id


class TasksIn(Schema):
    rights: list[Right] = Field(min_length=1, max_length=len(Right), description="Never more than your own.")
    ends_on: Day | None = Field(None, description="The last day; needed for a colleague of your own region.")


class OfficeIn(TasksIn):
    account_id: UUID
    region_code: RegionCode = Field(min_length=2)


class StandInIn(Schema):
    absent_id: UUID = Field(description="Yourself, or an officer below you.")
    account_id: UUID
    first_day: Day
    last_day: Day


class StandInOut(Schema):
    id: UUID
    absent_id: UUID
    absent: str
    account_id: UUID
    stands_in: str
    first_day: date
    last_day: date
    ended_at: datetime | None

    @staticmethod
    def resolve_absent(found: StandIn):
        return found.absent.label

    @staticmethod
    def resolve_stands_in(found: StandIn):
        return found.account.label

    @staticmethod
    def resolve_first_day(found: StandIn):
        return found.during.lower


class Within(Schema):
    region: RegionCode = Field("", description="This region and below; all of yours if left out.")


@router.get("/office/officers", response=list[OfficeOut], auth=needs(Scope.OFFICE), summary=_("List officers"))
def list_officers(request, wanted: Query[Within]):
    """Of your regions and below, at most 500."""
    own = officers.offices(request.auth.actor)
    codes = [wanted.region] if wanted.region else own
    codes = [code for code in codes if any(code.startswith(office) for office in own)]
    found = {grant.id: grant for code in codes for grant in officers.officers(code)}
    return list(found.values())


@router.post("/office/officers", response={201: OfficeOut}, auth=needs(Scope.OFFICE), summary=_("Grant an office"))
def grant_office(request, body: OfficeIn):
    """The same again answers with the office that stands."""
    return Status(201, actions.grant_office(actor=request.auth.actor, at=timezone.now(), **body.dict()))


@router.put(
    "/office/officers/{uuid:grant_id}", response=OfficeOut, auth=needs(Scope.OFFICE), summary=_("Change an office")
)
def change_office(request, grant_id: UUID, body: TasksIn):
    """What was delegated from it loses what it loses."""
    return actions.change_office(actor=request.auth.actor, grant_id=grant_id, at=timezone.now(), **body.dict())


@router.delete(
    "/office/officers/{uuid:grant_id}", response=OfficeOut, auth=needs(Scope.OFFICE), summary=_("End an office")
)
def end_office(request, grant_id: UUID):
    """With everything that was delegated from it."""
    grant = OfficerGrant.objects.filter(id=grant_id, revoked_at__isnull=True).first()
    if grant is None:
        raise NotFound
    return actions.revoke_office(
        actor=request.auth.actor, account_id=grant.account_id, region_code=grant.region_id, at=timezone.now()
    )


@router.get("/office/stand-ins", response=list[StandInOut], auth=needs(Scope.OFFICE), summary=_("List stand-ins"))
def list_stand_ins(request):
    """Now and later, for officers of your regions and below."""
    return officers.absences(officers.offices(request.auth.actor))


@router.post("/office/stand-ins", response={201: StandInOut}, auth=needs(Scope.OFFICE), summary=_("Name a stand-in"))
def name_stand_in(request, body: StandInIn):
    """For your own absence an officer of your region or above; for an officer below you anybody known by name."""
    return Status(201, actions.name_stand_in(actor=request.auth.actor, at=timezone.now(), **body.dict()))


@router.delete(
    "/office/stand-ins/{uuid:absence_id}", response=StandInOut, auth=needs(Scope.OFFICE), summary=_("End a stand-in")
)
def end_stand_in(request, absence_id: UUID):
    return actions.end_stand_in(actor=request.auth.actor, stand_in_id=absence_id, at=timezone.now())
