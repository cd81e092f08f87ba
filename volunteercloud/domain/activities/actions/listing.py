"""The public copy of a project's open shifts. Not an action by itself: written by those that publish, plan and cancel."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from volunteercloud.domain.activities.models import Listing, Shift, ShiftState


def write(organization_id: UUID, project_id: UUID) -> int:
    """Make the listing of a project true: every open shift of it, with the words of today. Returns how many."""
    shifts = (
        Shift.objects.filter(organization_id=organization_id, project_id=project_id, state=ShiftState.OPEN)
        .select_related("organization", "post", "activity", "project")
        .order_by("id")
    )
    rows = [_row(shift) for shift in shifts]
    Listing.objects.filter(project_id=project_id).exclude(shift_id__in=[row.shift_id for row in rows]).delete()
    Listing.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["shift_id"],
        update_fields=[column.name for column in Listing._meta.concrete_fields if not column.primary_key],
    )
    return len(rows)


def withdraw(project_id: UUID) -> None:
    Listing.objects.filter(project_id=project_id).delete()


def _row(shift: Shift) -> Listing:
    organization, post, activity, project = shift.organization, shift.post, shift.activity, shift.project
    words = (
        activity.title,
        activity.title_en,
        project.title,
        project.title_en,
        organization.name,
        organization.name_en,
        activity.place,
        activity.place_en,
        post.name,
        post.name_en,
    )
    return Listing(
        shift_id=shift.id,
        organization_id=organization.id,
        organization_name=organization.name,
        organization_name_en=organization.name_en,
        project_id=project.id,
        title=activity.title,
        title_en=activity.title_en,
        post=post.name,
        post_en=post.name_en,
        category=project.category,
        region_code=activity.region_id,
        place=activity.place,
        place_en=activity.place_en,
        latitude=activity.latitude,
        longitude=activity.longitude,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        break_minutes=shift.break_minutes,
        # A submission names its window; without one a shift would recruit until it begins.
        recruits_from=project.recruits_from or date.min,
        recruits_to=project.recruits_to or timezone.localdate(shift.starts_at),
        has_insurance=project.has_insurance,
        has_transport=project.has_transport,
        has_meal=project.has_meal,
        has_kit=project.has_kit,
        minimum_age=post.minimum_age,
        search_text=" ".join(dict.fromkeys(word.lower() for word in words if word)),
    )
