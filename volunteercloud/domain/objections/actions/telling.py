"""The last beat of each step: the entry in the trail, and words to those whom it concerns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.objections.models import Objection
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.records import changes


def leave_entry(actor: Actor, name: str, objection: Objection, at: datetime, **facts: Any) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=objection.volunteer_id,
        subject=("objection", objection.id, objection.title),
        region_code=objection.region_code,
        facts={"record_id": str(objection.record_id), "version": objection.version} | facts,
    )


def tell_volunteer(actor: Actor, template: str, objection: Objection, at: datetime, **facts: str) -> None:
    """The person, or the guardian of a child; nobody is told of what they did themselves."""
    try:
        recipient = identity_queries.recipient(objection.volunteer_id)
    except NotFound:
        return
    if recipient.id == actor.id:
        return
    messages.tell(
        actor=actor,
        recipient=recipient,
        template=template,
        facts=_facts(objection) | facts,
        link=f"/me/objections/{objection.id}/" + changes.whose(objection.volunteer_id, recipient.id),
        at=at,
    )


def tell_organization(actor: Actor, template: str, objection: Objection, at: datetime, **facts: str) -> None:
    """Those who answer for the organization."""
    link = f"/org/{objection.organization_id}/objections/{objection.id}/"
    for person_id in organization_queries.manager_ids(objection.organization_id):
        if person_id not in (actor.id, objection.volunteer_id):
            _tell(actor, person_id, template, objection, link, at, facts)


def tell_objector(actor: Actor, template: str, objection: Objection, at: datetime, **facts: str) -> None:
    """An officer who objected; the other sides are told as parties."""
    if objection.side == "officer" and objection.raised_by != actor.id:
        link = f"/office/people/{objection.volunteer_id}/objections/{objection.id}/"
        _tell(actor, objection.raised_by, template, objection, link, at, facts)


def tell_parties(actor: Actor, template: str, objection: Objection, at: datetime, **facts: str) -> None:
    """Everybody whom it concerns but for the actor."""
    for tell in (tell_volunteer, tell_organization, tell_objector):
        tell(actor, template, objection, at, **facts)


def tell_officers(
    actor: Actor, template: str, objection: Objection, case_id: UUID, region_code: str, at: datetime
) -> None:
    """Officers in whose queue it waits: those of the region itself, or the nearest above it."""
    over = identity_queries.officers_over(region_code)
    nearest = [grant.account_id for grant in over if grant.region_id == over[0].region_id]
    for person_id in nearest:
        _tell(actor, person_id, template, objection, f"/office/objections/{case_id}/", at, {})


def _tell(
    actor: Actor, person_id: UUID, template: str, objection: Objection, link: str, at: datetime, facts: dict[str, str]
) -> None:
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(person_id),
        template=template,
        facts=_facts(objection) | facts,
        link=link,
        at=at,
    )


def _facts(objection: Objection) -> dict[str, str]:
    return {
        "title": objection.title,
        "title_en": objection.title_en,
        "day_on": objection.day.isoformat(),
        "organization": objection.organization_name,
        "organization_en": objection.organization_name_en,
    } | ({"until": objection.due_at.isoformat()} if objection.due_at else {})
