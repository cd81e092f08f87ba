from django.db import models
from django.db.models import Q

from volunteercloud.core.models import LocalModel
from volunteercloud.domain.identity.models import Account
from volunteercloud.domain.reviews.models import Decision


class Batch(LocalModel):
    """One decision with one reason about many cases. ``id`` is the sender's, so that sent again it is the same one.

    ``acting_for`` is the absent officer, where the one who ordered it stands in for somebody; ``language`` the one in which
    its lines tell why something was not decided.
    """

    id = models.UUIDField(primary_key=True)
    officer = models.ForeignKey(Account, models.PROTECT)
    officer_label = models.CharField(max_length=200)
    acting_for = models.UUIDField(null=True)
    acting_for_label = models.CharField(max_length=200, blank=True)
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.CharField(max_length=2000, blank=True)
    language = models.CharField(max_length=10)
    ordered_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["officer", "-ordered_at", "-id"], name="batch_by_officer")]

    def __str__(self) -> str:
        return f"{self.officer_label}: {self.decision}"


class Outcome(models.TextChoices):
    PENDING = "pending"
    DECIDED = "decided"
    PROPOSED = "proposed"  # a second officer has to say the same
    DECIDED_BEFORE = "decided_before"
    REFUSED = "refused"
    NOT_YOURS = "not_yours"  # outside the officer's regions or rights, or no case at all: the same answer


class BatchLine(LocalModel):
    """One case of a batch and what became of it: written with the decision in one transaction, so never told wrongly."""

    pk = models.CompositePrimaryKey("batch_id", "position")
    batch = models.ForeignKey(Batch, models.CASCADE, db_index=False)
    position = models.PositiveSmallIntegerField()
    case_id = models.UUIDField()
    title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.PENDING)
    code = models.CharField(max_length=80, blank=True)
    told = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "case_id"], name="batch_line_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["pending", "decided", "proposed"]) | ~Q(code=""), name="batch_line_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "position"], condition=Q(outcome="pending"), name="batch_line_pending")
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.outcome}"
