"""Who may object, answer, appeal and decide, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.records import rules as record_rules
from volunteercloud.domain.records.models import ServiceRecord, Standing
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet
from volunteercloud.domain.reviews.models import Case

from .models import Objection, Outcome, Side, Wish

SHORTEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Other times for a record."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0

    def are_of(self, record: ServiceRecord) -> bool:
        said = (record.starts_at, record.ends_at, record.break_minutes)
        return said == (self.starts_at, self.ends_at, self.break_minutes)


def rule_set(region_code: str, at: datetime) -> RuleSet:
    return region_queries.rules_for(region_code, timezone.localdate(at))


def notice_until(record: ServiceRecord) -> datetime | None:
    """Until when a version stands on the public notice list; None where the region of service has no such list."""
    days = rule_set(record.service_region_code, record.written_at).notice_days
    return record.written_at + timedelta(days=days) if days else None


def objection_until(record: ServiceRecord) -> datetime:
    """Until when one may object to a version: as long as the region allows, and as long as the version is on notice."""
    rules = rule_set(record.service_region_code, record.written_at)
    return record.written_at + timedelta(days=max(rules.objection_days, rules.notice_days))


def answer_due(region_code: str, at: datetime) -> datetime:
    """Organization and officer have the same time, each from the day on which it is theirs to act."""
    return at + timedelta(days=rule_set(region_code, at).objection_answer_days)


def appeal_due(region_code: str, at: datetime) -> datetime:
    return at + timedelta(days=rule_set(region_code, at).appeal_days)


def may_object(actor: Actor, side: str, record: ServiceRecord) -> bool:
    """Whether the actor speaks for this side of this record: the person or guardian; staff who record for the
    organization that wrote it; officers of the region of service."""
    if side == Side.VOLUNTEER:
        return identity_rules.may_act_for(actor, record.volunteer_id)
    if side == Side.ORGANIZATION:
        return organization_rules.can_record(actor, record.organization_id)
    return side == Side.OFFICER and identity_rules.is_officer_for(actor, record.service_region_code, Right.RECORDS)


def check_may_object(actor: Actor, side: str, record: ServiceRecord) -> None:
    """Not found for anybody else. In a matter of their own, or of their child, people object as the volunteer; and who
    works for the organization objects for it, not as an officer."""
    if not may_object(actor, side, record):
        raise NotFound
    if side != Side.VOLUNTEER and identity_rules.may_act_for(actor, record.volunteer_id):
        raise NotAllowed("objection.own")
    if side == Side.OFFICER and organization_rules.is_own(actor, record.organization_id):
        raise NotAllowed("objection.own_organization")


def check_in_time(record: ServiceRecord, at: datetime) -> None:
    until = objection_until(record)
    if at >= until:
        raise Refused(
            "objection.window_over",
            _("The time to object to this version of the record is over."),
            next_step=_("Ask the organization to correct it: a new version can be objected to again."),
            facts={"until": until.isoformat()},
        )


def check_wish(record: ServiceRecord, wish: str, wished: Times | None, at: datetime) -> None:
    """What is wished for must change something, and must be possible at all."""
    if wish not in Wish.values:
        raise Refused(
            "objection.wish",
            _("What the record should become is not said."),
            next_step=_("Choose other times, no record, or the record as it was."),
            field="wish",
        )
    is_revoked = record.standing == Standing.REVOKED
    if wish == Wish.VOID and is_revoked:
        raise Refused(
            "objection.already_void",
            _("This record counts nowhere already, so there is nothing to void."),
            next_step=_("If the service did take place, object that it should count again."),
            field="wish",
        )
    if wish == Wish.RESTORE and not is_revoked:
        raise Refused(
            "objection.stands",
            _("This record stands as it was, so there is nothing to bring back."),
            next_step=_("Ask for other times, or that it be voided."),
            field="wish",
        )
    if wish == Wish.TIMES:
        _check_times(record, wished, is_revoked=is_revoked, at=at)


def _check_times(record: ServiceRecord, wished: Times | None, *, is_revoked: bool, at: datetime) -> None:
    if wished is None:
        raise Refused(
            "objection.times",
            _("You ask for other times, but do not say which."),
            next_step=_("Give the start and the end as they were."),
            field="starts_at",
        )
    record_rules.check_times(wished.starts_at, wished.ends_at, at)
    if wished.are_of(record) and not is_revoked:
        raise Refused(
            "objection.same_times",
            _("These are the times that the record has."),
            next_step=_("Give the start and the end as they were."),
            field="starts_at",
        )


def check_said(text: str, field: str) -> str:
    """A sentence at least: whoever is on the other side reads it and has to answer it."""
    text = text.strip()
    if len(text) < SHORTEST:
        raise Refused(
            "objection.unsaid",
            _("The others read this, and nothing is said."),
            next_step=_("Say in a sentence or two what you know and how you know it."),
            field=field,
        )
    return text


def can_answer(actor: Actor, organization_id: UUID) -> bool:
    """The organization's word is given by its owners and coordinators."""
    return organization_rules.can_manage(actor, organization_id)


def check_may_answer(actor: Actor, objection: Objection) -> None:
    if not can_answer(actor, objection.organization_id):
        raise NotAllowed("organization.not_manager")
    if identity_rules.may_act_for(actor, objection.volunteer_id):
        raise NotAllowed("objection.own")


def check_not_less_than_asked(objection: Objection, outcome: str, times: Times | None) -> None:
    """A volunteer who gets less than they asked for objects again; an officer does not sit and wait for that. So what an
    officer objects to is changed as they ask, or decided by another officer. Voided is never less."""
    if objection.side != Side.OFFICER or outcome == Outcome.VOIDED:
        return
    asked = (objection.wished_from, objection.wished_to, objection.wished_break)
    if objection.wish == Wish.TIMES and times and asked == (times.starts_at, times.ends_at, times.break_minutes):
        return
    raise Refused(
        "objection.less_than_asked",
        _("An officer objected, and this is not what the officer asks for."),
        next_step=_("Change the record as asked, or answer the objection; then another officer decides."),
        field="outcome",
    )


def check_may_withdraw(actor: Actor, objection: Objection) -> None:
    """The side that objected takes it back: the person or guardian, the organization's managers, the officer who objected."""
    match objection.side:
        case Side.VOLUNTEER:
            allowed = identity_rules.may_act_for(actor, objection.volunteer_id)
        case Side.ORGANIZATION:
            allowed = can_answer(actor, objection.organization_id) or actor.id == objection.raised_by
        case _:
            allowed = actor.id == objection.raised_by
    if not allowed:
        raise NotAllowed("objection.not_yours")


def check_may_appeal(actor: Actor, side: str, objection: Objection) -> None:
    """Either party to the record may appeal; officers decide, and do not appeal."""
    if side == Side.VOLUNTEER:
        if not identity_rules.may_act_for(actor, objection.volunteer_id):
            raise NotFound
    elif side == Side.ORGANIZATION:
        check_may_answer(actor, objection)
    else:
        raise NotAllowed("objection.not_party")


def check_may_decide(actor: Actor, case: Case, objection: Objection, first_decided_by: UUID | None) -> None:
    """Officers of the case's region or above. Nobody decides about an objection or appeal of their own, about their own
    record or their child's, about an organization they work for, or twice."""
    organization_rules.check_may_decide(actor, case)
    if actor.id in (objection.raised_by, objection.appealed_by):
        raise Refused(
            "objection.own_objection",
            _("You objected yourself, and nobody decides about their own objection."),
            next_step=_("Leave it to another officer of your region or above."),
        )
    if identity_rules.may_act_for(actor, objection.volunteer_id):
        raise Refused(
            "objection.own_record",
            _("This record is your own or your child's, and nobody decides in a matter of their own."),
            next_step=_("Leave it to another officer of your region or above."),
        )
    if first_decided_by is not None and actor.id == first_decided_by:
        raise Refused(
            "objection.decided_before",
            _("You decided about this objection before, and an appeal is decided by somebody else."),
            next_step=_("Leave it to another officer of your region or above."),
        )


def check_outcome(outcome: str, times: Times | None) -> None:
    if outcome not in Outcome.values:
        raise Refused(
            "objection.outcome",
            _("An objection is dismissed, or the record is corrected, voided or brought back."),
            next_step=_("Choose one of the four."),
            field="outcome",
        )
    if outcome == Outcome.CORRECTED and times is None:
        raise Refused(
            "objection.times",
            _("The record is to be corrected, but the times are missing."),
            next_step=_("Give the start and the end as they were."),
            field="starts_at",
        )
