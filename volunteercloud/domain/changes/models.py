from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OwnerOwned


class Kind(models.TextChoices):
    PERSON = "person"  # the person, or a record of theirs
    SHIFT = "shift"  # the places of a shift, or who came
    ORGANIZATION = "organization"  # what it is, by which all of its records and shifts are counted


class Change(OwnerOwned):
    """That something of an owner has to be counted again. Rows are only added, and deleted by whoever counted: a change that
    is noted while somebody counts waits for the next round, and counting once too often changes nothing. One of an
    organization stays until everything of it was counted: ``subject_id`` is the record up to which it was."""

    pk = models.CompositePrimaryKey("owner_id", "id")
    owner_id = models.UUIDField()
    id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    subject_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="change_kind")]
        indexes = [models.Index(fields=["kind", "id"], name="changes_waiting_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
