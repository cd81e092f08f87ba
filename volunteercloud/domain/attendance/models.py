from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.organizations.models import Organization


class Direction(models.TextChoices):
    IN = "in"
    OUT = "out"


class Method(models.TextChoices):
    CODE = "code"  # the volunteer scans the activity's rotating code
    PASS = "pass"  # noqa: S105  the leader scans the volunteer's pass
    TICK = "tick"  # the leader ticks the roster
    KIOSK = "kiosk"  # the volunteer finds their own name on the tablet at the door
    SET = "set"  # the leader states the time, with a reason
    CLOSED = "closed"  # nobody checked out: closed at the end of the shift, for the leader to confirm
    HOUR_CODE = "hour"  # an hour code handed out on site was redeemed
    CLAIM = "claim"  # the volunteer claimed it
    LATE = "late"  # the organization entered it afterwards


class Verdict(models.TextChoices):
    """What a person said about a scan; empty where nobody had to."""

    COUNTS = "counts"
    VOID = "void"


class Scan(OrganizationOwned):
    """One check-in or check-out as it was delivered. ``request_id`` is the device's own: a repeated delivery is the same scan.

    ``at`` is by the server's clock. Where a person stands on a shift is folded from their scans (`folding`), whatever the
    order they came in; ``note`` is why, where a leader states a time.
    """

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
    device_id = models.UUIDField(null=True)
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=["", *Verdict.values]), name="scan_verdict"),
            models.CheckConstraint(condition=~Q(method="set") | ~Q(note=""), name="scan_set_why"),
            models.UniqueConstraint(
                fields=["organization", "shift_id", "volunteer_id", "direction"],
                condition=Q(verdict="counts"),
                name="scan_counts_once",
            ),
        ]
        indexes = [models.Index(fields=["organization", "shift_id", "volunteer_id"], name="scan_by_person")]

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
    in_note = models.CharField(max_length=300, blank=True)
    out_at = models.DateTimeField(null=True)
    out_method = models.CharField(max_length=8, choices=Method, blank=True)
    out_actor_id = models.UUIDField(null=True)
    out_actor_name = models.CharField(max_length=300, blank=True)
    out_distance_metres = models.PositiveIntegerField(null=True)
    out_note = models.CharField(max_length=300, blank=True)
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


class Device(OrganizationOwned):
    """A check-in desk: one browser that took one shift's roster along, under an id that it chose for this hand-out.

    Offsets are what its clock was ahead of the server's, in milliseconds: at hand-out, and when it last came back.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    shift_id = models.UUIDField()
    leader_id = models.UUIDField()
    leader_name = models.CharField(max_length=300)
    is_kiosk = models.BooleanField(default=False)
    handed_out_at = models.DateTimeField()
    offset_ms = models.BigIntegerField()
    returned_at = models.DateTimeField(null=True)
    returned_offset_ms = models.BigIntegerField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_name = models.CharField(max_length=300, blank=True)

    shift = models.ForeignObject(
        Shift,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_offset_ms__isnull=True)
                | Q(returned_at__isnull=False, returned_offset_ms__isnull=False),
                name="device_returned",
            )
        ]
        indexes = [models.Index(fields=["organization", "shift_id", "id"], name="device_by_shift")]

    def __str__(self) -> str:
        return f"{self.leader_name} {self.handed_out_at:%Y-%m-%d %H:%M}"


class Reason(models.TextChoices):
    """Why a scan waits for a person. The first thirteen keep it from counting, the last two go with scans that were kept."""

    REVOKED = "revoked"  # the device was called back before this came
    CLOCK = "clock"  # the device's clock was changed in between, or says a time to come
    LATE = "late"  # came too long after it was scanned
    LEADER = "leader"  # whoever scanned did not lead the shift at that time
    PASS_FORGED = "pass_forged"  # noqa: S105  no secret
    PASS_OLD = "pass_old"  # noqa: S105  no secret
    UNKNOWN = "unknown"  # nobody has this number
    OWN = "own"  # the leader's own pass or name
    NOT_ON_ROSTER = "not_on_roster"
    WRONG_SHIFT = "wrong_shift"  # expected at another place at that time
    NOT_SETTLED = "not_settled"  # a place is held, but not approved or not accepted yet
    WINDOW = "window"  # before check-in opens, after the shift, or after check-out closed
    CONFIRMED = "confirmed"  # the attendance has become a record already
    ID_REUSED = "id_reused"  # the id belongs to another scan
    CONTRADICTION = "contradiction"  # another scan of the same person says otherwise
    OVERLAP = "overlap"  # the person was at another shift at that time


class ConflictState(models.TextChoices):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    SETTLED = "settled"  # by scans that came later


class Conflict(OrganizationOwned):
    """A scan that a person has to decide about, as the device told it. Nothing that a device delivers is dropped.

    ``id`` is the scan's own, but where that id is another scan's (`Reason.ID_REUSED`). ``at`` is the time it would count
    with, ``other_at`` the other candidate where the device's clock was changed.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    shift_id = models.UUIDField()
    device_id = models.UUIDField(null=True)
    volunteer_id = models.UUIDField(null=True)
    who = models.CharField(max_length=300, blank=True)
    direction = models.CharField(max_length=3, choices=Direction)
    method = models.CharField(max_length=8, choices=Method)
    device_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    other_at = models.DateTimeField(null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=300)
    reason = models.CharField(max_length=14, choices=Reason)
    facts = models.JSONField(default=dict)
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ConflictState, default=ConflictState.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)

    shift = models.ForeignObject(
        Shift,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ConflictState.values, reason__in=Reason.values), name="conflict_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "dismissed"])
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(note=""),
                name="conflict_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(volunteer_id__isnull=True) | ~Q(decided_by=F("volunteer_id")),
                name="conflict_not_own",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "shift_id", "id"], name="conflict_by_shift"),
            models.Index(fields=["organization", "arrived_at", "id"], name="conflict_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.state}"
