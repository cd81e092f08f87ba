"""The last beat of the actions: the entry they leave, and what people are told."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages.models import Channel
from volunteercloud.domain.organizations.models import Organization

from .models import Member

EVERY_CHANNEL = (messages.INBOX, Channel.EMAIL)
MINE = "/me/organizations/"


def record(actor: Actor, name: str, organization: Organization, member: Member, at: datetime, **facts: object) -> None:
    """An entry about one member."""
    record_many(actor, name, organization, [member], at, **facts)


def record_many(
    actor: Actor, name: str, organization: Organization, members: Sequence[Member], at: datetime, **facts: object
) -> None:
    """An entry for each member of a step that was about many."""
    told = [
        audit.Told(
            owner_id=organization.id,
            subject=("member", member.volunteer_id, member.name),
            region_code=organization.region_id,
            facts={"organization": organization.name} | facts,
        )
        for member in members
    ]
    audit.record_many(actor, name, at=at, told=told)


def record_of(
    actor: Actor,
    name: str,
    organization: Organization,
    subject: tuple[str, UUID, str],
    at: datetime,
    **facts: object,
) -> None:
    """An entry about something else that the organization keeps: a group, a link, its settings."""
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=subject,
        region_code=organization.region_id,
        facts={"organization": organization.name} | facts,
    )


def inform_invited(
    actor: Actor,
    people: Iterable[UUID],
    organization: Organization,
    at: datetime,
    *,
    channels: Iterable[str] = EVERY_CHANNEL,
) -> None:
    """Write of an invitation to whoever agreed to be written to. The others find it among their organizations, and nobody
    else learns who they are."""
    invited = list(people)
    agreeing = identity_queries.agreeing(invited, Purpose.CONTACT)
    whom = [person_id for person_id in invited if person_id in agreeing]
    inform(actor, whom, "member_invited", organization, at, channels=channels, by=actor.label)


def inform(
    actor: Actor,
    people: Iterable[UUID],
    template: str,
    organization: Organization,
    at: datetime,
    *,
    channels: Iterable[str] = EVERY_CHANNEL,
    **facts: str,
) -> None:
    """Tell people how they stand now; for a child in a guardian's account, the guardian."""
    for person_id in people:
        messages.tell(
            actor=actor,
            recipient=identity_queries.recipient(person_id),
            template=template,
            facts={"organization": organization.name} | facts,
            link=MINE,
            at=at,
            channels=channels,
        )
