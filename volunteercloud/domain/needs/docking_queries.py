"""Reading offers, what was taken up and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor

from .models import Need, NeedShift, Offer, Pairing

PAGE = 20

Cursor = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Results:
    """What an organization did with needs. ``rating`` is the mean of 1 to 5, None below five ratings."""

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


def may_choose(viewer: Actor, need: Need) -> bool:
    """Its poster, a manager of its station, an officer of its region with the right to needs."""
    raise NotImplementedError


def offers(viewer: Actor, need_id: UUID) -> list[Offer]:
    """Everybody who offered, those that wait first; for whoever may choose."""
    raise NotImplementedError


def my_offers(viewer: Actor, volunteer_id: UUID | None = None) -> list[Offer]:
    """What a volunteer offered, with the needs, newest first."""
    raise NotImplementedError


def of_station(viewer: Actor, organization_id: UUID, part: str, after: Cursor | None = None) -> list[Need]:
    """Needs that a station looks after, a page and one more. Parts: moderate, open, offered, taken_up, contested, over."""
    raise NotImplementedError


def of_organization(viewer: Actor, organization_id: UUID, part: str, after: Cursor | None = None) -> list[Need]:
    """Needs an organization offered for or took up, a page and one more. Parts: offered, to_dock, docked, done, over."""
    raise NotImplementedError


def visits(viewer: Actor, need_id: UUID) -> list[Visit]:
    """The shifts that serve a need, in order; for its poster, its station and the organization."""
    raise NotImplementedError


def need_of_shift(organization_id: UUID, shift_id: UUID) -> NeedShift | None:
    """Which need a shift serves: for its roster."""
    raise NotImplementedError


def readers(viewer: Actor, need_id: UUID) -> list[Reader]:
    """Who looked at the address, the latest first; for the poster."""
    raise NotImplementedError


def pairings(viewer: Actor, organization_id: UUID, after: Cursor | None = None) -> list[Pairing]:
    """Twin help of an organization, what goes on first."""
    raise NotImplementedError


def pairing(viewer: Actor, organization_id: UUID, pairing_id: UUID) -> Pairing:
    """One of them, for its managers."""
    raise NotImplementedError


def filled(viewer: Actor, organization_id: UUID, need_id: UUID, now: datetime) -> Filled:
    """What the pages of docking are filled in with; for managers of the organization that takes the need up."""
    raise NotImplementedError


def organization_results(organization_id: UUID) -> Results:
    """What everybody may know of an organization: needs answered, confirmed, and how satisfied posters were."""
    raise NotImplementedError
