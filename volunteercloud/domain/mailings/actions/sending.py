"""Sending a mailing batch by batch: started, stopped, resumed, cancelled. Nobody gets it twice, whatever happens between.

One batch is one transaction: it reads the people after the cursor, writes their messages and deliveries, moves the cursor
and queues the next. A worker that dies in it leaves nothing of it; two that run it take turns, and the second goes on.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.consents import Purpose
from volunteercloud.domain.mailings import audiences, previewing, queueing, quiet, rules
from volunteercloud.domain.mailings.models import Audience, Mailing, State
from volunteercloud.domain.members import queries as member_queries
from volunteercloud.domain.messages import spreading
from volunteercloud.domain.messages.models import Channel, CircularKind
from volunteercloud.domain.regions import queries as regions_queries

from .writing import locked, record

BATCH = 500


@transaction.atomic
def start(*, actor: Actor, organization_id: UUID, mailing_id: UUID, at: datetime) -> Mailing:
    """Send a draft, to those who belong to the audience at this moment. For whoever may write to them. A second order for
    one that is being sent changes nothing. Refused: what is cancelled, an organization that may not act."""
    mailing, organization = locked(organization_id, mailing_id)
    about = audiences.about(organization_id, Audience(mailing.audience), mailing.about_id)

    rules.check_may_handle(actor, mailing)
    kind = CircularKind(mailing.kind)
    rules.check_may_write(actor, organization_id, Audience(mailing.audience), kind, mailing.about_id, about)
    if mailing.state in (State.SENDING, State.DONE):
        return mailing
    rules.check_state(mailing, State.DRAFT)
    rules.check_organization(organization, kind, about, at)

    mailing.state, mailing.started_at = State.SENDING, at
    mailing.save(update_fields=["state", "started_at"])
    spreading.publish(previewing.circular_of(mailing, organization, about))
    queueing.queue(organization_id, mailing_id)

    record(actor, "mailings.started", organization, mailing, at)
    return mailing


@transaction.atomic
def stop(*, actor: Actor, organization_id: UUID, mailing_id: UUID, at: datetime) -> Mailing:
    """Stop before the next batch; who was written to keeps it, and what is queued for them still leaves. For whoever may
    handle it. Refused for one that is not being sent."""
    mailing, organization = locked(organization_id, mailing_id)

    rules.check_may_handle(actor, mailing)
    rules.check_state(mailing, State.SENDING, State.STOPPED)

    if mailing.state == State.SENDING:
        mailing.state = State.STOPPED
        mailing.save(update_fields=["state"])

        record(actor, "mailings.stopped", organization, mailing, at)
    return mailing


@transaction.atomic
def resume(*, actor: Actor, organization_id: UUID, mailing_id: UUID, at: datetime) -> Mailing:
    """Go on after the last one who was written to. For whoever may handle it and may write to these people still. Refused
    for one that was not stopped, and where the organization may not act."""
    mailing, organization = locked(organization_id, mailing_id)
    about = audiences.about(organization_id, Audience(mailing.audience), mailing.about_id)

    rules.check_may_handle(actor, mailing)
    kind = CircularKind(mailing.kind)
    rules.check_may_write(actor, organization_id, Audience(mailing.audience), kind, mailing.about_id, about)
    rules.check_state(mailing, State.STOPPED, State.SENDING)
    rules.check_organization(organization, kind, about, at)

    if mailing.state == State.STOPPED:
        mailing.state = State.SENDING
        mailing.save(update_fields=["state"])
        queueing.queue(organization_id, mailing_id)

        record(actor, "mailings.resumed", organization, mailing, at)
    return mailing


@transaction.atomic
def cancel(*, actor: Actor, organization_id: UUID, mailing_id: UUID, at: datetime) -> Mailing:
    """End it: nobody else is written to, and what has not left by e-mail or SMS does not leave. What stands in an inbox
    stays there. Refused for a draft and for one that was cancelled."""
    mailing, organization = locked(organization_id, mailing_id)

    rules.check_may_handle(actor, mailing)
    rules.check_state(mailing, State.SENDING, State.STOPPED, State.DONE)

    mailing.state, mailing.ended_at = State.CANCELLED, at
    mailing.save(update_fields=["state", "ended_at"])
    spreading.withdraw(organization_id, mailing_id, at)

    record(actor, "mailings.cancelled", organization, mailing, at)
    return mailing


@transaction.atomic
def send_batch(*, actor: Actor, organization_id: UUID, mailing_id: UUID, at: datetime, batch: int = BATCH) -> Mailing:
    """Write to the next people after the cursor, and queue what follows. Nothing happens to one that is not being sent; one
    whose organization may not act any more, or whose audience is gone, is stopped."""
    mailing, organization = locked(organization_id, mailing_id)
    if mailing.state != State.SENDING or mailing.started_at is None:
        return mailing
    try:
        about = audiences.about(organization_id, Audience(mailing.audience), mailing.about_id)
        rules.check_organization(organization, CircularKind(mailing.kind), about, at)
    except (Refused, NotFound):
        mailing.state = State.STOPPED
        mailing.save(update_fields=["state"])
        record(actor, "mailings.stopped", organization, mailing, at)
        return mailing

    places = audiences.page(mailing, batch)
    circular = spreading.published(organization_id, mailing_id)
    copies = _copies(mailing, [place.person_id for place in places], at)
    given = spreading.spread(circular, copies, mailing.channels, at, _link(mailing))
    _move(mailing, places[-1] if places else None, given)
    if len(places) == batch:
        mailing.save()
        queueing.queue(organization_id, mailing_id)
        return mailing
    mailing.state, mailing.ended_at = State.DONE, at
    mailing.save()

    record(actor, "mailings.done", organization, mailing, at)
    return mailing


@dataclass(slots=True)
class _Quiet:
    """Until when nothing leaves, by region: as few questions as there are regions."""

    at: datetime
    until: dict[str, datetime | None] = field(default_factory=dict)

    def in_region(self, code: str) -> datetime | None:
        if code not in self.until:
            rule_set = regions_queries.rules_for(code, timezone.localdate(self.at))
            self.until[code] = quiet.ends_at(rule_set, self.at)
        return self.until[code]


def _copies(mailing: Mailing, person_ids: list[UUID], at: datetime) -> list[spreading.Copy]:
    """What each person gets. What is needed for a shift of today does not wait for the end of quiet hours."""
    readers = identity_queries.readers(person_ids, with_phones=Channel.SMS in mailing.channels)
    hours, is_urgent, taking = _Quiet(at), _is_urgent(mailing, at), _takers_of_news(mailing, person_ids)
    return [
        spreading.Copy(
            reader.recipient,
            {"name": reader.name},
            None if is_urgent else hours.in_region(reader.region_code),
            takes_news=person_id in taking,
        )
        for person_id, reader in readers.items()
    ]


def _takers_of_news(mailing: Mailing, person_ids: list[UUID]) -> set[UUID]:
    """Members, who joined to hear from the organization and can end it, and of others those who agreed to it."""
    if mailing.kind != CircularKind.NEWS:
        return set()
    if mailing.audience in (Audience.MEMBERS, Audience.LABEL):
        members = set(person_ids)
    else:
        members = member_queries.active_among(mailing.organization_id, person_ids)
    others = identity_queries.agreeing([each for each in person_ids if each not in members], Purpose.CONTACT)
    return (members - identity_queries.restricted(members)) | others


def _is_urgent(mailing: Mailing, at: datetime) -> bool:
    if mailing.kind != CircularKind.SERVICE or mailing.audience != Audience.SHIFT:
        return False
    shift = audiences.about(mailing.organization_id, Audience.SHIFT, mailing.about_id).shift
    return shift is not None and timezone.localdate(shift.starts_at) == timezone.localdate(at)


def _move(mailing: Mailing, last: audiences.Place | None, given: spreading.Spread) -> None:
    mailing.batches += 1
    if last is not None:
        mailing.cursor_person_id, mailing.cursor_shift_id = last.person_id, last.shift_id
    mailing.people += given.people
    mailing.emails += given.emails
    mailing.texts += given.texts
    mailing.muted += given.muted
    mailing.had_enough += given.had_enough
    mailing.without_address += given.without_address


def _link(mailing: Mailing) -> str:
    """Where a message leads: to the person's own sign-up, to the project, or to their organizations."""
    if mailing.audience == Audience.SHIFT:
        return f"/me/sign-ups/{mailing.organization_id}/{mailing.about_id}/"
    if mailing.project_id:
        return f"/p/{mailing.organization_id}/{mailing.project_id}/"
    return "/me/organizations/"
