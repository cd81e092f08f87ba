from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import LocalModel
from volunteercloud.domain.identity.models import Account


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
