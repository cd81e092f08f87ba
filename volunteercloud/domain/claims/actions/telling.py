"""The last beat of the actions about evidence without a scan: the trail, and the people it is about."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.organizations import queries as organization_queries


def tell(actor: Actor, name: str, shift: Shift, at: datetime, facts: dict[str, object]) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=shift.organization_id,
        subject=("shift", shift.id, shift.activity.title),
        region_code=shift.activity.region_id,
        facts=facts,
    )


def inform(
    actor: Actor,
    person_id: UUID,
    template: str,
    shift: Shift,
    at: datetime,
    *,
    link: str,
    channels: Iterable[str] = (messages.INBOX, Channel.EMAIL),
    **facts: Any,
) -> None:
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(person_id),
        template=template,
        facts={
            "title": shift.activity.title,
            "title_en": shift.activity.title_en,
            "starts_at": shift.starts_at.isoformat(),
            "organization": shift.organization.name,
        }
        | facts,
        link=link,
        at=at,
        channels=channels,
    )


def managers(shift: Shift) -> list[UUID]:
    """Who decides about a shift: owners and coordinators, those who have done so longest first."""
    return organization_queries.manager_ids(shift.organization_id, shift.project_id)
