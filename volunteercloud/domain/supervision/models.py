from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.domain.organizations.models import Organization


class ReportState(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"  # looked at, and the year is not passed


class Report(OrganizationOwned):
    """What an organization did in a year. Opened when the year is over, due by the rules of its region.

    ``figures`` are ours, counted and frozen when it is submitted (`drawing.figures`); the words and the money are the
    organization's. Money is in fen. ``id`` is what a case of the officers' queue is about. ``reminded`` counts reminders.
    """

    pk = models.CompositePrimaryKey("organization_id", "year")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    year = models.PositiveSmallIntegerField()
    id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    due_on = models.DateField()
    text = models.TextField(max_length=8000, blank=True)
    income = models.BigIntegerField(null=True)
    spending = models.BigIntegerField(null=True)
    money = models.TextField(max_length=4000, blank=True)
    statement = models.TextField(max_length=4000, blank=True)
    head = models.CharField(max_length=100, blank=True)
    figures = models.JSONField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="report_by_id"),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state"),
            models.CheckConstraint(
                condition=Q(income__isnull=True) | Q(income__gte=0), name="report_income_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(spending__isnull=True) | Q(spending__gte=0), name="report_spending_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | Q(
                    submitted_at__isnull=False,
                    figures__isnull=False,
                    income__isnull=False,
                    spending__isnull=False,
                )
                & ~Q(text="")
                & ~Q(statement="")
                & ~Q(head=""),
                name="report_whole_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"]) | Q(decided_at__isnull=False),
                name="report_decided_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["region_code", "due_on", "organization"],
                name="report_owed",
                opclasses=["varchar_pattern_ops", "date_ops", "uuid_ops"],
                condition=Q(state__in=["draft", "returned"]),
            ),
        ]

    @property
    def was_late(self) -> bool:
        """Whether it came after its day, as it stands now."""
        return self.submitted_at is not None and timezone.localdate(self.submitted_at) > self.due_on

    def __str__(self) -> str:
        return f"{self.year} {self.state}"


class Rung(models.TextChoices):
    """The ladder of sanctions, the lightest first. An officer may begin anywhere; each shows what came before."""

    WARNING = "warning"
    CORRECTION = "correction"  # until a deadline; missed, nothing new is published
    SUSPENSION = "suspension"
    NOTICE = "notice"  # public
    REMOVAL = "removal"


class SanctionState(models.TextChoices):
    PROPOSED = "proposed"  # waits for a second officer, where the region wants four eyes
    DROPPED = "dropped"  # proposed, and not confirmed
    STANDING = "standing"
    OVERDUE = "overdue"
    FULFILLED = "fulfilled"
    LIFTED = "lifted"


ENDED = ["dropped", "fulfilled", "lifted"]


class Sanction(OrganizationOwned):
    """One step against an organization: why, by which rule, by whom, and how it ended.

    ``region_code`` and ``organization_name`` are those of the day it was imposed. ``answer`` is what the organization says.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    region_code = models.CharField(max_length=12)
    organization_name = models.CharField(max_length=200)
    rung = models.CharField(max_length=10, choices=Rung)
    state = models.CharField(max_length=10, choices=SanctionState)
    reason = models.CharField(max_length=2000)
    basis = models.CharField(max_length=500)
    deadline = models.DateField(null=True)
    successor_id = models.UUIDField(null=True)
    officer_id = models.UUIDField(null=True)
    officer_name = models.CharField(max_length=200)
    imposed_at = models.DateTimeField()
    confirmed_by = models.UUIDField(null=True)
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by_name = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_reason = models.CharField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rung__in=Rung.values, state__in=SanctionState.values), name="sanction_known"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(basis=""), name="sanction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(rung="correction", deadline__isnull=False)
                | ~Q(rung="correction") & Q(deadline__isnull=True),
                name="sanction_corrected_until",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["overdue", "fulfilled"]) | Q(rung="correction"), name="sanction_overdue"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ENDED) | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
                name="sanction_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(officer_id__isnull=True) | ~Q(confirmed_by=F("officer_id")),
                name="sanction_four_eyes",
            ),
            # Of two officers who take the same step at once the second is refused.
            models.UniqueConstraint(
                fields=["organization", "rung"],
                condition=Q(state__in=["proposed", "standing", "overdue"]),
                name="sanction_one_of_a_rung",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-imposed_at", "-id"],
                name="sanction_public",
                condition=Q(rung__in=["notice", "removal"], state="standing"),
            ),
            models.Index(
                fields=["deadline", "organization", "id"],
                name="sanction_running",
                condition=Q(rung="correction", state="standing"),
            ),
            models.Index(
                fields=["region_code", "imposed_at", "id"],
                name="sanction_proposed",
                opclasses=["varchar_pattern_ops", "timestamptz_ops", "uuid_ops"],
                condition=Q(state="proposed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rung} {self.state}"
