"""What people say when they are asked, and what follows of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities.actions import signing_up
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.matching import keeping, rules
from volunteercloud.domain.matching.models import Ask, Asked, AskState, Closed, SubjectKind
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.needs.actions import offering

TAKEN_ALREADY = frozenset({"signup.already"})


@retried
def answer(
    *,
    actor: Actor,
    volunteer_id: UUID,
    organization_id: UUID,
    subject_id: UUID,
    accept: bool,
    never_again: bool = False,
    at: datetime,
) -> Asked:
    """Say yes, which signs up for the shift or offers help with the need, or no; for oneself or a child in one's account.

    ``never_again`` says with a no that this organization may not ask again; it is not told. The same answer again changes
    nothing. Refused once it was answered otherwise or its time has passed (`matching.answered`), and with whatever stands
    against signing up by now.
    """
    identity_queries.hold([volunteer_id])
    found = Asked.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id, subject_id=subject_id)
    asked = found.first()

    if asked is None or not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    state = AskState.ACCEPTED if accept else AskState.DECLINED
    if asked.state == state:
        return asked
    if asked.state != AskState.WAITING or at >= asked.until:
        raise rules.not_waiting()
    if accept:
        _take_up(actor, asked, at)
    elif never_again:
        _close(asked, at)
    _settle(asked, state, at)

    name = "matching.ask_accepted" if accept else "matching.ask_declined"
    _record(actor, name, asked, at)
    if accept:
        _tell_asker(actor, asked, at)
    return asked


@transaction.atomic
def allow_again(*, actor: Actor, volunteer_id: UUID, organization_id: UUID, at: datetime) -> bool:
    """Let an organization ask again that was told not to. Whether it had been."""
    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    identity_queries.hold([volunteer_id])
    ended = Closed.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id).delete()[0]
    if not ended:
        return False
    keeping.keep([volunteer_id], at)

    audit.record(
        actor,
        "matching.asking_allowed",
        at=at,
        owner_id=volunteer_id,
        subject=("organization", organization_id, ""),
    )
    return True


@transaction.atomic
def lapse(*, actor: Actor, volunteer_id: UUID, organization_id: UUID, subject_id: UUID, at: datetime) -> Asked | None:
    """Let a question go that nobody answered in time. Run by the job worker; None where it was answered meanwhile."""
    identity_queries.hold([volunteer_id])
    found = Asked.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id, subject_id=subject_id)
    asked = found.first()

    if not actor.is_system:
        raise NotAllowed("matching.not_the_worker")

    if asked is None or asked.state != AskState.WAITING or at < asked.until:
        return None

    _settle(asked, AskState.LAPSED, at)

    _record(actor, "matching.ask_lapsed", asked, at)
    return asked


def _take_up(actor: Actor, asked: Asked, at: datetime) -> None:
    if asked.subject_kind == SubjectKind.NEED:
        offering.offer_myself(actor=actor, need_id=asked.subject_id, volunteer_id=asked.volunteer_id, at=at)
        return
    try:
        signing_up.sign_up(
            actor=actor,
            organization_id=asked.organization_id,
            shift_id=asked.subject_id,
            volunteer_id=asked.volunteer_id,
            at=at,
        )
    except Refused as refusal:
        if refusal.code not in TAKEN_ALREADY:
            raise


def _close(asked: Asked, at: datetime) -> None:
    Closed.objects.get_or_create(
        volunteer_id=asked.volunteer_id,
        organization_id=asked.organization_id,
        defaults={"organization_name": asked.organization_name, "since": at},
    )
    keeping.keep([asked.volunteer_id], at)


def _settle(asked: Asked, state: AskState, at: datetime) -> None:
    """Both sides, in one transaction."""
    asked.state, asked.answered_at = state, at
    asked.save(update_fields=["state", "answered_at"])
    Ask.objects.filter(
        organization_id=asked.organization_id, subject_id=asked.subject_id, volunteer_id=asked.volunteer_id
    ).update(state=state, answered_at=at)


def _record(actor: Actor, name: str, asked: Asked, at: datetime) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=asked.volunteer_id,
        subject=(asked.subject_kind, asked.subject_id, asked.title),
        facts={"organization": str(asked.organization_id)},
    )


def _tell_asker(actor: Actor, asked: Asked, at: datetime) -> None:
    """Whoever asked learns of a yes; a no only stands in the list."""
    ask = Ask.objects.get(
        organization_id=asked.organization_id, subject_id=asked.subject_id, volunteer_id=asked.volunteer_id
    )
    part = "shifts" if asked.subject_kind == SubjectKind.SHIFT else "needs"
    messages.tell(
        actor=actor,
        recipient=identity_queries.recipient(ask.asked_by),
        template="matching_accepted",
        facts={"title": asked.title, "title_en": asked.title_en, "number": ask.number},
        link=f"/org/{asked.organization_id}/{part}/{asked.subject_id}/",
        channels=("inbox",),
        at=at,
    )
