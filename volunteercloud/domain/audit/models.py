from django.db import models

from volunteercloud.core.models import OwnerOwned


class Entry(OwnerOwned):
    """One action that happened. ``name`` is the area and what happened in the past tense: `records.record_corrected`."""

    pk = models.CompositePrimaryKey("owner_id", "id")
    owner_id = models.UUIDField()
    id = models.UUIDField()
    at = models.DateTimeField()
    name = models.CharField(max_length=60)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_label = models.CharField(max_length=200)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=300, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["actor_id", "-at"], name="audit_by_actor"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {self.name} {self.subject_label}"
