"""Needs in the state that a test begins with, a station, and what comes before and after docking."""

from datetime import datetime, timedelta

from django.db import transaction

from tests.domain.attendance import factories as attendance
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.needs import listing, sealing
from volunteercloud.domain.needs.actions import docking, offering
from volunteercloud.domain.needs.drafts import Details
from volunteercloud.domain.needs.models import WAITING, Need, NeedShift, Offer, Station
from volunteercloud.domain.organizations.models import Organization

ADDRESS = "演示路7号3单元502室"
DETAILS = Details(
    address=ADDRESS,
    latitude=23.1234567,
    longitude=113.1234567,
    contact_name="大雪",
    contact_phone="990 1000 0077",
    person_name="大雪",
    notes="门铃坏了，请敲门。",
)


def need(poster: Actor, at: datetime, *, organization: Organization | None = None, **changes) -> Need:
    """An open need for one person on the day after tomorrow, as moderation leaves it; of a person, or of an organization."""
    starts_at = at + timedelta(days=2)
    values = {
        "id": ids.uuid7(),
        "number": ids.public_code("N", 8),
        "state": "open",
        "poster_kind": "organization" if organization else "person",
        "poster_id": organization.id if organization else poster.id,
        "poster_name": organization.name if organization else poster.label,
        "posted_by": poster.id,
        "title": "陪爷爷去医院复查",
        "title_en": "See a grandfather to hospital",
        "words": "早上陪他坐车去医院，取药后送回家。",
        "category": "elderly",
        "beneficiary": "elderly",
        "about": "myself",
        "region_id": "990101",
        "latitude": 23.12,
        "longitude": 113.12,
        "frequency": "once",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "people": 2,
        "text_key": ids.uuid7(),
        "asked_code": "990101",
        "passes_at": at + timedelta(days=3),
        "expires_at": at + timedelta(days=10),
        "created_at": at,
        "posted_at": at,
        "opened_at": at,
        "changed_at": at,
    }
    with transaction.atomic():
        made = Need.objects.create(**values | changes)
        sealing.keep(made, DETAILS)
        if made.state in WAITING:
            listing.publish(made, at)
    return made


def station(of: Organization, at: datetime, region: str = "990101") -> Station:
    return Station.objects.create(
        id=ids.uuid7(),
        region_id=region,
        organization_id=of.id,
        organization_name=of.name,
        named_by_label="tests",
        since=at,
    )


def of_station(poster: Actor, station_of: Organization, at: datetime, **changes) -> Need:
    """An open need that a station looks after."""
    return need(poster, at, station_id=station_of.id, station_name=station_of.name, **changes)


def chosen(poster: Actor, manager: Actor, organization: Organization, of_need: Need, at: datetime) -> Offer:
    """The organization has offered and was chosen."""
    made = offering.offer(actor=manager, need_id=of_need.id, organization_id=organization.id, words="我们来。", at=at)
    return offering.choose(actor=poster, offer_id=made.id, at=at)


def times(at: datetime, **changes) -> docking.Times:
    starts_at = changes.pop("starts_at", at + timedelta(days=2))
    return docking.Times(**{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2)} | changes)


def dock(manager: Actor, of_need: Need, into: Shift, at: datetime, **changes) -> Need:
    """Docked as a further shift of the activity of a shift that is public."""
    return docking.dock_into_activity(
        **{
            "actor": manager,
            "organization_id": into.organization_id,
            "need_id": of_need.id,
            "activity_id": into.activity_id,
            "times": times(at),
            "at": at,
        }
        | changes
    )


def docked(poster: Actor, manager: Actor, of_need: Need, into: Shift, at: datetime, **changes) -> Need:
    """Offered for, chosen and docked."""
    chosen(poster, manager, into.organization, of_need, at)
    return dock(manager, of_need, into, at, **changes)


def shift_of(of_need: Need) -> Shift:
    """The shift that serves a need."""
    link = NeedShift.objects.get(need_id=of_need.id, released_at__isnull=True)
    return Shift.objects.select_related("organization").get(organization_id=link.organization_id, id=link.shift_id)


def serve(leader: Actor, of_need: Need, volunteer: Actor, at: datetime) -> Shift:
    """Somebody comes to the shift of a need, and the hours are confirmed."""
    shift = shift_of(of_need)
    attendance.serve(shift, volunteer, at)
    attendance.confirm(leader, shift, volunteer)
    return shift
