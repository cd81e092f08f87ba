from django.db import models
from django.db.models import Q

from volunteercloud.core.models import ReferenceModel
from volunteercloud.domain.regions.models import Region


class Station(ReferenceModel):
    """A volunteer service station 志愿服务站: the organization that looks after the needs of a region and below, until ended."""

    id = models.UUIDField(primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    named_by_label = models.CharField(max_length=200)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(ended_at__isnull=True), name="station_one_a_region"),
        ]
        indexes = [models.Index(fields=["organization_id"], name="station_by_organization")]

    def __str__(self) -> str:
        return f"{self.organization_name} in {self.region_id}"


class NeedFigure(ReferenceModel):
    """Needs posted in one month in one region and below it, by kind, and what became of them. Counted anew from `Need`, a
    region above from those below it, so that a page of figures reads one region and its children, however many needs.

    Counted are those a moderator decided about, or that ended before: while one waits to be mended, its region and kind may
    change. ``unmet`` are those that ended open, with reasons in ``unmet_by`` (`Unmet`, or "expired"); ``answer_minutes`` sums
    the time from being open to the first answer over those ``answered``.
    """

    pk = models.CompositePrimaryKey("region_id", "month", "category")
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    month = models.DateField()
    category = models.CharField(max_length=20)
    posted = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    answer_minutes = models.PositiveBigIntegerField(default=0)
    docked = models.PositiveIntegerField(default=0)
    met = models.PositiveIntegerField(default=0)
    unmet = models.PositiveIntegerField(default=0)
    unmet_by = models.JSONField(default=dict)
    rated = models.PositiveIntegerField(default=0)
    rating_sum = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.region_id} {self.month} {self.category}"


class NeedCount(ReferenceModel):
    """How far the last count of figures got. The one row: who counts next holds it, and goes on from there."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="needs_one_count")]

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"
