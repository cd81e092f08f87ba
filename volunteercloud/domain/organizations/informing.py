"""Telling people what became of their organization and of its projects."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages

from .models import Organization


def inform(
    actor: Actor, person_id: UUID | None, template: str, organization: Organization, at: datetime, **facts: str
) -> None:
    """Tell a person what was decided about their organization or its project; nobody, where a system submitted it."""
    if person_id is None:
        return
    link = f"/org/{organization.id}/"
    inform_at(actor, person_id, template, link, at, organization=organization.name, **facts)


def inform_at(actor: Actor, person_id: UUID, template: str, link: str, at: datetime, **facts: str) -> None:
    """Tell a person what waits for them on another page."""
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(person_id),
        template=template,
        facts=facts,
        link=link,
        at=at,
    )
