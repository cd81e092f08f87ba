"""Models of what repeats: series with the times of their posts, the days made so far, and days on which nothing is.

`models` takes them in; they name its models by text, so that neither file needs the other to be read first.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import Region


class Series(OrganizationOwned):
    """An activity that repeats: on which weekdays (1 is Monday), every how many weeks, from when and until when or how
    often. Shifts exist for some weeks ahead; ``made_until`` is the last day looked at.

    Public holidays, and days of a weekend that are worked instead, are left out unless the series keeps them.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    project_id = models.UUIDField()
    activity_id = models.UUIDField()
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    every_weeks = models.PositiveSmallIntegerField(default=1)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    times = models.PositiveSmallIntegerField(null=True)
    keeps_holidays = models.BooleanField(default=False)
    keeps_workdays = models.BooleanField(default=False)
    made_until = models.DateField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    project = models.ForeignObject(
        "projects.Project",
        models.DO_NOTHING,
        from_fields=["organization_id", "project_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )
    activity = models.ForeignObject(
        "activities.Activity",
        models.DO_NOTHING,
        from_fields=["organization_id", "activity_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="series_order"),
            models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(times__isnull=True), name="series_one_end"),
            models.CheckConstraint(
                condition=Q(weekdays__len__gte=1, weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7], every_weeks__gte=1),
                name="series_pattern",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "project_id"], name="series_by_project"),
            models.Index(
                fields=["made_until", "organization_id", "id"],
                name="series_to_make",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} {self.weekdays}"


class SeriesSlot(OrganizationOwned):
    """A post's time on each day of a series, by the clock on the wall, from some day to another. A change from a day on
    ends one slot and begins the next of the same line, so that what lies before stays told as it was."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    series_id = models.UUIDField()
    line_id = models.UUIDField()
    post_id = models.UUIDField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    places = models.PositiveIntegerField()

    series = models.ForeignObject(
        Series,
        models.DO_NOTHING,
        from_fields=["organization_id", "series_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )
    post = models.ForeignObject(
        "activities.Post",
        models.DO_NOTHING,
        from_fields=["organization_id", "post_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="series_slot_order"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 1440), break_minutes__lt=F("minutes"), places__gte=1),
                name="series_slot_known",
            ),
            models.UniqueConstraint(fields=["organization", "line_id", "from_on"], name="series_slot_version"),
        ]
        indexes = [models.Index(fields=["organization", "series_id"], name="series_slot_by_series")]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}"


class SeriesDay(OrganizationOwned):
    """A shift that a series has made, once for each line and day: it stays when the shift is moved, called off or removed,
    so that making the series again changes nothing. ``is_apart`` was changed by itself, and no longer goes with the rest."""

    pk = models.CompositePrimaryKey("organization_id", "line_id", "on")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    line_id = models.UUIDField()
    on = models.DateField()
    series_id = models.UUIDField()
    shift_id = models.UUIDField()
    is_apart = models.BooleanField(default=False)

    series = models.ForeignObject(
        Series,
        models.DO_NOTHING,
        from_fields=["organization_id", "series_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "shift_id"], name="series_day_of_shift")]
        indexes = [models.Index(fields=["organization", "series_id", "on"], name="series_day_by_series")]

    def __str__(self) -> str:
        return f"{self.on}"


class Pause(OrganizationOwned):
    """Days on which an organization does nothing: its series leave them out."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="pause_order")]
        indexes = [models.Index(fields=["organization", "from_on"], name="pause_by_start")]

    def __str__(self) -> str:
        return self.reason


class PublicDayKind(models.TextChoices):
    HOLIDAY = "holiday"
    WORKDAY = "workday"  # a day of the weekend that is worked instead of a day before or after a holiday


class PublicDay(ReferenceModel):
    """A public holiday of a region, or a weekend day worked there instead, as an officer of it has entered them. Those of
    the country come with the program (`data/public_days.csv`); an entry here stands above them."""

    pk = models.CompositePrimaryKey("region_id", "on")
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=PublicDayKind)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=PublicDayKind.values), name="public_day_kind")]
        indexes = [models.Index(fields=["on"], name="public_day_on")]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
