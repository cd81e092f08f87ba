from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ReferenceModel


class Sums(ReferenceModel):
    """What organizations come to. Credit and honour minutes stand apart and are never added up."""

    organization_id = models.UUIDField(primary_key=True)
    members = models.PositiveBigIntegerField(default=0)
    records = models.PositiveBigIntegerField(default=0)
    credit_minutes = models.PositiveBigIntegerField(default=0)
    honour_minutes = models.PositiveBigIntegerField(default=0)
    projects = models.PositiveIntegerField(default=0)
    open_projects = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        abstract = True


class OrganizationFigure(Sums):
    """One organization by itself. ``active_people`` had valid service in the year before the count; people are not
    summed over a tree, since one may serve with many."""

    active_people = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.credit_minutes} + {self.honour_minutes} min"


class BranchFigure(Sums):
    """An organization and everything below it in the tree; ``organizations`` are those at work."""

    organizations = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organization_id} with {self.organizations} organizations"


class Count(ReferenceModel):
    """How far the last count got. The one row: who counts next holds it, and goes on from there."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()
    whole_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="figures_one_count"),
            models.CheckConstraint(condition=Q(whole_at__lte=F("until")), name="figures_count_order"),
        ]

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d %H:%M}"
