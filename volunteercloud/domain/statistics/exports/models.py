from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import LocalModel


class State(models.TextChoices):
    WAITING = "waiting"  # for a worker
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"  # the disk was full, or the right is gone; may be carried on
    DELETED = "deleted"  # its days are over


class Form(models.TextChoices):
    CSV = "csv"
    PARQUET = "parquet"


UNDER_WAY = (State.WAITING, State.RUNNING)


class Export(LocalModel):
    """An order of the facts of a region, days ``since`` to before ``until``. ``expected`` is how many rows the figures say there
    are, ``done`` how many are written; ``trouble`` a word for why it failed. An empty ``region_code`` is the whole country."""

    id = models.UUIDField(primary_key=True)
    region_code = models.CharField(max_length=12, blank=True)
    since = models.DateField()
    until = models.DateField()
    form = models.CharField(max_length=7, choices=Form)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    expected = models.BigIntegerField()
    done = models.BigIntegerField(default=0)
    bytes = models.BigIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    asked_by = models.UUIDField()
    asked_by_name = models.CharField(max_length=300)
    acting_for = models.UUIDField(null=True)  # the officer for whom a stand-in asked
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="export_state"),
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="export_days"),
            models.CheckConstraint(condition=Q(expected__gte=0, done__gte=0, bytes__gte=0), name="export_counts"),
            models.CheckConstraint(condition=Q(state__in=UNDER_WAY) ^ Q(ended_at__isnull=False), name="export_ended"),
            models.UniqueConstraint(fields=["asked_by"], condition=Q(state__in=UNDER_WAY), name="export_one_at_a_time"),
        ]
        indexes = [models.Index(fields=["asked_by", "-asked_at", "id"], name="export_by_officer")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.since} {self.until} {self.form}"
