"""Closing an account: asked for, called off, done."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from volunteercloud.core import ids
from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.audit import closing as trail
from volunteercloud.domain.bulk import closing as bulk_closing
from volunteercloud.domain.changes import noting
from volunteercloud.domain.identity import closing as identity_closing
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Account, OfficerGrant, Residence, Volunteer
from volunteercloud.domain.intake.models import IntakeLine
from volunteercloud.domain.members import actions as member_actions
from volunteercloud.domain.members.models import Membership
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.messages import closing as message_closing
from volunteercloud.domain.national import presences
from volunteercloud.domain.office.models import BatchLine
from volunteercloud.domain.organizations.models import Staff
from volunteercloud.domain.privacy import emptying, rules, settling
from volunteercloud.domain.privacy.models import Closing, State
from volunteercloud.domain.records import closing as record_closing
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.reviews.models import Case


@transaction.atomic
def ask_to_close(*, actor: Actor, volunteer_id: UUID, at: datetime) -> Closing:
    """Ask for the account to be closed, for oneself or for a child. It is closed some days later (`CLOSING_WAIT_DAYS`), so that
    a slip or a stranger at the keyboard can be called off; the person is written to.

    Refused while others wait for something of the person's: the first of `settling.OBSTACLES`. Asked again, it is the one that
    waits.
    """
    identity_queries.hold([volunteer_id])
    volunteer = identity_queries.volunteer(volunteer_id)
    standing = Closing.objects.filter(volunteer_id=volunteer_id, state=State.WAITING).first()

    rules.check_own(actor, volunteer_id)

    if standing is not None:
        return standing
    first = next(iter(settling.obstacles(emptying.people(volunteer_id), at)), None)
    if first is not None:
        raise Refused(first.code, first.message, next_step=first.next_step)

    closes_at = at + timedelta(days=settings.CLOSING_WAIT_DAYS)
    closing = Closing.objects.create(
        volunteer_id=volunteer_id,
        id=ids.uuid7(),
        asked_by=actor.person_id,
        asked_at=at,
        closes_at=closes_at,
        due_at=max(closes_at, at + timedelta(days=settings.CLOSING_DEADLINE_DAYS)),
    )

    _tell("privacy.closing_asked", actor, volunteer, closing, at, {"closes_at": closes_at.isoformat()})
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(volunteer_id),
        template="closing_asked",
        facts={"closes_at": closes_at.isoformat()},
        link="/me/privacy/",
        at=at,
    )
    return closing


@transaction.atomic
def call_off_closing(*, actor: Actor, volunteer_id: UUID, at: datetime) -> Closing:
    """Keep the account after all. Refused where nothing waits (not found)."""
    identity_queries.hold([volunteer_id])
    volunteer = identity_queries.volunteer(volunteer_id)
    closing = Closing.objects.filter(volunteer_id=volunteer_id, state=State.WAITING).first()

    rules.check_own(actor, volunteer_id)

    if closing is None:
        raise NotFound

    closing.state, closing.ended_at = State.CALLED_OFF, at
    closing.save(update_fields=["state", "ended_at"])

    _tell("privacy.closing_called_off", actor, volunteer, closing, at, {})
    return closing


@transaction.atomic
def close_account(*, actor: Actor, volunteer_id: UUID, at: datetime) -> Closing:
    """Do what was asked for, in one transaction: everything the register names is sealed, emptied or erased, all sessions and
    keys end, and phone and documents can be registered anew. Nothing leads from what stays to the person.

    For the worker. Where something is open again, nothing happens but that the reason is kept, and it is tried again.
    """
    identity_queries.hold([volunteer_id])
    volunteer = identity_queries.volunteer(volunteer_id)
    closing = Closing.objects.select_for_update().filter(volunteer_id=volunteer_id, state=State.WAITING).first()
    if closing is None or closing.closes_at > at:
        raise NotFound

    if not actor.is_system:
        raise NotAllowed("privacy.worker_closes")

    people = emptying.people(volunteer_id)
    first = next(iter(settling.obstacles(people, at)), None)
    if first is not None:
        closing.trouble = first.code
        closing.save(update_fields=["trouble"])
        return closing

    counts = _close(closing, people, at)
    closing.state, closing.ended_at, closing.trouble = State.CLOSED, at, ""
    closing.save(update_fields=["state", "ended_at", "trouble"])

    _tell("privacy.closed", actor, volunteer, closing, at, counts)
    return closing


def _close(closing: Closing, people: list[UUID], at: datetime) -> dict[str, int]:
    """The steps of areas before and after what the register does by itself."""
    rows = list(Volunteer.objects.filter(id__in=people).order_by("id"))
    whose = emptying.Whose(people, emptying.organizations_of(people))
    names = _names(rows)
    asker = Actor(ActorKind.PERSON, emptying.DASH, closing.asked_by)
    for membership in Membership.objects.filter(volunteer_id=closing.volunteer_id).order_by("organization_id"):
        member_actions.leave(
            actor=asker, organization_id=membership.organization_id, volunteer_id=closing.volunteer_id, at=at
        )
    for row in rows:
        presences.leave(row.id, at)
    released = identity_closing.let_go(rows)
    sessions = UserSession.objects.filter(user_id__in=people).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(sessions)).delete()
    cases = list(Case.objects.filter(owner_id__in=people).values_list("id", flat=True))
    BatchLine.objects.filter(case_id__in=cases).update(title=emptying.DASH, told="")
    IntakeLine.objects.filter(owner_id__in=whose.organizations, name__in=names).update(
        name=emptying.DASH, cells=[], given={}, facts={}, notes=[]
    )
    bulk_closing.forget(whose.organizations, names)
    record_closing.seal_details(people)
    message_closing.unname(_told_of(rows, whose), [*names, *(row.number for row in rows)])
    counts = emptying.by_the_register(closing.volunteer_id, whose, at)
    identity_closing.mark(people, at)
    counts["entries"] = trail.unname(people, whose.organizations, names)
    counts["released"] = released
    noting.note_people(people, at)
    return counts


def _told_of(rows: list[Volunteer], whose: emptying.Whose) -> set[UUID]:
    """Whoever may have been written to about these people: those who work or worked for their organizations, and the officers of
    wherever they lived."""
    lived = Residence.objects.filter(volunteer_id__in=whose.people).values_list("region_id", flat=True)
    regions = {region for region in (*lived, *(row.region_id for row in rows)) if region}
    above = {region[:length] for region in regions for length in region_queries.LENGTHS}
    officers = OfficerGrant.objects.filter(Q(region__isnull=True) | Q(region_id__in=above))
    staff = Staff.objects.filter(organization_id__in=whose.organizations)
    return {*officers.values_list("account_id", flat=True), *staff.values_list("person_id", flat=True)}


def _names(rows: list[Volunteer]) -> list[str]:
    """By which texts may name these people: name, label, address."""
    said = {name for row in rows for name in (row.name, row.name_latin)}
    for account in Account.objects.filter(id__in=[row.id for row in rows]):
        said |= {account.label, account.email or ""}
    return sorted(said - {""})


def _tell(name: str, actor: Actor, volunteer: Volunteer, closing: Closing, at: datetime, facts: dict) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=volunteer.id,
        subject=("closing", closing.id, volunteer.number),
        region_code=volunteer.region_id or "",
        facts=facts,
    )
