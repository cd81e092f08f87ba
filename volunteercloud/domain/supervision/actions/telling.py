"""The last beat of each step: the entry in the trail, and words to those whom it concerns."""

from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization


def leave_entry(actor: Actor, name: str, organization: Organization, at: datetime, **facts: Any) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("organization", organization.id, organization.name),
        region_code=organization.region_id,
        facts=facts,
    )


def tell_managers(
    actor: Actor, template: str, organization: Organization, at: datetime, *, link: str, **facts: str
) -> None:
    """Those who answer for the organization; nobody is told of what they did themselves."""
    for person_id in organization_queries.manager_ids(organization.id):
        if person_id != actor.id:
            _tell(actor, person_id, template, organization, at, link, facts)


def tell_officer(
    actor: Actor, officer_id: UUID | None, template: str, organization: Organization, at: datetime, **facts: str
) -> None:
    """The officer who took the step, who may have left since."""
    if officer_id is not None and officer_id != actor.id:
        _tell(
            actor, officer_id, template, organization, at, f"/office/organizations/{organization.id}/sanctions/", facts
        )


def _tell(
    actor: Actor,
    person_id: UUID,
    template: str,
    organization: Organization,
    at: datetime,
    link: str,
    facts: dict[str, str],
) -> None:
    try:
        recipient = identity_queries.recipient(person_id)
    except NotFound:
        return
    messages.tell(
        actor=actor,
        recipient=recipient,
        template=template,
        facts={"organization": organization.name} | facts,
        link=link,
        at=at,
    )
