from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.domain.activities.models import SignUp
from volunteercloud.domain.organizations.models import Organization


class Direction(models.TextChoices):
    IN = "in"
    OUT = "out"


class Method(models.TextChoices):
    CODE = "code"  # the volunteer scans the activity's rotating code
    PASS = "pass"  # noqa: S105  the leader scans the volunteer's pass
    TICK = "tick"  # the leader ticks the roster
    CLOSED = "closed"  # nobody checked out: closed at the end of the shift, for the leader to confirm
    HOUR_CODE = "hour"  # an hour code handed out on site was redeemed
    CLAIM = "claim"  # the volunteer claimed it
    LATE = "late"  # the organization entered it afterwards


class Scan(OrganizationOwned):
    """One check-in or check-out as it was delivered. ``request_id`` is the device's own: a repeated delivery is the same scan."""

    pk = models.CompositePrimaryKey("organization_id", "request_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    request_id = models.UUIDField()
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    direction = models.CharField(max_length=3, choices=Direction)
    method = models.CharField(max_length=8, choices=Method)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=300)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    distance_metres = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "shift_id", "at"], name="scan_by_shift")]

    def __str__(self) -> str:
        return f"{self.direction} {self.at:%H:%M} {self.method}"


class AttendanceState(models.TextChoices):
    PRESENT = "present"
    LEFT = "left"
    CONFIRMED = "confirmed"
    ABSENT = "absent"


class Attendance(OrganizationOwned):
    """Where one person on one shift's roster stands. Only a person on the roster can be here: the database refuses others."""

    pk = models.CompositePrimaryKey("organization_id", "shift_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=AttendanceState)
    in_at = models.DateTimeField(null=True)
    in_method = models.CharField(max_length=8, choices=Method, blank=True)
    in_actor_id = models.UUIDField(null=True)
    in_actor_name = models.CharField(max_length=300, blank=True)
    in_distance_metres = models.PositiveIntegerField(null=True)
    out_at = models.DateTimeField(null=True)
    out_method = models.CharField(max_length=8, choices=Method, blank=True)
    out_actor_id = models.UUIDField(null=True)
    out_actor_name = models.CharField(max_length=300, blank=True)
    out_distance_metres = models.PositiveIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    confirmed_by_name = models.CharField(max_length=300, blank=True)
    record_id = models.UUIDField(null=True)

    sign_up = models.ForeignObject(
        SignUp,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id", "volunteer_id"],
        to_fields=["organization_id", "shift_id", "volunteer_id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(out_at__isnull=True) | Q(out_at__gt=F("in_at")), name="attendance_out_after_in"
            ),
            models.CheckConstraint(
                condition=Q(state="absent", in_at__isnull=True, out_at__isnull=True)
                | Q(state="present", in_at__isnull=False, out_at__isnull=True)
                | Q(state__in=["left", "confirmed"], in_at__isnull=False, out_at__isnull=False),
                name="attendance_state_told",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False, record_id__isnull=False),
                name="attendance_confirmed_by",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("volunteer_id")), name="attendance_not_own"
            ),
        ]

    def __str__(self) -> str:
        return self.state
