"""Asking people whether they take over a place: who was asked least recently first, and nobody whom it does not fit."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.core.reading import among
from volunteercloud.core.transactions import retried
from volunteercloud.domain.activities import fitting, rules
from volunteercloud.domain.activities.models import HOLDING, Shift, SignUp, SignUpState
from volunteercloud.domain.activities.stand_ins import Cover, CoverAsk, CoverState
from volunteercloud.domain.organizations import rules as organization_rules

from .covering import address_of, locked, settled, tell
from .offering import tell_person
from .taking import locked_shift

MOST_ASKED = 50
KNOWN_FOR = timedelta(days=365)  # who signed up for this project within that time can be asked
MOST_KNOWN = 2000
HELD_AGAINST = 300  # so many of those, the least recently asked first, are held against the shift


@retried
def ask_people(*, actor: Actor, organization_id: UUID, cover_id: UUID, number: int, at: datetime) -> list[CoverAsk]:
    """A coordinator asks so many people of the project for cover; each gets a message to take the place or say no.

    Asked are those who were asked least recently in this organization, of whom nothing stands against it: another place
    at that time, the conditions of the post, too little rest, an earlier answer to this request. For a swap those who hold
    the wanted shift. Fewer may fit, or none. Refused for a number beyond 50 (`cover.number`), once the request is settled
    (`cover.taken`) or the shift has begun (`signup.started`).
    """
    cover = locked(organization_id, cover_id)
    shift = locked_shift(organization_id, cover.shift_id)

    if not organization_rules.can_manage(actor, organization_id, cover.project_id):
        raise NotAllowed("organization.not_manager")
    organization_rules.check_active(shift.organization)

    if not 1 <= number <= MOST_ASKED:
        raise Refused("cover.number", rules.ONE_TO_FIFTY, field="number")
    if cover.state != CoverState.OPEN:
        raise settled()
    refusal = rules.why_nobody_comes(shift, at)
    if refusal:
        raise refusal

    chosen = _least_recently_asked(cover, shift, at)[:number]
    asks = CoverAsk.objects.bulk_create(
        CoverAsk(
            organization_id=organization_id,
            cover_id=cover_id,
            volunteer_id=volunteer_id,
            volunteer_name=name,
            asked_at=at,
            asked_by_name=actor.label,
        )
        for volunteer_id, name in chosen
    )

    tell(actor, "activities.people_asked", shift, cover, at, people=[str(ask.volunteer_id) for ask in asks])
    for ask in asks:
        tell_person(actor, "cover_wanted", shift, ask.volunteer_id, at, link=address_of(cover))
    return asks


def _least_recently_asked(cover: Cover, shift: Shift, at: datetime) -> list[tuple[UUID, str]]:
    """Who can be asked and fits, with their names; never asked comes first. At most six statements, whatever the number."""
    known = _known(cover, at)
    asked = dict(
        CoverAsk.objects.filter(
            organization_id=cover.organization_id, volunteer_id__in=among(known), asked_at__isnull=False
        )
        .values_list("volunteer_id")
        .annotate(last=Max("asked_at"))
    )
    never = datetime.min.replace(tzinfo=at.tzinfo)
    in_turn = sorted(known, key=lambda who: (asked.get(who, never), who))[:HELD_AGAINST]
    fit = fitting.who_fits(in_turn, shift, at)
    return [(who, known[who]) for who in in_turn if who in fit]


def _known(cover: Cover, at: datetime) -> dict[UUID, str]:
    theirs = SignUp.objects.filter(organization_id=cover.organization_id)
    if cover.other_shift_id:
        pool = theirs.filter(shift_id=cover.other_shift_id, state=SignUpState.CONFIRMED)
    else:
        pool = theirs.filter(shift__project_id=cover.project_id, signed_up_at__gt=at - KNOWN_FOR).exclude(
            state=SignUpState.DECLINED
        )
    answered = CoverAsk.objects.filter(organization_id=cover.organization_id, cover_id=cover.id)
    stand = theirs.filter(shift_id=cover.shift_id, state__in=(*HOLDING, SignUpState.DECLINED))
    known = (
        pool.exclude(volunteer_id=cover.giver_id)
        .exclude(volunteer_id__in=answered.values("volunteer_id"))
        .exclude(volunteer_id__in=stand.values("volunteer_id"))
        .values_list("volunteer_id")
        .annotate(name=Max("volunteer_name"), last=Max("signed_up_at"))
        .order_by("-last", "volunteer_id")
    )
    return {volunteer_id: name for volunteer_id, name, _last in known[:MOST_KNOWN]}
