from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ReferenceModel
from volunteercloud.domain.regions.models import Region


class Kind(models.TextChoices):
    IDENTITY = "identity"
    ORGANIZATION = "organization"
    PROJECT = "project"
    OBJECTION = "objection"
    REPORT = "report"  # the yearly report of an organization
    RADAR = "radar"
    MERGE = "merge"  # one person registered twice


class State(models.TextChoices):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Decision(models.TextChoices):
    """What an officer may decide: accept it, send it back to be mended, or turn it down for good."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


class Case(ReferenceModel):
    """One submission that waits or waited. ``owner_id`` and ``subject_id`` lead to the row it is about.

    ``due_at`` is until when it should be decided, as the rules of its region say. ``level`` is how many levels above the
    case's region have been asked because nobody decided in time. Where a region wants four eyes, what the first officer
    proposed waits for a second one.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20, choices=Kind)
    owner_id = models.UUIDField()
    subject_id = models.UUIDField()
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    title = models.CharField(max_length=300)
    submitted_by = models.UUIDField(null=True)
    submitted_by_label = models.CharField(max_length=200)
    submitted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    proposed = models.CharField(max_length=10, choices=Decision, blank=True)
    proposed_by = models.UUIDField(null=True)
    proposed_by_label = models.CharField(max_length=200, blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_reason = models.CharField(max_length=2000, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(state="waiting"), name="case_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "withdrawn"]) | Q(decided_at__isnull=False), name="case_decided_when"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="case_four_eyes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region"], name="case_waiting", opclasses=["varchar_pattern_ops"], condition=Q(state="waiting")
            ),
            models.Index(fields=["kind", "subject_id"], name="case_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title} {self.state}"
