"""Signing up for many shifts of a project in one step, with what became of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import choices, commitments, limits, rules
from volunteercloud.domain.activities.models import HOLDING, Shift, SignUp
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.regions import queries as region_queries

from .offering import tell_hooks
from .taking import held_volunteer, take_place_or_wait

MOST_CHOSEN = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one chosen shift: a sign-up, or why there is none."""

    shift: Shift
    sign_up: SignUp | None
    refusal: Refused | None


@retried
def sign_up_for_many(
    *, actor: Actor, organization_id: UUID, shift_ids: Sequence[UUID], volunteer_id: UUID, at: datetime
) -> list[Taken]:
    """Sign up for several shifts of one project; each stands for itself, as `sign_up` would decide it, in order of time.

    Limits count what was taken just before. Refused as a whole, before anything is written: with none chosen
    (`signup.none_chosen`), over 60 (`signup.too_many`), when shifts are of several projects (`signup.one_project`), and
    when two of the chosen overlap (`signup.chosen_clash`, which names them).
    """
    volunteer = held_volunteer(volunteer_id)
    shifts = _chosen(organization_id, shift_ids)

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotAllowed("signup.not_yours")

    _check_apart(shifts)
    taken = _take_each(shifts, volunteer, at)

    audit.record_many(
        actor,
        "activities.signed_up",
        at=at,
        told=[
            audit.Told(
                owner_id=organization_id,
                subject=("shift", one.shift.id, one.shift.activity.title),
                region_code=one.shift.activity.region_id,
                facts={"volunteer": str(volunteer_id), "state": one.sign_up.state},
            )
            for one in taken
            if one.sign_up
        ],
    )
    tell_hooks(Kind.SIGNUP_MADE, [one.sign_up for one in taken if one.sign_up], at)
    return taken


def _chosen(organization_id: UUID, shift_ids: Sequence[UUID]) -> list[Shift]:
    wanted = set(shift_ids)
    if not wanted:
        raise Refused(
            "signup.none_chosen",
            _("No shift is chosen yet."),
            next_step=_("Choose one of the shifts, then sign up."),
        )
    if len(wanted) > MOST_CHOSEN:
        raise Refused(
            "signup.too_many",
            _("You can sign up for 60 shifts in one step at most."),
            next_step=_("Choose fewer now, and the others in a second step."),
        )
    shifts = list(
        Shift.objects.filter(organization_id=organization_id, id__in=wanted)
        .select_related("organization", "post", "activity", "project")
        .order_by("starts_at", "id")
    )
    if len(shifts) < len(wanted):
        raise NotFound
    if len({shift.project_id for shift in shifts}) > 1:
        raise Refused("signup.one_project", _("Choose shifts of one project at a time."))
    return shifts


def _check_apart(shifts: Sequence[Shift]) -> None:
    """Shifts are in order of time, so an overlap shows between the one that ends last so far and the next."""
    last = shifts[0]
    for _before, shift in pairwise(shifts):
        if shift.starts_at < last.ends_at:
            raise Refused(
                "signup.chosen_clash",
                _("Two of the shifts you chose overlap: %(first)s and %(second)s.")
                % {"first": _named(last), "second": _named(shift)},
                next_step=_("Choose one of the two. Nothing has been signed up for yet."),
                facts={"shifts": [str(last.id), str(shift.id)]},
            )
        last = max(last, shift, key=lambda one: one.ends_at)


def _named(shift: Shift) -> str:
    starts_at, ends_at = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    return f"{starts_at:%m-%d %H:%M}–{ends_at:%H:%M}"


def _take_each(shifts: Sequence[Shift], volunteer: Volunteer, at: datetime) -> list[Taken]:
    rule_set = region_queries.rules_for(shifts[0].activity.region_id, timezone.localdate(at))
    calendar = commitments.calendars([volunteer.id], shifts, rule_set, at)[volunteer.id]
    person = choices.candidate_of(volunteer, at, calendar)
    asks_first = rules.asks_first(person, rule_set, at) is not None
    answers = []
    for shift in shifts:
        refusal = rules.why_not(shift, person, rule_set, at)
        sign_up = None
        if refusal is None:
            try:
                with transaction.atomic():
                    sign_up = take_place_or_wait(shift, volunteer, at, asks_first=asks_first)
            except Refused as refused:
                refusal = refused
        if sign_up and sign_up.state in HOLDING:
            person.held.append(limits.Held.if_taken(shift))
        answers.append(Taken(shift, sign_up, refusal))
    return answers
