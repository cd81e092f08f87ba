"""What people are matched with: a shift, a need or an opportunity elsewhere, as conditions and wishes see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.needs.models import Frequency, Need
from volunteercloud.domain.search.models import Document, Urgency
from volunteercloud.domain.search.queries import Brief

from . import parts
from .nearness import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """``organization_id`` is whose it is, or who asks on its behalf; ``parts`` are the parts of the week it is in, of which
    ``one_part_is_enough`` for what recurs. What is empty asks for nothing."""

    id: UUID
    kind: str
    organization_id: UUID | None = None
    region_code: str
    category: str = ""
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    qualification: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    point: Point | None = None
    is_remote: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    parts: tuple[int, ...] = ()
    one_part_is_enough: bool = False
    urgency: int = Urgency.NORMAL
    places: int | None = None
    places_left: int | None = None


def of_document(document: Document | Brief) -> Subject:
    """A need that recurs says its weekdays and parts of the day; one of these times is enough."""
    once = parts.between(document.starts_at, document.ends_at)
    return Subject(
        id=document.id,
        kind=document.kind,
        organization_id=document.owner_id,
        region_code=document.region_code,
        category=document.category,
        skills=tuple(document.skills),
        languages=tuple(document.languages),
        qualification=document.qualification,
        minimum_age=document.minimum_age,
        maximum_age=document.maximum_age,
        point=_point(document.latitude, document.longitude),
        is_remote=document.is_remote,
        starts_at=document.starts_at,
        ends_at=document.ends_at,
        parts=once or parts.named(document.weekdays, document.parts_of_day),
        one_part_is_enough=not once,
        urgency=document.urgency,
        places=document.places,
        places_left=document.places_left,
    )


def of_shift(shift: Shift) -> Subject:
    """``shift`` comes with post, activity and project. Places go by the activity, else by the project."""
    activity, post = shift.activity, shift.post
    return Subject(
        id=shift.id,
        kind="shift",
        organization_id=shift.organization_id,
        region_code=activity.region_id,
        category=shift.project.category,
        skills=tuple(post.skills),
        languages=tuple(post.languages),
        qualification=post.qualification,
        minimum_age=post.minimum_age,
        maximum_age=post.maximum_age,
        point=_point(activity.latitude, activity.longitude) or _point(shift.project.latitude, shift.project.longitude),
        is_remote=activity.is_remote,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        parts=parts.between(shift.starts_at, shift.ends_at),
        places=shift.places,
        places_left=shift.places - shift.taken,
    )


def of_need(need: Need, asked_by: UUID | None = None) -> Subject:
    """``asked_by`` is the organization on whose behalf people are looked for: the station's or the one that takes it up."""
    once = parts.between(need.starts_at, need.ends_at) if need.frequency == Frequency.ONCE else ()
    return Subject(
        id=need.id,
        kind="need",
        organization_id=asked_by or need.organization_id or need.station_id,
        region_code=need.region_id or "",
        category=need.category,
        skills=tuple(need.skills),
        languages=tuple(need.languages),
        minimum_age=need.minimum_age,
        point=_point(need.latitude, need.longitude),
        is_remote=need.is_remote,
        starts_at=need.starts_at,
        ends_at=need.ends_at,
        parts=once or parts.weekly(need.weekdays, need.from_minute, need.to_minute),
        one_part_is_enough=not once,
        urgency=need.urgency,
        places=need.people,
    )


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else (latitude, longitude)
