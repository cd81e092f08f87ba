"""Reading offers, what was taken up and what came of it. Of organizations by their id; needs are kept everywhere."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities.models import Shift, ShiftState
from volunteercloud.domain.audit import queries as audit_queries
from volunteercloud.domain.identity import finding
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules

from . import docking_rules, filling, rules
from . import visits as serving
from .models import MET, WAITING, Need, NeedShift, Offer, OfferState, Pairing, State, Step, What

PAGE = 20
MOST_OFFERS = 200
MOST_VISITS = 500
MOST_COUNTED = 100  # more are "99+"
FEWEST_RATINGS = 5

Cursor = tuple[datetime, UUID]

UNDER_WAY = (State.DOCKED, State.RUNNING)
OVER = (State.REJECTED, State.WITHDRAWN, State.EXPIRED, State.UNMET)
CONTESTED = Step.objects.filter(what=What.CONTESTED).values("need_id")
STATION_PARTS = {
    "moderate": Q(state=State.MODERATION),
    "open": Q(state=State.OPEN),
    "offered": Q(state=State.OFFERED),
    "taken_up": Q(state__in=UNDER_WAY),
    "contested": Q(state__in=(*WAITING, *UNDER_WAY), id__in=CONTESTED),
    "over": Q(state__in=(State.DONE, *MET, *OVER)),
}
ORGANIZATION_PARTS = {
    "to_dock": Q(state=State.OFFERED),
    "docked": Q(state__in=UNDER_WAY),
    "done": Q(state__in=(State.DONE, *MET)),
    "over": Q(state__in=OVER),
}
# What waits for somebody stands there in the order in which it began to; what is over, the last first.
LATEST_FIRST = frozenset({"over", "done"})


@dataclass(frozen=True, slots=True)
class Results:
    """What an organization did with needs: ``answered`` were taken up, ``met`` served, ``confirmed`` by their posters.
    ``rating`` is the mean of 1 to 5, None below five ratings."""

    answered: int
    met: int
    confirmed: int
    rated: int
    rating: float | None


@dataclass(frozen=True, slots=True)
class Visit:
    """A shift that serves a need: ``state`` is to_come, running, over (hours wait), counted or called_off."""

    organization_id: UUID
    shift_id: UUID
    project_id: UUID
    starts_at: datetime
    ends_at: datetime
    places: int
    taken: int
    state: str
    served_people: int
    served_minutes: int


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looked at the address; ``role`` is station, organization, leader or volunteer."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Filled:
    """What docking begins with, from what the need says. Times are None where it names none that is to come."""

    title: str
    title_en: str
    duties: str
    skills: list[str]
    languages: list[str]
    minimum_age: int | None
    places: int
    place: str
    place_en: str
    risks: str
    starts_at: datetime | None
    ends_at: datetime | None


# Offers


def may_choose(viewer: Actor, need: Need) -> bool:
    """Its poster, a manager of its station, an officer of its region with the right to needs."""
    return docking_rules.may_choose(viewer, need)


def offers(viewer: Actor, need_id: UUID) -> list[Offer]:
    """Everybody who offered, chosen ones first, then those that wait, in their order; for whoever may choose."""
    need = _need(need_id)
    if not docking_rules.may_choose(viewer, need):
        raise NotFound
    order = Case(When(state=OfferState.CHOSEN, then=0), When(state=OfferState.WAITING, then=1), default=2)
    return list(Offer.objects.filter(need=need).order_by(order, "offered_at", "id")[:MOST_OFFERS])


def volunteers_by_offer(viewer: Actor, need_id: UUID) -> dict[UUID, finding.Person]:
    """Who the volunteers are that offer, by offer: for the station, which puts them on a roster. Others see them masked."""
    need = _need(need_id)
    if not rules.is_station(viewer, need):
        raise NotFound
    standing = Offer.objects.filter(
        need=need, volunteer_id__isnull=False, state__in=[OfferState.WAITING, OfferState.CHOSEN]
    )
    by_offer = dict(standing.order_by("id").values_list("id", "volunteer_id")[:MOST_OFFERS])
    people = finding.by_id([volunteer_id for volunteer_id in by_offer.values() if volunteer_id])
    return {offer_id: people[who] for offer_id, who in by_offer.items() if who in people}


def my_offers(viewer: Actor, volunteer_id: UUID | None = None, after: Cursor | None = None) -> list[Offer]:
    """What a volunteer offered, with the needs, the latest first: a page and one more."""
    person_id = volunteer_id or viewer.person_id
    if not identity_rules.may_act_for(viewer, person_id):
        raise NotFound
    found = Offer.objects.filter(volunteer_id=person_id).select_related("need__region")
    if after:
        found = found.filter(TupleLessThan(Tuple("offered_at", "id"), after))
    return list(found.order_by("-offered_at", "-id")[: PAGE + 1])


def standing_offer(viewer: Actor, need_id: UUID, organization_id: UUID | None = None) -> Offer | None:
    """The offer of an organization of the viewer's, or the viewer's own, that waits or was chosen."""
    whose = {"organization_id": organization_id} if organization_id else {"volunteer_id": viewer.person_id}
    if organization_id and not organization_rules.can_manage(viewer, organization_id):
        raise NotFound
    standing = Offer.objects.filter(need_id=need_id, state__in=[OfferState.WAITING, OfferState.CHOSEN], **whose)
    return standing.first()


# Lists of stations and organizations


def of_station(viewer: Actor, organization_id: UUID, part: str, after: Cursor | None = None) -> list[Need]:
    """Needs that a station looks after, a page and one more. Parts: moderate, open, offered, taken_up, contested, over."""
    _check_manages(viewer, organization_id)
    found = Need.objects.filter(STATION_PARTS[part], station_id=organization_id)
    return _page(found, part, after)


def of_organization(viewer: Actor, organization_id: UUID, part: str, after: Cursor | None = None) -> list[Need]:
    """Needs an organization offered for or took up, a page and one more. Parts: offered, to_dock, docked, done, over."""
    _check_manages(viewer, organization_id)
    return _page(_of_organization(organization_id, part), part, after)


def waiting(viewer: Actor, organization_id: UUID) -> dict[str, int]:
    """How much waits for an organization in each part, at most a hundred: what it has to dock, and, as a station, what it
    has to moderate, to choose and to look at again. One statement."""
    _check_manages(viewer, organization_id)
    station = Need.objects.filter(station_id=organization_id)
    counted = {"to_dock": _of_organization(organization_id, "to_dock")} | {
        part: station.filter(STATION_PARTS[part]) for part in ("moderate", "offered", "contested")
    }
    counted["offered"] = counted["offered"].filter(organization_id__isnull=True)
    parts = [
        found.annotate(of=Value(part)).order_by().values_list("of")[:MOST_COUNTED] for part, found in counted.items()
    ]
    number = Counter(part for (part,) in parts[0].union(*parts[1:], all=True))
    return {part: number[part] for part in counted}


def _of_organization(organization_id: UUID, part: str) -> QuerySet[Need]:
    if part == "offered":
        waiting = Offer.objects.filter(organization_id=organization_id, state=OfferState.WAITING)
        return Need.objects.filter(state__in=WAITING, id__in=waiting.values("need_id"))
    return Need.objects.filter(ORGANIZATION_PARTS[part], organization_id=organization_id)


def _page(found: QuerySet[Need], part: str, after: Cursor | None) -> list[Need]:
    key = Tuple("changed_at", "id")
    if part in LATEST_FIRST:
        found = found.filter(TupleLessThan(key, after)) if after else found
        return list(found.select_related("region").order_by("-changed_at", "-id")[: PAGE + 1])
    found = found.filter(TupleGreaterThan(key, after)) if after else found
    return list(found.select_related("region").order_by("changed_at", "id")[: PAGE + 1])


# What came of a need


def visits(
    viewer: Actor, need_id: UUID, *, organization_id: UUID | None = None, now: datetime | None = None
) -> list[Visit]:
    """The shifts that serve a need as they stand at this moment, in order; for its poster, its station, its officers and the
    organization, whose shifts of an earlier time are found by ``organization_id``. Two statements."""
    need = _need(need_id)
    of = organization_id or need.organization_id
    if of is None:
        return []
    is_public_to_them = need.organization_id == of and docking_rules.may_choose(viewer, need)
    if not is_public_to_them and not organization_rules.can_look_on(viewer, of):
        raise NotFound
    links = NeedShift.objects.filter(organization_id=of, need_id=need_id).order_by("ends_at", "shift_id")
    found = serving.linked(list(links[:MOST_VISITS]))
    moment = now or timezone.now()
    return [_visit(one.link, one.shift, moment) for one in found if one.shift]


def need_of_shift(organization_id: UUID, shift_id: UUID) -> Need | None:
    """The need that a shift serves, for its roster and for who is on it; what is sealed of it `opening` opens."""
    link = NeedShift.objects.filter(
        organization_id=organization_id, shift_id=shift_id, released_at__isnull=True
    ).first()
    return Need.objects.select_related("region").filter(id=link.need_id).first() if link else None


def readers(viewer: Actor, need_id: UUID) -> list[Reader]:
    """Who looked at the address, the latest first; for the poster."""
    need = _need(need_id)
    if not rules.is_poster(viewer, need):
        raise NotFound
    wanted = audit_queries.Filter(owner_id=need.poster_id, subject_id=need_id, names=("needs.details_opened",))
    return [Reader(entry.actor_label, entry.facts["role"], entry.at) for entry in audit_queries.entries(wanted)]


def _visit(link: NeedShift, shift: Shift, now: datetime) -> Visit:
    return Visit(
        link.organization_id,
        link.shift_id,
        shift.project_id,
        shift.starts_at,
        shift.ends_at,
        shift.places,
        shift.taken,
        _state_of(link, shift, now),
        link.served_people,
        link.served_minutes,
    )


def _state_of(link: NeedShift, shift: Shift, now: datetime) -> str:
    if shift.state == ShiftState.CANCELLED or (link.released_at and not link.counted_at):
        return "called_off"
    if link.counted_at:
        return "counted"
    if shift.ends_at <= now:
        return "over"
    return "running" if shift.starts_at <= now else "to_come"


# Twin help


def pairings(viewer: Actor, organization_id: UUID, after: Cursor | None = None) -> list[Pairing]:
    """Twin help of an organization, the latest begun first: a page and one more; for its managers."""
    _check_manages(viewer, organization_id)
    found = Pairing.objects.filter(organization_id=organization_id)
    if after:
        found = found.filter(TupleLessThan(Tuple("since", "id"), after))
    return list(found.order_by("-since", "-id")[: PAGE + 1])


def pairing(viewer: Actor, organization_id: UUID, pairing_id: UUID) -> Pairing:
    """One of them, for its managers."""
    _check_manages(viewer, organization_id)
    found = Pairing.objects.filter(organization_id=organization_id, id=pairing_id).first()
    if found is None:
        raise NotFound
    return found


# For docking, and for everybody


def filled(viewer: Actor, organization_id: UUID, need_id: UUID, now: datetime) -> Filled:
    """What the pages of docking are filled in with, for who manages the organization: nothing of what is sealed."""
    need = _need(need_id)
    if organization_queries.duty(viewer.id, organization_id) is None or not rules.may_see(viewer, need):
        raise NotFound
    place, place_en = filling.place_of(need)
    times = filling.times_of(need, now) or (None, None)
    return Filled(
        need.title,
        need.title_en,
        need.words,
        list(need.skills),
        list(need.languages),
        need.minimum_age,
        need.people,
        place,
        place_en,
        need.safety,
        *times,
    )


def organization_results(organization_id: UUID) -> Results:
    """What everybody may know of an organization: needs answered, confirmed, and how satisfied posters were. One statement."""
    taken_up = Need.objects.filter(organization_id=organization_id, docked_at__isnull=False)
    found = taken_up.aggregate(
        answered=Count("id"),
        met=Count("id", filter=Q(state__in=(State.DONE, *MET))),
        confirmed=Count("id", filter=Q(confirmed_at__isnull=False)),
        rated=Count("rating"),
        stars=Sum("rating", default=0),
    )
    stars = found.pop("stars")
    return Results(**found, rating=stars / found["rated"] if found["rated"] >= FEWEST_RATINGS else None)


def _need(need_id: UUID) -> Need:
    found = Need.objects.select_related("region").filter(id=need_id).first()
    if found is None:
        raise NotFound
    return found


def _check_manages(viewer: Actor, organization_id: UUID) -> None:
    if not organization_rules.can_manage(viewer, organization_id):
        raise NotFound
