from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import VolunteerOwned

from .people import Volunteer


class MergeState(models.TextChoices):
    PROPOSED = "proposed"
    MERGED = "merged"
    DECLINED = "declined"
    UNDONE = "undone"


class Merge(VolunteerOwned):
    """One person registered twice: ``volunteer`` is kept, ``other_id`` becomes another name for it.

    Nothing is copied: records stay with whom they were written for and sealed. ``moved`` are the claims (numbers of
    documents, the public number) that lead to the kept one since, so that an undoing can lead them back.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    other_id = models.UUIDField()
    other_number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=MergeState, default=MergeState.PROPOSED)
    grounds = models.CharField(max_length=1000)
    proposed_by = models.UUIDField()
    proposed_by_label = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    moved = ArrayField(models.UUIDField(), default=list)
    merged_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(other_id=F("volunteer_id")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["volunteer", "other_id"],
                condition=Q(state__in=["proposed", "merged"]),
                name="merge_standing_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "declined"], merged_at__isnull=True)
                | Q(state__in=["merged", "undone"], merged_at__isnull=False),
                name="merge_state_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} into {self.volunteer_id}: {self.state}"
