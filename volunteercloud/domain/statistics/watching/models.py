from django.db import models
from django.db.models import Q

from volunteercloud.core.models import LocalModel
from volunteercloud.domain.identity.models import Account


class Crossing(models.TextChoices):
    """When a figure leaves its band. A change is a fraction of the value before; points are fractions too: 0.1 is ten points."""

    BELOW = "below"
    ABOVE = "above"
    GROWS = "grows"  # by more than this fraction of the value before
    SHRINKS = "shrinks"
    LEAPS = "leaps"  # a share rises by more than so many points


class Against(models.TextChoices):
    """Which month a change is measured against."""

    MONTH = "month"  # the one before
    YEAR = "year"  # the same of last year


class Outcome(models.TextChoices):
    OPEN = "open"
    BACK = "back"  # within its band again
    OVER = "over"  # its month is long over, nobody looks any more


class Band(LocalModel):
    """Within which a figure of a region is expected to stay, as an officer said. One a region, figure and crossing stands;
    it takes the place of the one that holds for all (`alerts.DEFAULTS`)."""

    id = models.UUIDField(primary_key=True)
    region_code = models.CharField(max_length=12, blank=True)
    figure = models.CharField(max_length=30)
    crossing = models.CharField(max_length=10, choices=Crossing)
    against = models.CharField(max_length=10, choices=Against, default=Against.MONTH)
    limit = models.FloatField()
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    set_by_label = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "figure", "crossing"], name="band_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(limit__gte=0), name="band_limit"),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.figure} {self.crossing} {self.limit}"


class Alert(LocalModel):
    """A figure left its band in a month: one a band, region and month, however often it comes and goes. It says what the band
    said, so that it can be read when the band is no more."""

    id = models.UUIDField(primary_key=True)
    band = models.CharField(max_length=40)  # id of a band, or the name of one that holds for all
    region_code = models.CharField(max_length=12, blank=True)
    month = models.DateField()
    figure = models.CharField(max_length=30)
    crossing = models.CharField(max_length=10, choices=Crossing)
    against = models.CharField(max_length=10, choices=Against)
    limit = models.FloatField()
    value = models.FloatField()  # as it was judged last
    before = models.FloatField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["band", "region_code", "month"], name="alert_once"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, closed_at__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_at__isnull=False)),
                name="alert_closed_with_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region_code", "-month", "id"],
                name="alert_by_region",
                opclasses=["varchar_pattern_ops", "", ""],
            ),
            models.Index(fields=["month"], name="alert_open", condition=Q(outcome="open")),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.month:%Y-%m} {self.figure} {self.value}"
