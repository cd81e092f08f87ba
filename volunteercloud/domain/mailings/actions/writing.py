"""Writing a mailing: a draft until somebody sends it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.mailings import audiences, rules, words
from volunteercloud.domain.mailings.models import Audience, Mailing, Standing, State
from volunteercloud.domain.messages.models import Channel, CircularKind
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations.models import Organization


@transaction.atomic
def write(
    *,
    actor: Actor,
    organization_id: UUID,
    audience: Audience,
    about_id: UUID | None = None,
    standing: Standing | None = None,
    kind: CircularKind,
    said: words.Words,
    channels: Collection[str] = (Channel.EMAIL,),
    sms_reason: str = "",
    mailing_id: UUID | None = None,
    at: datetime,
) -> Mailing:
    """Write a mailing, or write a draft anew (``mailing_id``). Nothing is sent yet; the inbox is always among the ways.

    For whoever may write to these people (`rules.may_write`). Refused: what `rules.check_form` and `words.check` refuse,
    an organization that may not act (a suspended one writes about shifts that are not over), one that is no draft any more.
    """
    organization = organization_queries.locked(organization_id)
    about = audiences.about(organization_id, audience, about_id)

    rules.check_may_write(actor, organization_id, audience, kind, about_id, about)

    reason, said = sms_reason.strip()[:300], said.cleaned()
    rules.check_form(audience, kind, standing, channels, reason)
    rules.check_organization(organization, kind, about, at)
    words.check(said, words.PLACEHOLDERS[audience])
    mailing = _draft(actor, organization, mailing_id, at)

    mailing.kind, mailing.audience, mailing.standing = kind, audience, standing or ""
    mailing.about_id = about_id if audience != Audience.MEMBERS else None
    mailing.about_name, mailing.project_id = about.name, about.project_id
    mailing.channels = sorted(set(channels))
    mailing.sms_reason = reason if Channel.SMS in mailing.channels else ""
    for name, text in said.as_dict().items():
        setattr(mailing, name, text)
    mailing.save()

    record(actor, "mailings.written", organization, mailing, at)
    return mailing


@transaction.atomic
def discard(*, actor: Actor, organization_id: UUID, mailing_id: UUID, at: datetime) -> None:
    """Throw a draft away. Refused once it was sent."""
    mailing, organization = locked(organization_id, mailing_id)

    rules.check_may_handle(actor, mailing)
    rules.check_state(mailing, State.DRAFT)

    record(actor, "mailings.discarded", organization, mailing, at)
    mailing.delete()


def locked(organization_id: UUID, mailing_id: UUID) -> tuple[Mailing, Organization]:
    """A mailing held until the end of the transaction, and its organization as it is: batches wait for nobody else's."""
    found = Mailing.objects.select_for_update(of=("self",)).select_related("organization")
    mailing = found.filter(organization_id=organization_id, id=mailing_id).first()
    if mailing is None:
        raise NotFound
    return mailing, mailing.organization


def record(actor: Actor, name: str, organization: Organization, mailing: Mailing, at: datetime) -> None:
    """An entry without what the message says."""
    audit.record(
        actor,
        name,
        at=at,
        owner_id=organization.id,
        subject=("mailing", mailing.id, mailing.subject),
        region_code=organization.region_id,
        facts={
            "organization": organization.name,
            "kind": mailing.kind,
            "audience": mailing.audience,
            "channels": mailing.channels,
            "people": mailing.people,
        }
        | ({"sms_reason": mailing.sms_reason} if mailing.sms_reason else {}),
    )


def _draft(actor: Actor, organization: Organization, mailing_id: UUID | None, at: datetime) -> Mailing:
    if mailing_id is not None:
        found, _organization = locked(organization.id, mailing_id)
        rules.check_may_handle(actor, found)
        rules.check_state(found, State.DRAFT)
        return found
    return Mailing(
        organization_id=organization.id,
        id=ids.uuid7(),
        written_by=actor.person_id,
        written_by_name=actor.label,
        written_at=at,
    )
