from django.db import models
from django.db.models import Q

from volunteercloud.core.models import LocalModel
from volunteercloud.domain.identity.models import Account


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
