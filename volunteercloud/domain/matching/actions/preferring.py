"""What suits a person: from where, how far, when, and whether from home."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.matching import keeping, nearness
from volunteercloud.domain.matching.models import FURTHEST_KM, PARTS, Preference
from volunteercloud.domain.search import middles


@dataclass(frozen=True, slots=True, kw_only=True)
class Wished:
    """``parts`` are parts of the week, counted from Monday morning; none mean any time. Without a point the middle of the
    service in the home region is where somebody starts from."""

    reach_km: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    parts: tuple[int, ...] = ()
    remote: bool = True


@transaction.atomic
def set_preference(*, actor: Actor, volunteer_id: UUID, wished: Wished, at: datetime) -> Preference:
    """Say what suits oneself or a child in one's account. The point is kept to about a kilometre.

    Refused for a reach beyond 500 km (`preference.reach`), parts that no week has (`preference.parts`), and a point that is
    none (`preference.point`).
    """
    volunteer = Volunteer.objects.select_for_update(of=("self",)).filter(id=volunteer_id).first()
    if volunteer is None:
        raise NotFound

    if not identity_rules.may_act_for(actor, volunteer_id):
        raise NotFound

    _check(wished)
    point, from_region = nearness.rounded(wished.latitude, wished.longitude), ""
    if point is None and wished.reach_km is not None and volunteer.region_id:
        point, from_region = middles.middle(volunteer.region_id), volunteer.region_id
        point = nearness.rounded(*point) if point else None

    preference, _is_new = Preference.objects.update_or_create(
        volunteer_id=volunteer_id,
        defaults={
            "latitude": point[0] if point else None,
            "longitude": point[1] if point else None,
            "reach_km": wished.reach_km,
            "parts": sorted(set(wished.parts)),
            "from_region": from_region if point else "",
            "remote": wished.remote,
            "changed_at": at,
        },
    )
    keeping.keep([volunteer_id], at)

    audit.record(
        actor,
        "matching.preference_set",
        at=at,
        owner_id=volunteer_id,
        subject=("volunteer", volunteer_id, str(volunteer)),
        facts={"reach_km": wished.reach_km, "parts": len(preference.parts), "remote": wished.remote},
    )
    return preference


def _check(wished: Wished) -> None:
    if wished.reach_km is not None and not 1 <= wished.reach_km <= FURTHEST_KM:
        raise Refused(
            "preference.reach",
            _("The distance has to be between 1 and 500 kilometres."),
            next_step=_("Choose another one, or leave it open."),
            field="reach_km",
        )
    if any(part not in range(PARTS) for part in wished.parts):
        raise Refused(
            "preference.parts",
            _("A week has 21 parts: morning, afternoon and evening of seven days."),
            next_step=_("Tick those that suit you."),
            field="parts",
        )
    latitude, longitude = wished.latitude, wished.longitude
    is_half = (latitude is None) != (longitude is None)
    if is_half or (latitude is not None and longitude is not None and not _is_point(latitude, longitude)):
        raise Refused(
            "preference.point",
            _("This is no place on Earth."),
            next_step=_("Leave the place out; then the middle of the region where you live counts."),
            field="latitude",
        )


def _is_point(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180
