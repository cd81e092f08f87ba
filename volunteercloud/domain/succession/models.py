from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ReferenceModel


class Kind(models.TextChoices):
    DISSOLUTION = "dissolution"
    MERGER = "merger"  # it goes into its successor, as others may
    SPLIT = "split"  # several go on where it ends; one of them certifies
    REMOVAL = "removal"  # an officer strikes it off


class EndingState(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Ending(ReferenceModel):
    """How an organization ends, or is to end once its successor agrees: the last time that was asked.

    The successor takes over the duty to certify, and what stood below it. ``heir_ids`` are all that go on after a split,
    the successor among them. ``asked_by`` is empty where a system asked.
    """

    organization_id = models.UUIDField(primary_key=True)
    organization_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    successor_id = models.UUIDField()
    successor_name = models.CharField(max_length=200)
    heir_ids = ArrayField(models.UUIDField(), default=list)
    reason = models.CharField(max_length=2000)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=EndingState, default=EndingState.WAITING)
    answer = models.CharField(max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="ending_kind"),
            models.CheckConstraint(condition=Q(state__in=EndingState.values), name="ending_state"),
            models.CheckConstraint(condition=~Q(successor_id=F("organization_id")), name="ending_in_another"),
            models.CheckConstraint(
                condition=Q(heir_ids=[]) | Q(kind="split", heir_ids__contains=[F("successor_id")]),
                name="ending_heirs_of_a_split",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="ending_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["successor_id", "state", "asked_at"], name="ending_by_successor"),
            GinIndex(fields=["heir_ids"], name="ending_heirs"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.organization_name}"
