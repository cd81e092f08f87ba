"""Objections to service records: raised, answered, decided, appealed; by the volunteer, the organization, the officers."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router, Status

from volunteercloud.api import cursors
from volunteercloud.api.fields import OfWhom, Page, Paging
from volunteercloud.api.keys import needs
from volunteercloud.api.resends import done_once
from volunteercloud.api.v1.objection_shapes import (
    CaseOpenedOut,
    ListedObjectionOut,
    MyObjectionIn,
    MyWordsIn,
    NoticeLineOut,
    ObjectionIn,
    ObjectionOut,
    OfficersObjectionIn,
    OpenedObjectionOut,
    OurWordsIn,
    RulingIn,
    SettlementIn,
)
from volunteercloud.domain.activities import public
from volunteercloud.domain.identity.scopes import Scope
from volunteercloud.domain.objections import actions, notices, queries
from volunteercloud.domain.objections.models import Objection, Side
from volunteercloud.domain.objections.queries import Opened

router = Router(tags=["objections"])

MINE = "/me/objections/{uuid:objection_id}"
HOME = "/organizations/{uuid:organization_id}/objections"
THEIRS = HOME + "/{uuid:objection_id}"
PERSON = "/office/people/{uuid:volunteer_id}/objections/{uuid:objection_id}"


def _raise(request, volunteer_id: UUID, record_id: UUID, side: Side, body: ObjectionIn, **more) -> Status:
    objection = actions.object_to_record(
        actor=request.auth.actor,
        volunteer_id=volunteer_id,
        record_id=record_id,
        side=side,
        wish=body.wish,
        grounds=body.grounds,
        times=body.times(),
        **more,
        at=timezone.now(),
    )
    return Status(201, ObjectionOut.from_orm(objection))


def _newest(rows: list, paging: Paging):
    return cursors.page(rows, paging.limit, lambda row: (row.raised_at, row.id))


def _whole(opened: Opened) -> dict:
    return {"objection": opened.objection, "rulings": opened.rulings}


# The volunteer


@router.get(
    "/me/objections",
    response=Page[ObjectionOut],
    auth=needs(Scope.SERVICE_READ),
    summary=_("List objections to my records"),
)
def my_objections(request, paging: Paging, volunteer_id: OfWhom = None):
    """Whoever raised them, the newest first."""
    actor = request.auth.actor
    before = cursors.read(paging.cursor, datetime, UUID)
    return _newest(queries.mine(actor, volunteer_id or actor.id, before, paging.limit), paging)


@router.get(
    MINE, response=OpenedObjectionOut, auth=needs(Scope.SERVICE_READ), summary=_("Show an objection to my record")
)
def my_objection(request, objection_id: UUID, volunteer_id: OfWhom = None):
    actor = request.auth.actor
    return _whole(queries.my_objection(actor, volunteer_id or actor.id, objection_id))


@router.post(
    "/me/records/{uuid:record_id}/objections",
    response={201: ObjectionOut},
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Object to my record"),
)
@done_once
def object_to_my_record(request, record_id: UUID, body: MyObjectionIn):
    """To the version that stands, within the region's time. The organization answers, or an officer decides."""
    return _raise(request, body.volunteer_id or request.auth.actor.id, record_id, Side.VOLUNTEER, body)


@router.post(
    MINE + "/withdrawal",
    response=ObjectionOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Withdraw my objection"),
)
def withdraw_my_objection(request, objection_id: UUID, volunteer_id: OfWhom = None):
    """Before it is decided."""
    actor = request.auth.actor
    return actions.withdraw_objection(
        actor=actor, volunteer_id=volunteer_id or actor.id, objection_id=objection_id, at=timezone.now()
    )


@router.post(
    MINE + "/statement",
    response=ObjectionOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Say what I know about an objection"),
)
def state_my_view(request, objection_id: UUID, body: MyWordsIn):
    """Where somebody else objects to your record. Once; whoever decides reads it."""
    actor = request.auth.actor
    return actions.state_view(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        objection_id=objection_id,
        statement=body.text,
        at=timezone.now(),
    )


@router.post(
    MINE + "/appeal",
    response=ObjectionOut,
    auth=needs(Scope.SERVICE_WRITE),
    summary=_("Appeal against a decision about my record"),
)
def appeal_my_decision(request, objection_id: UUID, body: MyWordsIn):
    """Another officer decides, of a region above where there is one."""
    actor = request.auth.actor
    return actions.appeal_decision(
        actor=actor,
        volunteer_id=body.volunteer_id or actor.id,
        objection_id=objection_id,
        side=Side.VOLUNTEER,
        appeal=body.text,
        at=timezone.now(),
    )


# The organization


@router.get(
    HOME,
    response=Page[ListedObjectionOut],
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("List objections to an organization's records"),
)
def organization_objections(request, organization_id: UUID, paging: Paging):
    """The newest first."""
    before = cursors.read(paging.cursor, datetime, UUID)
    return _newest(queries.of_organization(request.auth.actor, organization_id, before, paging.limit), paging)


@router.get(
    THEIRS,
    response=OpenedObjectionOut,
    auth=needs(Scope.ORGANIZATION_READ),
    summary=_("Show an objection to an organization's record"),
)
def organization_objection(request, organization_id: UUID, objection_id: UUID):
    return _whole(queries.organizations_objection(request.auth.actor, organization_id, objection_id))


@router.post(
    "/volunteers/{uuid:volunteer_id}/records/{uuid:record_id}/objections",
    response={201: ObjectionOut},
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Object to a record of the organization's own"),
)
@done_once
def object_for_organization(request, volunteer_id: UUID, record_id: UUID, body: ObjectionIn):
    """For staff of the organization that recorded, where a correction is not theirs to make. An officer decides."""
    return _raise(request, volunteer_id, record_id, Side.ORGANIZATION, body)


@router.post(
    THEIRS + "/answer",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Answer an objection"),
)
def answer_objection(request, organization_id: UUID, objection_id: UUID, body: OurWordsIn):
    """Stand by the record and say why; an officer decides."""
    return actions.answer_objection(
        actor=request.auth.actor,
        organization_id=organization_id,
        objection_id=objection_id,
        answer=body.text,
        at=timezone.now(),
    )


@router.post(
    THEIRS + "/settlement",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Settle an objection by changing the record"),
)
def settle_objection(request, organization_id: UUID, objection_id: UUID, body: SettlementIn):
    """Agree: correct the record or revoke it. The new version can be objected to again."""
    return actions.settle_objection(
        actor=request.auth.actor,
        organization_id=organization_id,
        objection_id=objection_id,
        outcome=body.outcome,
        answer=body.text,
        times=body.times(),
        at=timezone.now(),
    )


@router.post(
    THEIRS + "/withdrawal",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Withdraw an organization's objection"),
)
def withdraw_organizations_objection(request, organization_id: UUID, objection_id: UUID):
    found = queries.organizations_objection(request.auth.actor, organization_id, objection_id).objection
    return _withdraw(request, found)


@router.post(
    THEIRS + "/appeal",
    response=ObjectionOut,
    auth=needs(Scope.ORGANIZATION_WRITE),
    summary=_("Appeal for the organization"),
)
def appeal_for_organization(request, organization_id: UUID, objection_id: UUID, body: OurWordsIn):
    found = queries.organizations_objection(request.auth.actor, organization_id, objection_id).objection
    return actions.appeal_decision(
        actor=request.auth.actor,
        volunteer_id=found.volunteer_id,
        objection_id=objection_id,
        side=Side.ORGANIZATION,
        appeal=body.text,
        at=timezone.now(),
    )


# The officers


@router.get(
    "/office/objections/{uuid:case_id}",
    response=CaseOpenedOut,
    auth=needs(Scope.OFFICE),
    summary=_("Show the objection of a case"),
)
def objection_case(request, case_id: UUID):
    """Cases of the kind `objection` wait in the queue; this is what one is about."""
    case, opened = queries.case_of(request.auth.actor, case_id)
    return _whole(opened) | {"case": case}


@router.post(
    "/office/objections/{uuid:case_id}/decision",
    response=ObjectionOut,
    auth=needs(Scope.OFFICE),
    summary=_("Decide an objection or an appeal"),
)
def decide_objection(request, case_id: UUID, body: RulingIn):
    """Never in a matter of your own, never the same officer twice. A change of the record is a new version with your reason."""
    return actions.decide_objection(
        actor=request.auth.actor,
        case_id=case_id,
        outcome=body.outcome,
        reason=body.reason,
        times=body.times(),
        at=timezone.now(),
    )


@router.post(
    "/office/people/{uuid:volunteer_id}/records/{uuid:record_id}/objections",
    response={201: ObjectionOut},
    auth=needs(Scope.OFFICE),
    summary=_("Object to a record as an officer"),
)
@done_once
def object_as_officer(request, volunteer_id: UUID, record_id: UUID, body: OfficersObjectionIn):
    """For officers of the region of service. The organization answers, and another officer decides."""
    return _raise(request, volunteer_id, record_id, Side.OFFICER, body, case_id=body.case_id)


@router.get(PERSON, response=OpenedObjectionOut, auth=needs(Scope.OFFICE), summary=_("Show an objection as an officer"))
def officers_objection(request, volunteer_id: UUID, objection_id: UUID):
    """To a service in your region, whether it has come to the officers or not."""
    return _whole(queries.officers_objection(request.auth.actor, volunteer_id, objection_id))


@router.post(
    PERSON + "/withdrawal",
    response=ObjectionOut,
    auth=needs(Scope.OFFICE),
    summary=_("Withdraw an officer's objection"),
)
def withdraw_officers_objection(request, volunteer_id: UUID, objection_id: UUID):
    """By the officer who raised it."""
    found = queries.officers_objection(request.auth.actor, volunteer_id, objection_id).objection
    return _withdraw(request, found)


def _withdraw(request, objection: Objection) -> Objection:
    return actions.withdraw_objection(
        actor=request.auth.actor,
        volunteer_id=objection.volunteer_id,
        objection_id=objection.id,
        at=timezone.now(),
    )


# Everybody


@router.get(
    "/notices/{uuid:organization_id}/{uuid:activity_id}",
    response=Page[NoticeLineOut],
    auth=None,
    summary=_("Read a public notice list"),
)
def notice_list(request, organization_id: UUID, activity_id: UUID, paging: Paging):
    """Records of an activity that have just been written, with masked names, for as long as the region puts them on notice."""
    activity, at = public.activity(organization_id, activity_id), timezone.now()
    after = cursors.read(paging.cursor, UUID)
    rows = notices.lines(organization_id, activity_id, activity.region_id, at, after and after[0], paging.limit)
    return cursors.page(rows, paging.limit, lambda line: (line.record_id,))
