"""Reading covers, the standby list and absences: one's own, and what whoever leads or manages has to see."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.regions import queries as region_queries

from . import fitting, queries, rules
from .models import HOLDING, Shift, ShiftState, SignUp, SignUpState
from .stand_ins import PENDING, Absence, Cover, CoverAsk, CoverState, Standby

MOST = 200
GIVER, TAKER, ANYBODY = "giver", "taker", "anybody"


@dataclass(frozen=True, slots=True)
class Mine:
    """What else there is to one's own place in a shift."""

    cover: Cover | None
    absence: Absence | None
    standby: Standby | None


def mine(viewer: Actor, organization_id: UUID, shift_id: UUID, volunteer_id: UUID) -> Mine:
    """For the person or the guardian: the last request for cover, how an absence stands, whether one stands by. Three
    statements."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    place = {"organization_id": organization_id, "shift_id": shift_id}
    return Mine(
        Cover.objects.filter(**place, giver_id=volunteer_id).order_by("-asked_at", "-id").first(),
        Absence.objects.filter(**place, volunteer_id=volunteer_id).first(),
        Standby.objects.filter(**place, volunteer_id=volunteer_id).first(),
    )


def open_covers(organization_id: UUID, project_id: UUID, now: datetime) -> list[Cover]:
    """For whose places in a public project somebody is sought, the soonest first, with their shifts. Who asks is not told:
    the caller shows no names. One statement."""
    found = Cover.objects.filter(
        organization_id=organization_id,
        project_id=project_id,
        state=CoverState.OPEN,
        shift__state=ShiftState.OPEN,
        shift__starts_at__gt=now,
    )
    return list(
        found.select_related("shift__post", "shift__activity", "other_shift").order_by("shift__starts_at", "id")[:MOST]
    )


@dataclass(frozen=True, slots=True)
class CoverSeen:
    """A request for cover as one person sees it. ``partner`` is who else it is about, told once both know of each other."""

    cover: Cover
    shift: Shift
    other: Shift | None
    role: str
    ask: CoverAsk | None
    why_not: Refused | None

    @property
    def partner(self) -> str:
        if self.role == GIVER:
            return self.cover.taker_name
        return self.cover.giver_name if self.role == TAKER else ""

    @property
    def waits_for_undo(self) -> bool:
        """Whether the other of the two has asked to take it back, so that this person's word undoes it."""
        asked = self.cover.undo_asked_by
        own = self.cover.giver_id if self.role == GIVER else self.cover.taker_id
        return self.cover.state == CoverState.DONE and asked is not None and asked != own


def cover(viewer: Actor, organization_id: UUID, cover_id: UUID, volunteer_id: UUID, now: datetime) -> CoverSeen:
    """One request for cover, for those it is about and for whoever might take it. `NotFound` to others once it is no
    longer open."""
    found = Cover.objects.filter(organization_id=organization_id, id=cover_id).first()
    if found is None or not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    role = {found.giver_id: GIVER, found.taker_id: TAKER}.get(volunteer_id, ANYBODY)
    ask = CoverAsk.objects.filter(organization_id=organization_id, cover_id=cover_id, volunteer_id=volunteer_id).first()
    if role == ANYBODY and found.state != CoverState.OPEN and ask is None:
        raise NotFound
    shift = queries.shift(organization_id, found.shift_id)
    other = queries.shift(organization_id, found.other_shift_id) if found.other_shift_id else None
    why_not = None
    if role == ANYBODY and found.state == CoverState.OPEN:
        why_not = _why_not_take(shift, other, volunteer_id, now)
    return CoverSeen(found, shift, other, role, ask, why_not)


def _why_not_take(shift: Shift, other: Shift | None, volunteer_id: UUID, now: datetime) -> Refused | None:
    states = dict(
        SignUp.objects.filter(
            organization_id=shift.organization_id,
            shift_id__in=[one.id for one in (shift, other) if one],
            volunteer_id=volunteer_id,
        ).values_list("shift_id", "state")
    )
    if states.get(shift.id) in HOLDING:
        return rules.holds_place()
    if states.get(shift.id) == SignUpState.DECLINED:
        return rules.declined()
    if other and states.get(other.id) != SignUpState.CONFIRMED:
        return rules.no_swap_place()
    rule_set = region_queries.rules_for(shift.activity.region_id, timezone.localdate(now))
    candidate = fitting.candidates([volunteer_id], shift, now, [other.id] if other else []).get(volunteer_id)
    return rules.why_not_instead(shift, candidate, rule_set, now) if candidate else rules.unknown()


@dataclass(slots=True)
class Sought:
    """A request for cover as coordinators see it, with who was asked and what they said."""

    cover: Cover
    asks: list[CoverAsk] = field(default_factory=list)

    @property
    def said_no(self) -> int:
        return sum(ask.answer == "no" for ask in self.asks)

    @property
    def unanswered(self) -> int:
        return sum(ask.answer == "" for ask in self.asks)


def covers_of_shift(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Sought]:
    """Every request for cover of a shift, the latest first; for whoever leads it. Three statements."""
    if not queries.leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    covers = Cover.objects.filter(organization_id=organization_id, shift_id=shift_id)
    found = {one.id: Sought(one) for one in covers.select_related("other_shift").order_by("-asked_at", "-id")[:MOST]}
    asks = CoverAsk.objects.filter(organization_id=organization_id, cover_id__in=found)
    for ask in asks.order_by("asked_at", "volunteer_id") if found else ():
        found[ask.cover_id].asks.append(ask)
    return list(found.values())


def pending_covers(viewer: Actor, organization_id: UUID, now: datetime, limit: int = MOST) -> list[Cover]:
    """Where somebody is still sought, or a coordinator has to approve, the soonest shift first, with shift and activity; for
    coordinators, of the projects that are theirs. One statement."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.MANAGERS)
    if duty is None:
        raise NotAllowed("organization.not_manager")
    pending = Cover.objects.filter(organization_id=organization_id, state__in=PENDING, shift__starts_at__gt=now)
    return list(
        duty.narrowed(pending, "project_id")
        .select_related("shift__activity", "shift__post")
        .order_by("shift__starts_at", "id")[:limit]
    )


def standby_of_shift(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Standby]:
    """Who stands by, or was called, in the order of offering; for whoever leads the shift."""
    if not queries.leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    standing = Standby.objects.filter(organization_id=organization_id, shift_id=shift_id).exclude(state="withdrawn")
    return list(standing.order_by("since", "volunteer_id")[:MOST])


def absences_of_shift(viewer: Actor, organization_id: UUID, shift_id: UUID) -> dict[UUID, Absence]:
    """Who did not come to a shift, by person, as whoever leads it told. Two statements."""
    if not queries.leads(viewer, organization_id, shift_id):
        raise NotAllowed("organization.not_leader")
    told = Absence.objects.filter(organization_id=organization_id, shift_id=shift_id).order_by("volunteer_id")
    return {absence.volunteer_id: absence for absence in told}


def absences_to_answer(viewer: Actor, organization_id: UUID, limit: int = MOST) -> list[Absence]:
    """What people said to absences and nobody has answered, the oldest first, with the shift and its activity; for
    coordinators, of the projects that are theirs."""
    duty = organization_rules.duty(viewer, organization_id, organization_rules.MANAGERS)
    if duty is None:
        raise NotAllowed("organization.not_manager")
    said = Absence.objects.filter(organization_id=organization_id, stated_at__isnull=False, answered_at__isnull=True)
    return list(
        duty.narrowed(said, "sign_up__shift__project_id")
        .select_related("sign_up__shift__activity")
        .order_by("stated_at", "volunteer_id", "shift_id")[:limit]
    )


def stood_by(viewer: Actor, organization_id: UUID, project_id: UUID, volunteer_id: UUID) -> dict[UUID, str]:
    """For which shifts of a project a person stands by, and how it stands, by shift; for the person or the guardian."""
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
    found = Standby.objects.filter(
        organization_id=organization_id, volunteer_id=volunteer_id, shift__project_id=project_id
    ).exclude(state="withdrawn")
    return dict(found.order_by("shift_id").values_list("shift_id", "state")[:MOST])
