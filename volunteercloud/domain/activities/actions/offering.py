"""Passing places on to who waits, and telling them. Inner steps of sign-up and planning; the shift is locked by then."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from volunteercloud.core.actor import Actor, system
from volunteercloud.core.constraints import refused_by
from volunteercloud.core.errors import Refused
from volunteercloud.domain.activities import commitments, limits, rules
from volunteercloud.domain.activities.models import HOLDING, MySignUp, Shift, SignUp, SignUpState
from volunteercloud.domain.changes import noting
from volunteercloud.domain.hooks import noting as hooks
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet


def change(sign_up: SignUp, state: SignUpState, at: datetime) -> None:
    """Both sides of a sign-up, in one transaction."""
    sign_up.state, sign_up.changed_at = state, at
    if state != SignUpState.OFFERED:
        sign_up.offered_until = None
    sign_up.save(update_fields=["state", "changed_at", "offered_until", "reason"])
    MySignUp.objects.filter(volunteer_id=sign_up.volunteer_id, shift_id=sign_up.shift_id).update(
        state=state, changed_at=at
    )
    tell_hooks(Kind.SIGNUP_WITHDRAWN if state == SignUpState.CANCELLED else Kind.SIGNUP_CHANGED, [sign_up], at)


def tell_hooks(kind: Kind, sign_ups: Sequence[SignUp], at: datetime) -> None:
    """What became of sign-ups for shifts of one organization. One statement."""
    events = [
        hooks.Event(kind, {"shift_id": each.shift_id, "volunteer_id": each.volunteer_id}, each.state)
        for each in sign_ups
    ]
    if events:
        hooks.note(sign_ups[0].organization_id, events, at)


def pass_place_on(shift: Shift, at: datetime) -> None:
    """Offer a freed place to the first who waits; with nobody waiting it is open again."""
    if not _offer_to_next(shift, at):
        Shift.objects.filter(organization_id=shift.organization_id, id=shift.id).update(taken=F("taken") - 1)
        if shift.ends_at <= at:  # else it is counted when it is over
            noting.note_shifts([(shift.organization_id, shift.id)], at)


def offer_new_places(shift: Shift, at: datetime) -> None:
    """Offer places that a shift has got more of to those who wait, in their order."""
    while shift.taken < shift.places and _offer_to_next(shift, at):
        shift.taken += 1
        shift.save(update_fields=["taken"])


def _offer_to_next(shift: Shift, at: datetime) -> bool:
    """Hold a place for the first who waits, is free at that time and within the limits of the post. False when there is
    nobody."""
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    until = min(at + timedelta(minutes=rule_set.offer_minutes), shift.starts_at)
    if at >= until:
        return False
    waiting = SignUp.objects.filter(
        organization_id=shift.organization_id, shift_id=shift.id, state=SignUpState.WAITING
    ).order_by("queue_position")
    for sign_up in waiting:
        if not _is_within_limits(shift, sign_up.volunteer_id, rule_set, at):
            continue
        sign_up.offered_until = until
        try:
            with refused_by("my_signup_no_overlap", rules.clash), transaction.atomic():
                change(sign_up, SignUpState.OFFERED, at)
        except Refused:
            continue  # serves elsewhere at that time by now; keeps waiting, in case that changes
        notify(None, "place_offered", shift, sign_up, at, until=until.isoformat())
        return True
    return False


def _is_within_limits(shift: Shift, volunteer_id: UUID, rule_set: RuleSet, at: datetime) -> bool:
    calendar = commitments.calendars([volunteer_id], [shift], rule_set, at)[volunteer_id]
    held = [limits.Held.of(row) for row in calendar if row.state in HOLDING]
    return next(limits.exceeded(shift, held), None) is None


def notify(actor: Actor | None, template: str, shift: Shift, sign_up: SignUp, at: datetime, **facts: str) -> None:
    tell_person(actor, template, shift, sign_up.volunteer_id, at, **facts)


def tell_person(
    actor: Actor | None,
    template: str,
    shift: Shift,
    volunteer_id: UUID,
    at: datetime,
    link: str = "/me/",
    **facts: str,
) -> None:
    messages.tell(
        actor=actor or system("waiting list"),
        recipient=identity_queries.recipient(volunteer_id),
        template=template,
        facts={
            "title": shift.activity.title,
            "title_en": shift.activity.title_en,
            "starts_at": shift.starts_at.isoformat(),
        }
        | facts,
        link=link,
        at=at,
    )
