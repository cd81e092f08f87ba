"""A person as conditions and wishes see one: the profile, what they said suits them, and where they have served."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from volunteercloud.core.errors import NotFound
from volunteercloud.domain.activities import fitting
from volunteercloud.domain.identity.models import Qualification, Volunteer
from volunteercloud.domain.members.models import Membership
from volunteercloud.domain.members.models import State as MemberState
from volunteercloud.domain.records.models import COUNTED, RecordHead

from .models import Preference
from .nearness import Point

LOOKED_BACK = timedelta(days=3 * 365)  # service further back says little of what somebody likes today
MOST_SERVED = 100
MOST_MEMBERSHIPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``served`` are the kinds of service given, ``served_with`` the organizations, ``member_of`` those they belong to."""

    volunteer_id: UUID
    number: str = ""
    region_code: str = ""
    birth_on: date | None = None
    real_name_level: int = 0
    in_guardian_account: bool = False
    has_guardian_consent: bool = False
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    qualifications: frozenset[str] = frozenset()
    served: frozenset[str] = frozenset()
    served_with: frozenset[UUID] = frozenset()
    member_of: frozenset[UUID] = frozenset()
    point: Point | None = None
    reach_km: int | None = None
    parts: frozenset[int] = frozenset()
    remote: bool = True

    @property
    def is_new(self) -> bool:
        return not self.served_with


def of(volunteer_id: UUID, now: datetime) -> Person:
    """One person, for whoever the caller lets ask. Five statements, six for minors. Raises `NotFound`."""
    volunteer = Volunteer.objects.filter(id=volunteer_id).first()
    if volunteer is None:
        raise NotFound
    preference = Preference.objects.filter(volunteer_id=volunteer_id).first()
    return _person(volunteer, preference, volunteer_id in fitting.consented([volunteer], now), now)


def _person(volunteer: Volunteer, preference: Preference | None, has_consent: bool, now: datetime) -> Person:
    served, served_with = history(volunteer.id, now)
    return Person(
        volunteer_id=volunteer.id,
        number=volunteer.number,
        region_code=volunteer.region_id or "",
        birth_on=volunteer.birth_on,
        real_name_level=volunteer.real_name_level,
        in_guardian_account=volunteer.guardian_id is not None,
        has_guardian_consent=has_consent,
        skills=frozenset(volunteer.skills),
        languages=frozenset(volunteer.languages),
        categories=frozenset(volunteer.categories),
        qualifications=frozenset(standing_qualifications(volunteer.id, timezone.localdate(now))),
        served=frozenset(served),
        served_with=frozenset(served_with),
        member_of=frozenset(memberships(volunteer.id)),
        point=point_of(preference),
        reach_km=preference.reach_km if preference else None,
        parts=frozenset(preference.parts) if preference else frozenset(),
        remote=preference.remote if preference else True,
    )


def point_of(preference: Preference | None) -> Point | None:
    if preference is None or preference.latitude is None or preference.longitude is None:
        return None
    return preference.latitude, preference.longitude


def standing_qualifications(volunteer_id: UUID, day: date) -> list[str]:
    """The names of what a person states to hold on a day, in their order."""
    stated = Qualification.objects.filter(volunteer_id=volunteer_id, valid_from__lte=day, withdrawn_at__isnull=True)
    rows = stated.order_by("name", "id").values_list("name", "valid_to")
    return [name for name, valid_to in rows if valid_to is None or valid_to >= day]


def history(volunteer_id: UUID, now: datetime) -> tuple[list[str], list[UUID]]:
    """The kinds of service that a person gave within three years, and the organizations they gave it with."""
    since = timezone.localdate(now - LOOKED_BACK)
    heads = RecordHead.objects.filter(COUNTED, volunteer_id=volunteer_id, day__gte=since)
    pairs = list(
        heads.filter(record__day__gte=since)
        .order_by("organization_id", "record__category")
        .values_list("organization_id", "record__category")
        .distinct()[:MOST_SERVED]
    )
    return sorted({category for _of, category in pairs if category}), list(dict.fromkeys(of for of, _kind in pairs))


def memberships(volunteer_id: UUID) -> list[UUID]:
    """The organizations that a person is a member of."""
    standing = Membership.objects.filter(volunteer_id=volunteer_id, state=MemberState.ACTIVE)
    return list(standing.order_by("organization_id").values_list("organization_id", flat=True)[:MOST_MEMBERSHIPS])
