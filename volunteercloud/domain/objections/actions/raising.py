from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.constraints import broken_by
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.objections import rules
from volunteercloud.domain.objections.models import Objection, ObjectionForOrganization, Side, State, Wish
from volunteercloud.domain.objections.rules import Times
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records import rules as record_rules
from volunteercloud.domain.records.models import ServiceRecord
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews.models import Kind

from . import keeping, telling


@retried
def object_to_record(
    *,
    actor: Actor,
    volunteer_id: UUID,
    record_id: UUID,
    side: str,
    wish: str,
    grounds: str,
    times: Times | None = None,
    case_id: UUID | None = None,
    at: datetime,
) -> Objection:
    """Object to the version of a record that stands, for one of its sides. The organization is asked to answer; where the
    organization itself objects, an officer decides at once.

    ``case_id`` is a case of evidence that an officer objects upon; such an objection is not bound to the window, because
    what was bought does not become true by waiting. Not found for strangers. Refused after the window
    (`objection.window_over`), while another objection to the record waits (`objection.waits`), after this side was heard
    about this version (`objection.heard`), without grounds (`objection.unsaid`), for a wish that changes nothing, and for what
    another node recorded (`record.carried`).
    """
    person = identity_queries.held({volunteer_id}).get(volunteer_id)
    versions = record_queries.every_version(volunteer_id, record_id)
    if person is None or not versions:
        raise NotFound
    record = versions[-1]

    rules.check_may_object(actor, side, record)

    if head := record_queries.head_of(volunteer_id, record_id):
        record_rules.check_recorded_here(head)
    grounds = rules.check_said(grounds, "grounds")
    if not (case_id and side == Side.OFFICER):
        rules.check_in_time(record, at)
    rules.check_wish(record, wish, times, at)
    _check_not_heard(record, side)

    objection = _objection(actor, record, side, wish, grounds, times if wish == Wish.TIMES else None, case_id, at)
    if side == Side.ORGANIZATION:
        objection.state = State.REFERRED
        keeping.refer(objection, objection.region_code, objection.due_at or at, at)
    _write(objection, person.name)

    telling.leave_entry(actor, "objections.objection_raised", objection, at, side=side, wish=wish)
    telling.tell_volunteer(actor, "objection_to_yours", objection, at, who=actor.label, grounds=grounds)
    telling.tell_organization(actor, "objection_raised", objection, at, who=actor.label, name=person.name)
    return objection


@retried
def withdraw_objection(*, actor: Actor, volunteer_id: UUID, objection_id: UUID, at: datetime) -> Objection:
    """Take an objection back before it is decided. For the side that objected. Refused afterwards (`objection.moved_on`)."""
    objection = keeping.held(volunteer_id, objection_id)

    rules.check_may_withdraw(actor, objection)

    keeping.check_state(objection, State.OPEN, State.REFERRED)

    if objection.state == State.REFERRED:
        reviews.withdraw_case(actor=actor, kind=Kind.OBJECTION, subject_id=objection.id, at=at)
    keeping.close(objection, State.WITHDRAWN, at)

    telling.leave_entry(actor, "objections.objection_withdrawn", objection, at)
    telling.tell_parties(actor, "objection_withdrawn", objection, at, who=actor.label)
    return objection


def _check_not_heard(record: ServiceRecord, side: str) -> None:
    """One decision about a version is enough for each side; a new version is a new matter."""
    heard = Objection.objects.filter(
        volunteer_id=record.volunteer_id,
        record_id=record.record_id,
        version=record.version,
        side=side,
        state=State.FINAL,
    )
    if heard.exists():
        raise Refused(
            "objection.heard",
            _("An officer has decided about this version of the record, and the decision is final."),
            next_step=_("Read the decision under the record’s objections."),
        )


def _objection(
    actor: Actor,
    record: ServiceRecord,
    side: str,
    wish: str,
    grounds: str,
    times: Times | None,
    case_id: UUID | None,
    at: datetime,
) -> Objection:
    return Objection(
        volunteer_id=record.volunteer_id,
        id=ids.uuid7(),
        record_id=record.record_id,
        version=record.version,
        organization_id=record.organization_id,
        organization_name=record.organization_name,
        organization_name_en=record.organization_name_en,
        region_code=record.service_region_code,
        title=record.title,
        title_en=record.title_en,
        day=record.day,
        side=side,
        case_id=case_id if side == Side.OFFICER else None,
        raised_by=actor.person_id,
        raised_by_name=actor.label[:300],
        raised_at=at,
        grounds=grounds[:2000],
        wish=wish,
        wished_from=times.starts_at if times else None,
        wished_to=times.ends_at if times else None,
        wished_break=times.break_minutes if times else None,
        state=State.OPEN,
        due_at=rules.answer_due(record.service_region_code, at),
    )


def _write(objection: Objection, volunteer_name: str) -> None:
    try:
        with transaction.atomic():
            objection.save(force_insert=True)
    except IntegrityError as error:
        if not broken_by(error).startswith("objection_waits_once"):
            raise
        raise Refused(
            "objection.waits",
            _("There is an objection to this record already, and it is not decided yet."),
            next_step=_("Open that one; your word is heard there."),
        ) from error
    copied = ("id", "volunteer_id", "record_id", "title", "title_en", "day", "side", "wish", "state", "due_at")
    ObjectionForOrganization.objects.create(
        organization_id=objection.organization_id,
        volunteer_name=volunteer_name[:300],
        raised_at=objection.raised_at,
        **{name: getattr(objection, name) for name in copied},
    )
