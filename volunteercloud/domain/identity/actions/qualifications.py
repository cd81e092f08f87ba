"""Qualifications that people state to hold. Whether it is so, whoever saw the original says."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries, rules
from volunteercloud.domain.identity.models import Qualification, Volunteer

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedQualification:
    """What stands on the paper. Without ``valid_to`` it holds for good."""

    name: str
    number: str = ""
    granted_by: str = ""
    valid_from: date
    valid_to: date | None = None


@transaction.atomic
def state_qualification(
    *, actor: Actor, volunteer_id: UUID, stated: StatedQualification, at: datetime
) -> Qualification:
    """State a qualification, for oneself or a child in one's account. A wrong one is withdrawn and stated anew, so that
    what somebody saw is what they saw.

    Refused without a name (`qualification.name`), with days in the wrong order (`qualification.days`), and beyond fifty
    that stand (`qualification.many`).
    """
    volunteer = _held(volunteer_id)

    if not rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("identity.own_account")

    _check(stated)
    if len(queries.qualifications_of([volunteer_id])) >= MOST:
        raise Refused(
            "qualification.many",
            _("Fifty qualifications stand here already."),
            next_step=_("Withdraw one that no post will ask for."),
        )

    qualification = Qualification.objects.create(
        volunteer_id=volunteer_id,
        id=ids.uuid7(),
        name=stated.name.strip(),
        number=stated.number.strip(),
        granted_by=stated.granted_by.strip(),
        valid_from=stated.valid_from,
        valid_to=stated.valid_to,
        stated_at=at,
    )

    _tell(actor, "identity.qualification_stated", volunteer, qualification, at)
    return qualification


@transaction.atomic
def withdraw_qualification(*, actor: Actor, volunteer_id: UUID, qualification_id: UUID, at: datetime) -> Qualification:
    """Take back what was stated: no post finds it from now on. Records keep what their rules read."""
    volunteer = _held(volunteer_id)

    if not rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("identity.own_account")

    qualification = _standing(volunteer_id, qualification_id)

    qualification.withdrawn_at = at
    qualification.save(update_fields=["withdrawn_at"])

    _tell(actor, "identity.qualification_withdrawn", volunteer, qualification, at)
    return qualification


@transaction.atomic
def see_original(*, actor: Actor, volunteer_id: UUID, qualification_id: UUID, at: datetime) -> Qualification:
    """Note that the actor has seen the paper. Part of an action of an area that knows rosters: it asks who may, and leaves
    the entry. The first who saw it stands."""
    qualification = _standing(volunteer_id, qualification_id)
    if qualification.seen_at is None:
        qualification.seen_at, qualification.seen_by, qualification.seen_by_name = at, actor.id, actor.label
        qualification.save(update_fields=["seen_at", "seen_by", "seen_by_name"])
    return qualification


def _held(volunteer_id: UUID) -> Volunteer:
    volunteer = queries.held({volunteer_id}).get(volunteer_id)
    if volunteer is None:
        raise NotFound
    return volunteer


def _standing(volunteer_id: UUID, qualification_id: UUID) -> Qualification:
    found = Qualification.objects.select_for_update().filter(
        volunteer_id=volunteer_id, id=qualification_id, withdrawn_at__isnull=True
    )
    qualification = found.first()
    if qualification is None:
        raise NotFound
    return qualification


def _check(stated: StatedQualification) -> None:
    if not stated.name.strip():
        raise Refused(
            "qualification.name",
            _("A qualification needs a name."),
            next_step=_("Give the name as it stands on the paper."),
            field="name",
        )
    if stated.valid_to and stated.valid_to < stated.valid_from:
        raise Refused(
            "qualification.days",
            _("It would end before it begins."),
            next_step=_("Choose a last day that is not before the first."),
            field="valid_to",
        )


def _tell(actor: Actor, name: str, volunteer: Volunteer, qualification: Qualification, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=volunteer.id,
        subject=("qualification", qualification.id, qualification.name),
        region_code=volunteer.region_id or "",
        facts={"valid_from": qualification.valid_from.isoformat(), "valid_to": str(qualification.valid_to or "")},
    )
