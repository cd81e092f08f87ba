"""Putting people on the roster who did not sign up: on the spot, or afterwards. The reason stays visible."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.core.writing import Writing
from volunteercloud.domain.activities import choices, commitments, fitting, limits, queries, rules
from volunteercloud.domain.activities.models import HOLDING, MySignUp, Shift, SignUp, SignUpState
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.changes import noting
from volunteercloud.domain.hooks.kinds import Kind
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from .offering import tell_hooks
from .taking import MINE, locked_shift, persons_side

# Who left, waited or was taken off comes back; who holds a place is never written here.
ADDED = Writing(
    SignUp,
    """
    ON CONFLICT (organization_id, shift_id, volunteer_id) DO UPDATE
    SET state = EXCLUDED.state, queue_position = NULL, offered_until = NULL, reason = '',
        volunteer_name = EXCLUDED.volunteer_name, added_by = EXCLUDED.added_by,
        added_by_name = EXCLUDED.added_by_name, added_reason = EXCLUDED.added_reason,
        signed_up_at = EXCLUDED.signed_up_at, changed_at = EXCLUDED.changed_at
    """,
)
SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one person: their place on the roster, or why there is none. ``is_new`` if they had none before."""

    volunteer_id: UUID
    sign_up: SignUp | None
    refusal: Refused | None
    is_new: bool = False


@retried
def add_to_roster(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_id: UUID,
    reason: str,
    makes_room: bool = False,
    despite_limits: bool = False,
    at: datetime,
) -> SignUp:
    """A leader puts a person on the roster of a shift that has begun or is over, with a reason that stays visible.

    As `add_many_to_roster` for one; what stands against the person is raised.
    """
    (added,) = add_many_to_roster(
        actor=actor,
        organization_id=organization_id,
        shift_id=shift_id,
        volunteer_ids=[volunteer_id],
        reason=reason,
        makes_room=makes_room,
        despite_limits=despite_limits,
        at=at,
    )
    if added.sign_up is None:
        raise added.refusal or AssertionError("neither a place nor a reason")
    return added.sign_up


@retried
def add_many_to_roster(
    *,
    actor: Actor,
    organization_id: UUID,
    shift_id: UUID,
    volunteer_ids: Collection[UUID],
    reason: str,
    makes_room: bool = False,
    despite_limits: bool = False,
    at: datetime,
) -> list[Added]:
    """A leader puts people on the roster of a shift, from the opening of check-in on, with one reason that stays visible.

    ``makes_room`` adds places where all are taken, which coordinators may; ``despite_limits`` adds who would serve more in
    a row or rest less than the post asks (`limit.…`), which is asked until the shift is over. Whoever holds a place
    already stays as they are. Each stands for themselves, in the order given; refused are: a full shift (`shift.full`), a
    place held elsewhere at that time (`signup.clash`), a person without a verified real name (`signup.real_name`), of the
    wrong age or without the guardian's consent on that day, whom a coordinator took off (`signup.declined`; coordinators
    may), who is not known (`signup.unknown`), oneself (`signup.own`). Refused as a whole: without a reason
    (`signup.added_reason`), too early (`signup.add_early`), for a shift that was cancelled or an organization that may not
    act. A constant number of statements whatever the number.
    """
    people = identity_queries.held(volunteer_ids)
    shift = locked_shift(organization_id, shift_id)

    manages = organization_rules.can_manage(actor, organization_id, shift.project_id)
    if not manages and not queries.leads(actor, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    if makes_room and not manages:
        raise NotAllowed("organization.not_manager")
    organization_rules.check_active(shift.organization)

    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            "signup.added_reason",
            _("Say in a sentence why this person is added: it stays visible."),
            field="reason",
        )
    refusal = rules.why_nobody_is_added(shift, region_queries.rules_for(shift.activity.region_id, _day(at)), at)
    if refusal:
        raise refusal

    wanted = dict.fromkeys(volunteer_ids)
    standing = {
        row.volunteer_id: row
        for row in SignUp.objects.filter(organization_id=organization_id, shift_id=shift_id, volunteer_id__in=wanted)
    }
    refusals = _refusals(actor, shift, people, standing, wanted, manages)
    if not despite_limits and at < shift.ends_at:
        refusals |= _over_limits(shift, {who: people[who] for who in wanted if who not in refusals}, standing, at)
    new = [person for person in wanted if person not in refusals and not _holds(standing.get(person))]
    room = len(new) if makes_room else shift.places - shift.taken
    refusals |= {person: rules.full() for person in new[max(room, 0) :]}
    added = {person: _sign_up(actor, shift, people[person], reason, at) for person in new[: max(room, 0)]}
    _write(shift, people, added, at)

    _tell(actor, shift, added.values(), at)
    tell_hooks(Kind.SIGNUP_MADE, list(added.values()), at)
    return [
        Added(person, added.get(person) or _place(standing.get(person)), refusals.get(person), person in added)
        for person in wanted
    ]


def _holds(sign_up: SignUp | None) -> bool:
    return sign_up is not None and sign_up.state in HOLDING


def _place(sign_up: SignUp | None) -> SignUp | None:
    return sign_up if _holds(sign_up) else None


def _refusals(
    actor: Actor,
    shift: Shift,
    people: dict[UUID, Volunteer],
    standing: dict[UUID, SignUp],
    wanted: Iterable[UUID],
    manages: bool,
) -> dict[UUID, Refused]:
    """What stands against each of those who hold no place yet."""
    rule_set = region_queries.rules_for(shift.activity.region_id, _day(shift.starts_at))
    consented = fitting.consented(people.values(), shift.starts_at)
    elsewhere = set(
        MySignUp.objects.filter(
            volunteer_id__in=among(people), during__overlap=(shift.starts_at, shift.ends_at), state__in=HOLDING
        )
        .exclude(shift_id=shift.id)
        .values_list("volunteer_id", flat=True)
    )
    found: dict[UUID, Refused] = {}
    for person in wanted:
        sign_up = standing.get(person)
        if _holds(sign_up):
            continue
        if person not in people:
            found[person] = rules.unknown()
        elif person == actor.id:
            found[person] = rules.adds_oneself()
        elif sign_up and sign_up.state == SignUpState.DECLINED and not manages:
            found[person] = rules.was_declined()
        elif refusal := rules.why_not_added(shift, choices.candidate(people[person], person in consented), rule_set):
            found[person] = refusal
        elif person in elsewhere:
            found[person] = rules.they_clash()
    return found


def _over_limits(
    shift: Shift, people: dict[UUID, Volunteer], standing: dict[UUID, SignUp], at: datetime
) -> dict[UUID, Refused]:
    """Who would serve more in a row, or rest less, than the post asks. One statement."""
    new = [person for person in people if not _holds(standing.get(person))]
    rule_set = region_queries.rules_for(shift.activity.region_id, _day(at))
    found = {}
    for person, calendar in commitments.calendars(new, [shift], rule_set, at).items() if new else ():
        held = [limits.Held.of(row) for row in calendar if row.state in HOLDING]
        refusal = next(limits.exceeded(shift, held), None)
        if refusal:
            found[person] = rules.about_them(refusal)
    return found


def _sign_up(actor: Actor, shift: Shift, volunteer: Volunteer, reason: str, at: datetime) -> SignUp:
    return SignUp(
        organization_id=shift.organization_id,
        shift_id=shift.id,
        volunteer_id=volunteer.id,
        state=SignUpState.CONFIRMED,
        volunteer_name=volunteer.name,
        volunteer_number=volunteer.number,
        added_by=actor.id,
        added_by_name=actor.label,
        added_reason=reason.strip()[:300],
        signed_up_at=at,
        changed_at=at,
    )


def _write(shift: Shift, people: dict[UUID, Volunteer], added: dict[UUID, SignUp], at: datetime) -> None:
    """Both sides of each sign-up, and the count, which the shift's lock keeps true."""
    if not added:
        return
    held = F("taken") + len(added)
    Shift.objects.filter(organization_id=shift.organization_id, id=shift.id).update(
        taken=held, places=Greatest(F("places"), held)
    )
    MINE.write_all([persons_side(shift, people[person], SignUpState.CONFIRMED, at) for person in added], "volunteer_id")
    ADDED.write_all(list(added.values()), "volunteer_id")
    if shift.ends_at <= at:  # else it is counted when it is over
        noting.note_shifts([(shift.organization_id, shift.id)], at)


def _tell(actor: Actor, shift: Shift, added: Collection[SignUp], at: datetime) -> None:
    audit.record_many(
        actor,
        "activities.added_to_roster",
        at=at,
        told=[
            audit.Told(
                owner_id=shift.organization_id,
                subject=("shift", shift.id, shift.activity.title),
                region_code=shift.activity.region_id,
                facts={"volunteer": str(sign_up.volunteer_id), "reason": sign_up.added_reason},
            )
            for sign_up in added
        ],
    )


def _day(at: datetime) -> date:
    return timezone.localdate(at)
