"""Keeping the copies of those who agreed to be found: written, or taken away, from what stands in the areas below."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from volunteercloud.core.reading import among
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.consents import Purpose as ConsentPurpose
from volunteercloud.domain.identity.models import Consent, Qualification, Volunteer
from volunteercloud.domain.members.models import Membership
from volunteercloud.domain.members.models import State as MemberState
from volunteercloud.domain.records.models import COUNTED, RecordHead
from volunteercloud.domain.search import middles

from . import marks, nearness, people
from .models import Asked, Closed, Findable, Preference

ASKED_DAYS = 30
WRITTEN = [column.name for column in Findable._meta.concrete_fields if not column.primary_key]

Listed = dict[UUID, list[str]]


def keep(volunteer_ids: Collection[UUID], at: datetime) -> int:
    """Write the copies of these people as they should be now, and delete those of whoever is not to be found: without the
    consent, without a proved real name, under age, in a guardian's account, or registered twice and not the one kept.

    Ten statements for any number of people. Returns how many are kept.
    """
    ids = list(dict.fromkeys(volunteer_ids))
    found = _to_be_found(ids, timezone.localdate(at))
    gone = [each for each in ids if each not in found]
    if gone:
        forget(gone)
    if found:
        rows = _rows(found, at)
        Findable.objects.bulk_create(rows, update_conflicts=True, unique_fields=["volunteer_id"], update_fields=WRITTEN)
    return len(found)


def start_from_home(volunteer_ids: Collection[UUID], at: datetime) -> int:
    """Who goes out from the middle of the region where they live, and moved, goes out from the new one. Returns how many."""
    moved = Preference.objects.filter(volunteer_id__in=among(volunteer_ids)).exclude(from_region="")
    rows = list(
        moved.exclude(volunteer__region_id=F("from_region")).select_related("volunteer").order_by("volunteer_id")
    )
    points = {code: middles.middle(code) for code in {row.volunteer.region_id or "" for row in rows} if code}
    for row in rows:
        region_code = row.volunteer.region_id or ""
        point = points.get(region_code)
        row.latitude, row.longitude = (nearness.rounded(*point) or (None, None)) if point else (None, None)
        row.from_region, row.changed_at = region_code if point else "", at
    Preference.objects.bulk_update(rows, ["latitude", "longitude", "from_region", "changed_at"])
    return len(rows)


def forget(volunteer_ids: Collection[UUID]) -> None:
    Findable.objects.filter(volunteer_id__in=among(volunteer_ids)).delete()


def _to_be_found(ids: list[UUID], today: date) -> dict[UUID, Volunteer]:
    consenting = Consent.objects.filter(
        volunteer_id__in=among(ids), purpose=ConsentPurpose.FOUND, withdrawn_at__isnull=True
    )
    agreed = list(consenting.values_list("volunteer_id", flat=True))
    rows = Volunteer.objects.filter(
        id__in=among(agreed),
        merged_into_id__isnull=True,
        guardian_id__isnull=True,
        birth_on__isnull=False,
        real_name_level__gte=identity_rules.REAL_NAME,
    )
    return {
        row.id: row
        for row in rows.order_by("id")
        if row.birth_on and identity_rules.age_on(row.birth_on, today) >= identity_rules.ADULT_AGE
    }


def _rows(found: dict[UUID, Volunteer], at: datetime) -> list[Findable]:
    ids = list(found)
    preferences = {row.volunteer_id: row for row in Preference.objects.filter(volunteer_id__in=among(ids))}
    qualifications = _qualifications(ids, timezone.localdate(at))
    served = _served(ids, at)
    members = _pairs(Membership.objects.filter(volunteer_id__in=among(ids), state=MemberState.ACTIVE))
    closed = _pairs(Closed.objects.filter(volunteer_id__in=among(ids)))
    asked = _asked(ids, at)
    rows = []
    for volunteer in found.values():
        kinds, organizations = served.get(volunteer.id, ([], []))
        row = Findable(
            volunteer_id=volunteer.id,
            number=volunteer.number,
            region_code=volunteer.region_id or "",
            birth_on=volunteer.birth_on,
            real_name_level=volunteer.real_name_level,
            skills=volunteer.skills,
            languages=volunteer.languages,
            categories=volunteer.categories,
            qualifications=qualifications.get(volunteer.id, []),
            served_categories=kinds,
            served_with=organizations,
            member_of=members.get(volunteer.id, []),
            closed_to=closed.get(volunteer.id, []),
            kept_at=at,
        )
        row.marks = marks.of(row.volunteer_id, row.region_code, row.skills, row.languages, row.categories)
        row.asked, row.asked_at = asked.get(volunteer.id, (0, None))
        _add_preference(row, preferences.get(volunteer.id))
        rows.append(row)
    return rows


def _add_preference(row: Findable, preference: Preference | None) -> None:
    if preference is not None:
        row.latitude, row.longitude = preference.latitude, preference.longitude
        row.reach_km, row.parts, row.remote = preference.reach_km, preference.parts, preference.remote


def _qualifications(ids: list[UUID], today: date) -> Listed:
    standing = Qualification.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        volunteer_id__in=among(ids),
        valid_from__lte=today,
        withdrawn_at__isnull=True,
    )
    found: Listed = {}
    for volunteer_id, name in standing.order_by("volunteer_id", "name", "id").values_list("volunteer_id", "name"):
        found.setdefault(volunteer_id, []).append(name)
    return found


def _served(ids: list[UUID], at: datetime) -> dict[UUID, tuple[list[str], list[UUID]]]:
    """Kinds of service and organizations of the last three years, as `people.history` has them of one person."""
    since = timezone.localdate(at - people.LOOKED_BACK)
    heads = RecordHead.objects.filter(COUNTED, volunteer_id__in=among(ids), day__gte=since)
    rows = heads.filter(record__day__gte=since).values_list("volunteer_id", "organization_id", "record__category")
    found: dict[UUID, tuple[list[str], list[UUID]]] = {}
    for volunteer_id, organization_id, category in rows.distinct().order_by(
        "volunteer_id", "organization_id", "record__category"
    ):
        kinds, organizations = found.setdefault(volunteer_id, ([], []))
        if category and category not in kinds:
            kinds.append(category)
        if organization_id not in organizations:
            organizations.append(organization_id)
    return found


def _pairs(rows: QuerySet[Any]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for volunteer_id, organization_id in rows.order_by("volunteer_id", "organization_id").values_list(
        "volunteer_id", "organization_id"
    ):
        found.setdefault(volunteer_id, []).append(organization_id)
    return found


def _asked(ids: list[UUID], at: datetime) -> dict[UUID, tuple[int, datetime]]:
    """How often people were asked lately, and when last."""
    lately = Asked.objects.filter(volunteer_id__in=among(ids), asked_at__gt=at - timedelta(days=ASKED_DAYS))
    rows = lately.values_list("volunteer_id").annotate(number=Count("asked_at"), last=Max("asked_at"))
    return {volunteer_id: (number, last) for volunteer_id, number, last in rows.order_by("volunteer_id")}
