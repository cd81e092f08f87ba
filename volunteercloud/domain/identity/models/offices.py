from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import LocalModel
from volunteercloud.domain.regions.models import Region

from .people import Account


class Right(models.TextChoices):
    """What an office entitles to, by task. Every office sees the desk of its region; each task asks its own right."""

    IDENTITY = "identity"
    ORGANIZATIONS = "organizations"
    PROJECTS = "projects"
    NEEDS = "needs"
    RECORDS = "records"  # records, objections and the radar
    STATISTICS = "statistics"
    AUDIT = "audit"
    SYSTEM = "system"  # settings of the region, code lists, news and help


def every_right() -> list[str]:
    return list(Right.values)


class OfficerGrant(LocalModel):
    """An officer's office: one region and everything below it, for some tasks, until its last day or until revoked.

    Without a region it is for the whole country. One that was delegated names the grant it came from, and ends with it.
    ``asked_above_at`` is when the officers above were asked where an office goes on whose region is no more.
    """

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT)
    region = models.ForeignKey(Region, models.PROTECT, null=True)
    rights = ArrayField(models.CharField(max_length=20, choices=Right), default=every_right)
    delegated_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="delegations")
    ends_on = models.DateField(null=True)
    granted_by_label = models.CharField(max_length=200)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    asked_above_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "region"],
                condition=Q(revoked_at__isnull=True),
                name="officer_grant_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(rights__contained_by=list(Right.values)) & ~Q(rights=[]), name="officer_grant_rights"
            ),
            models.CheckConstraint(
                condition=Q(delegated_from__isnull=True) | ~Q(delegated_from=F("id")),
                name="officer_grant_not_from_itself",
            ),
        ]

    @property
    def region_code(self) -> str:
        """What the codes of the office's regions begin with: nothing, for the whole country."""
        return self.region_id or ""

    def __str__(self) -> str:
        return f"{self.account_id} for {self.region_code or 'the whole country'}"


class StandIn(LocalModel):
    """Who does an officer's work while the officer is away, from the first to the last day of ``during``.

    It reaches the offices that the absent officer was given, never those that this one stands in for.
    """

    id = models.UUIDField(primary_key=True)
    absent = models.ForeignKey(Account, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    during = DateRangeField()
    arranged_by_label = models.CharField(max_length=200)
    arranged_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(absent=F("account")), name="stand_in_for_another"),
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="stand_in_days",
            ),
            ExclusionConstraint(
                name="stand_in_one_at_a_time",
                expressions=[("absent", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    @property
    def last_day(self) -> date:
        """The database keeps the day after it."""
        return self.during.upper - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.account_id} for {self.absent_id}"
