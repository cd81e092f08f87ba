from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.projects.models import Project
from volunteercloud.domain.records.models import Kind
from volunteercloud.domain.regions.models import Region

from .recurring import Pause as Pause
from .recurring import PublicDay as PublicDay
from .recurring import PublicDayKind as PublicDayKind
from .recurring import Series as Series
from .recurring import SeriesDay as SeriesDay
from .recurring import SeriesSlot as SeriesSlot
from .stand_ins import Absence as Absence
from .stand_ins import AbsenceKind as AbsenceKind
from .stand_ins import Cover as Cover
from .stand_ins import CoverAsk as CoverAsk
from .stand_ins import Standby as Standby


class Activity(OrganizationOwned):
    """One undertaking of a project at one place: what its posts and shifts belong to. ``is_accessible``: a wheelchair gets
    everywhere it is."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    project_id = models.UUIDField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    place = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_remote = models.BooleanField(default=False)
    is_accessible = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    project = models.ForeignObject(
        Project,
        models.DO_NOTHING,
        from_fields=["organization_id", "project_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        indexes = [models.Index(fields=["organization", "project_id"], name="activity_by_project")]

    def __str__(self) -> str:
        return self.title


class Post(OrganizationOwned):
    """What one does and what it takes. Empty lists and nulls ask for nothing.

    Limits are of one person: shifts in a row are those with less than `limits.IN_A_ROW` between them, and rest stands
    between two rows. Who attends a meeting is kept on the roster, and no record comes of it.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    activity_id = models.UUIDField()
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200, blank=True)
    duties = models.CharField(max_length=1000, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    qualification = models.CharField(max_length=100, blank=True)
    needs_approval = models.BooleanField(default=False)
    time_kind = models.CharField(max_length=12, choices=Kind, default=Kind.SERVICE)
    is_meeting = models.BooleanField(default=False)
    cover_needs_approval = models.BooleanField(default=False)
    most_shifts_in_row = models.PositiveSmallIntegerField(null=True)
    most_minutes_in_row = models.PositiveSmallIntegerField(null=True)
    rest_minutes = models.PositiveSmallIntegerField(null=True)
    most_shifts_a_week = models.PositiveSmallIntegerField(null=True)
    most_shifts = models.PositiveSmallIntegerField(null=True)

    activity = models.ForeignObject(
        Activity,
        models.DO_NOTHING,
        from_fields=["organization_id", "activity_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(maximum_age__gte=F("minimum_age")), name="post_age_order"),
            models.CheckConstraint(condition=Q(time_kind__in=Kind.values), name="post_time_kind"),
            models.CheckConstraint(
                condition=~Q(most_shifts_in_row=0)
                & ~Q(most_minutes_in_row=0)
                & ~Q(most_shifts_a_week=0)
                & ~Q(most_shifts=0),
                name="post_limits_allow_one",
            ),
        ]
        indexes = [models.Index(fields=["organization", "activity_id"], name="post_by_activity")]

    def __str__(self) -> str:
        return self.name


class ShiftState(models.TextChoices):
    OPEN = "open"
    CANCELLED = "cancelled"


class Shift(OrganizationOwned):
    """A time with places. ``taken`` counts people who hold a place; ``queued`` how many ever joined the waiting list.
    ``is_heard`` says where `queries.shift` read it whether any webhook listens to the organization."""

    is_heard: bool

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    project_id = models.UUIDField()
    activity_id = models.UUIDField()
    post_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    queued = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ShiftState, default=ShiftState.OPEN)

    post = models.ForeignObject(
        Post,
        models.DO_NOTHING,
        from_fields=["organization_id", "post_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )
    activity = models.ForeignObject(
        Activity,
        models.DO_NOTHING,
        from_fields=["organization_id", "activity_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )
    project = models.ForeignObject(
        Project,
        models.DO_NOTHING,
        from_fields=["organization_id", "project_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="shift_not_oversold"),
            models.CheckConstraint(condition=Q(state__in=ShiftState.values, places__gte=1), name="shift_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="shift_by_start"),
            models.Index(fields=["ends_at", "id"], name="shift_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class SignUpState(models.TextChoices):
    REQUESTED = "requested"  # holds a place, waits for the coordinator's approval
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"  # a place came free and is held until ``offered_until``
    CANCELLED = "cancelled"  # by the volunteer
    DECLINED = "declined"  # by the coordinator
    EXPIRED = "expired"  # the offer was not taken up in time


HOLDING = (SignUpState.REQUESTED, SignUpState.CONFIRMED, SignUpState.OFFERED)
STANDING = (*HOLDING, SignUpState.WAITING)


class SignUp(OrganizationOwned):
    """A person on a shift, once. The roster needs no other table: name and number are copied.

    Who did not sign up but was added by the organization carries who did so and why; that stays visible.
    """

    pk = models.CompositePrimaryKey("organization_id", "shift_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=SignUpState)
    volunteer_name = models.CharField(max_length=300)
    volunteer_number = models.CharField(max_length=20)
    queue_position = models.PositiveIntegerField(null=True)
    offered_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    added_by = models.UUIDField(null=True)
    added_by_name = models.CharField(max_length=300, blank=True)
    added_reason = models.CharField(max_length=300, blank=True)
    signed_up_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    shift = models.ForeignObject(
        Shift,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SignUpState.values), name="signup_state"),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(queue_position__isnull=False), name="signup_waits_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="offered") | Q(offered_until__isnull=False), name="signup_offer_ends"
            ),
            models.CheckConstraint(condition=Q(added_by__isnull=True) | ~Q(added_reason=""), name="signup_added_why"),
        ]
        indexes = [
            models.Index(fields=["offered_until"], name="signup_offers", condition=Q(state="offered")),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_name} {self.state}"


class ShiftLeader(OrganizationOwned):
    """Who leads a shift, from when to when: a hand-over ends one row and begins another. Without any row every leader of
    the organization may."""

    pk = models.CompositePrimaryKey("organization_id", "shift_id", "person_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    person_id = models.UUIDField()
    name = models.CharField(max_length=300)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    named_by = models.UUIDField(null=True)
    named_by_name = models.CharField(max_length=300)

    shift = models.ForeignObject(
        Shift,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="shift_leader_order")]

    def __str__(self) -> str:
        return self.name


class MySignUp(VolunteerOwned):
    """The same sign-up on the volunteer's side: the calendar, and the guard against two places at one time.

    ``rest_minutes`` is what its post asks for before and after; ``absence`` is set for who did not come.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "shift_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    project_id = models.UUIDField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=100)
    post_en = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200)
    place_en = models.CharField(max_length=200, blank=True)
    during = DateTimeRangeField()
    state = models.CharField(max_length=10, choices=SignUpState)
    rest_minutes = models.PositiveSmallIntegerField(default=0)
    absence = models.CharField(max_length=10, choices=AbsenceKind, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(absence__in=["", *AbsenceKind.values]), name="my_signup_absence"),
            models.CheckConstraint(
                condition=Q(
                    state__in=SignUpState.values,
                    during__isempty=False,
                    during__lower_inf=False,
                    during__upper_inf=False,
                ),
                name="my_signup_known",
            ),
            ExclusionConstraint(
                name="my_signup_no_overlap",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["requested", "confirmed", "offered"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"
