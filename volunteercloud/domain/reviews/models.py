from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left

from volunteercloud.core.models import ReferenceModel
from volunteercloud.domain.regions.models import Region


class Kind(models.TextChoices):
    IDENTITY = "identity"
    ORGANIZATION = "organization"
    PROJECT = "project"
    OBJECTION = "objection"
    NEED = "need"  # asks for help, before the public sees it
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

    ``due_at`` is until when it should be decided, as the rules of its region said on the day of the submission. Its officers
    are those of ``asked_code``: of its region, and of one that is ``level`` levels above once nobody decided in time; the
    empty code is the whole country. ``escalates_at`` is when the next one is asked, None where none is above.

    Where ``takes_two``, what officers say is kept as `Proposal`, and the case is decided once a second one says what another
    has said; ``proposed`` is the latest of them, and in the end the one that was followed.
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
    due_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0)
    asked_code = models.CharField(max_length=12, blank=True)
    escalates_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    takes_two = models.BooleanField(default=False)
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
            models.CheckConstraint(
                condition=Q(takes_two=False)
                | Q(state__in=["waiting", "withdrawn"])
                | Q(decided_by__isnull=False, proposed_by__isnull=False),
                name="case_takes_two",
            ),
        ]
        # The queue of a region is read in the order of deadlines, kind by kind: one index for each length of its code, so
        # that a page of it costs the same whether ten wait or a hundred thousand.
        indexes = [
            models.Index("kind", "due_at", "id", condition=Q(state="waiting"), name="case_waiting_country"),
            models.Index(
                Left("region", 2), "kind", "due_at", "id", condition=Q(state="waiting"), name="case_waiting_province"
            ),
            models.Index(
                Left("region", 4), "kind", "due_at", "id", condition=Q(state="waiting"), name="case_waiting_city"
            ),
            models.Index(
                Left("region", 6), "kind", "due_at", "id", condition=Q(state="waiting"), name="case_waiting_district"
            ),
            models.Index(
                Left("region", 9), "kind", "due_at", "id", condition=Q(state="waiting"), name="case_waiting_street"
            ),
            models.Index("region", "kind", "due_at", "id", condition=Q(state="waiting"), name="case_waiting_here"),
            models.Index(
                "asked_code",
                "kind",
                "due_at",
                "id",
                condition=Q(state="waiting", level__gt=0),
                name="case_waiting_escalated",
            ),
            models.Index("escalates_at", "id", condition=Q(state="waiting"), name="case_escalates"),
            models.Index(fields=["kind", "subject_id"], name="case_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title} {self.state}"

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING


class Proposal(ReferenceModel):
    """What one officer said about a case that takes two; their latest word counts. ``detail`` is what the decision alone
    does not say, such as the times of a correction: two officers agree only if they say that too."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="proposals")
    decision = models.CharField(max_length=10, choices=Decision)
    detail = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=2000, blank=True)
    by = models.UUIDField()
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["by", "case"], name="proposal_by_officer")]

    def __str__(self) -> str:
        return f"{self.by_label}: {self.decision}"


class Look(ReferenceModel):
    """Who has a case open, so that two officers do not read the same one. It holds nobody off, and is over by itself."""

    LASTS = timedelta(minutes=10)

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True)
    by = models.UUIDField()
    by_label = models.CharField(max_length=200)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.by_label} since {self.since}"

    def lasts(self, at: datetime) -> bool:
        return at - self.seen_at < self.LASTS
