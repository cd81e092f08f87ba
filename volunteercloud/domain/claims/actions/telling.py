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
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Staff

MOST_TOLD = 20  # owners and coordinators of one organization


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


def managers(organization_id: UUID) -> list[UUID]:
    """Who decides for an organization: owners and coordinators, those who have done so longest first."""
    working = Staff.objects.filter(
        organization_id=organization_id, role__in=organization_rules.MANAGERS, ended_at__isnull=True
    )
    return list(working.order_by("since", "person_id").values_list("person_id", flat=True)[:MOST_TOLD])
