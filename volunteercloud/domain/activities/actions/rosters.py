"""Whole rosters at once: the people of an earlier shift asked for this one, or put on it; every request approved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities import choices, commitments, queries, rules
from volunteercloud.domain.activities.models import STANDING, Shift, ShiftState, SignUp, SignUpState
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from .offering import change, notify, tell_hooks
from .taking import MINE, locked_shift, persons_side
from .telling import leave_entry

ASKED_FOR = timedelta(days=2)
MOST_COPIED = 500
# Who left comes back; who stands or was taken off is never written here.
KEPT = Writing(
    SignUp,
    """
    ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
    SET state = EXCLUDED.state, queue_position = NULL, offered_until = EXCLUDED.offered_until, reason = '',
        volunteer_name = EXCLUDED.volunteer_name, added_by = EXCLUDED.added_by,
        added_by_name = EXCLUDED.added_by_name, added_reason = EXCLUDED.added_reason,
        signed_up_at = EXCLUDED.signed_up_at, changed_at = EXCLUDED.changed_at
    """,
)


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one person of the earlier shift: a place, or why there is none. ``is_new`` if they had none before."""

    volunteer_id: UUID
    name: str
    state: str
    refusal: Refused | None = None
    is_new: bool = False


@retried
def copy_roster(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    from_shift_id: UUID,
    reason: str = "",
    confirms: bool = False,
    at: datetime,
) -> list[Copied]:
    """Keep places in a shift for the people who were on an earlier one: each is told, and takes it or turns it down within
    two days. With ``confirms`` they are on the roster at once, with a reason that stays visible, as for a standing team.

    Each stands for themselves, in the order of names; left out, with the reason, is whom anything stands against that
    would at sign-up (`rules.why_not`), whoever was taken off, and who comes when all places are taken (`shift.full`). Who
    stands on the shift already stays as they are, so that twice is as good as once. Refused as a whole for a shift that
    has begun (`signup.begun`), for another organization's shift, and without the reason that ``confirms`` needs
    (`signup.added_reason`).
    """
    before = queries.shift(organization_id, from_shift_id)
    earlier = SignUp.objects.filter(
        organization_id=organization_id, shift_id=from_shift_id, state=SignUpState.CONFIRMED
    ).order_by("volunteer_name", "volunteer_id")
    people = identity_queries.held(list(earlier.values_list("volunteer_id", flat=True)[:MOST_COPIED]))
    shift = locked_shift(organization_id, shift_id)

    for one in (shift, before):
        if not organization_rules.can_manage(actor, organization_id, one.project_id):
            raise NotAllowed("organization.not_manager")
    organization_rules.check_active(shift.organization)

    if shift.state != ShiftState.OPEN or at >= shift.starts_at:
        raise Refused("signup.begun", _("This shift has begun, or was called off."))
    if confirms and len(reason.strip()) < 4:
        raise Refused(
            "signup.added_reason", _("Say in a sentence why they are added: it stays visible."), field="reason"
        )
    standing = {
        row.volunteer_id: row
        for row in SignUp.objects.filter(organization_id=organization_id, shift_id=shift_id, volunteer_id__in=people)
    }
    refusals = _refusals(shift, people, standing, at)
    fitting = [who for who in people if who not in refusals and not _stands(standing.get(who))]
    room = max(shift.places - shift.taken, 0)
    refusals |= {who: rules.full() for who in fitting[room:]}
    kept = {who: _kept(actor, shift, people[who], reason if confirms else "", at) for who in fitting[:room]}
    _write(shift, people, kept, at)

    facts: dict[str, object] = {"from": str(from_shift_id), "kept": len(kept), "confirmed": confirms}
    leave_entry(actor, "activities.roster_copied", shift, at, **facts)
    for sign_up in kept.values():
        _inform(actor, shift, sign_up, at)
    return sorted(
        (_result(person, kept.get(who), standing.get(who), refusals.get(who)) for who, person in people.items()),
        key=lambda one: (one.name, one.volunteer_id),
    )


@retried
def approve_many(
    *, actor: Actor, organization_id: UUID, shift_id: UUID, volunteer_ids: Collection[UUID], at: datetime
) -> list[SignUp]:
    """A coordinator approves requests for one shift together. Whoever no longer waits, left or was approved meanwhile, is
    left as they are: the approved are returned."""
    shift = locked_shift(organization_id, shift_id)

    if not organization_rules.can_manage(actor, organization_id, shift.project_id):
        raise NotAllowed("organization.not_manager")

    if shift.state != ShiftState.OPEN:
        raise NotFound
    waiting = SignUp.objects.filter(
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_id__in=list(volunteer_ids),
        state=SignUpState.REQUESTED,
    )
    approved = list(waiting.order_by("volunteer_id"))
    for sign_up in approved:
        change(sign_up, SignUpState.CONFIRMED, at)

    leave_entry(actor, "activities.signups_approved", shift, at, volunteers=[str(one.volunteer_id) for one in approved])
    for sign_up in approved:
        notify(actor, "signup_approved", shift, sign_up, at)
    return approved


def _refusals(
    shift: Shift, people: dict[UUID, Volunteer], standing: dict[UUID, SignUp], at: datetime
) -> dict[UUID, Refused]:
    if not people:
        return {}
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(at))
    calendars = commitments.calendars(list(people), [shift], rule_set, at)
    found: dict[UUID, Refused] = {}
    for who, person in people.items():
        sign_up = standing.get(who)
        if _stands(sign_up):
            continue
        if sign_up and sign_up.state == SignUpState.DECLINED:
            found[who] = rules.was_declined()
            continue
        refusal = rules.why_not(shift, choices.candidate_of(person, at, calendars[who]), rule_set, at)
        if refusal:
            found[who] = rules.they_clash() if refusal.code == "signup.clash" else rules.about_them(refusal)
    return found


def _stands(sign_up: SignUp | None) -> bool:
    return sign_up is not None and sign_up.state in STANDING


def _kept(actor: Actor, shift: Shift, person: Volunteer, reason: str, at: datetime) -> SignUp:
    """A place on the roster for good where there is a reason, else one that is held for a while."""
    is_added = bool(reason)
    return SignUp(
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=person.id,
        state=SignUpState.CONFIRMED if is_added else SignUpState.OFFERED,
        volunteer_name=person.name,
        volunteer_number=person.number,
        offered_until=None if is_added else min(at + ASKED_FOR, shift.starts_at),
        added_by=actor.id if is_added else None,
        added_by_name=actor.label if is_added else "",
        added_reason=reason.strip()[:300],
        signed_up_at=at,
        changed_at=at,
    )


def _write(shift: Shift, people: dict[UUID, Volunteer], kept: dict[UUID, SignUp], at: datetime) -> None:
    if not kept:
        return
    Shift.objects.filter(organization_id=shift.organization_id, id=shift.id).update(taken=F("taken") + len(kept))
    MINE.write_all(
        [persons_side(shift, people[who], SignUpState(sign_up.state), at) for who, sign_up in kept.items()],
        "volunteer_id",
    )
    KEPT.write_all(list(kept.values()), "volunteer_id")
    tell_hooks(Kind.SIGNUP_MADE, list(kept.values()), at)


def _inform(actor: Actor, shift: Shift, sign_up: SignUp, at: datetime) -> None:
    if sign_up.offered_until:
        until = sign_up.offered_until.isoformat()
        notify(actor, "place_kept_for_you", shift, sign_up, at, by=actor.label, until=until)
    else:
        notify(actor, "signup_approved", shift, sign_up, at)


def _result(person: Volunteer, kept: SignUp | None, before: SignUp | None, refusal: Refused | None) -> Copied:
    if kept:
        return Copied(person.id, person.name, kept.state, is_new=True)
    return Copied(person.id, person.name, before.state if before and before.state in STANDING else "", refusal)
