"""What officers set up over the figures: bands and alerts, reports by mail, questions that are kept or answered by the worker."""

from django.contrib.postgres.fields import ArrayField
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


class Rhythm(models.TextChoices):
    MONTH = "month"
    WEEK = "week"


class Report(LocalModel):
    """Figures of a region that an officer gets by mail, week by week or month by month, for as long as the right lasts."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    measures = ArrayField(models.CharField(max_length=30))
    since_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region_code", "rhythm"], name="report_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(measures__len__gte=1), name="report_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} every {self.rhythm}"


class SentReport(LocalModel):
    """That a report was sent for a time: once each. ``due_on`` is the first day after it."""

    pk = models.CompositePrimaryKey("report_id", "due_on")
    report = models.ForeignKey(Report, models.CASCADE, db_index=False)
    due_on = models.DateField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.report_id} {self.due_on}"


class KeptQuestion(LocalModel):
    """A question under a name. Only the question is kept: whoever opens it gets what they may see."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    account_label = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="kept_question_name")]
        indexes = [
            models.Index(fields=["region_code", "name", "id"], name="kept_question_shared", condition=Q(is_shared=True))
        ]

    def __str__(self) -> str:
        return self.name


class InquiryState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Inquiry(LocalModel):
    """A question that takes longer than a page may: answered by the worker, kept for thirty days. ``backend`` is the
    connection that works on it, so that it can be told to stop."""

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12, blank=True)
    query = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=InquiryState, default=InquiryState.WAITING)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    backend = models.JSONField(null=True)
    refusal = models.CharField(max_length=40, blank=True)
    answer = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "query"], name="inquiry_once", condition=Q(state__in=["waiting", "running"])
            ),
            models.CheckConstraint(
                condition=Q(state="done", answer__isnull=False) | (~Q(state="done") & Q(answer__isnull=True)),
                name="inquiry_answered",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="inquiry_by_age")]

    def __str__(self) -> str:
        return f"{self.state} {self.query}"
