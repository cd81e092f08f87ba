from django.db import models

from volunteercloud.core.models import ReferenceModel


class Term(ReferenceModel):
    """One entry of one list. ``position`` orders the list as people expect it."""

    pk = models.CompositePrimaryKey("list", "code")
    list = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.list}:{self.code} {self.name}"


class Scheme(models.TextChoices):
    """Classifications of others that our terms are matched with."""

    VDS_CAUSE = "vds-cause"
    VDS_SKILL = "vds-skill"
    SDG_GOAL = "sdg-goal"
    CIOC_INTEREST = "cioc-interest"
    CIOC_SKILL = "cioc-skill"
    ISCO_08 = "isco-08"


class Relation(models.TextChoices):
    """How near the other term comes to ours, as SKOS says it: ``broad`` means that the other one is the wider."""

    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"


class Match(ReferenceModel):
    """One of our terms beside a term of another classification, in that one's own words."""

    pk = models.CompositePrimaryKey("list", "code", "scheme", "target")
    list = models.CharField(max_length=30)
    code = models.CharField(max_length=20)
    scheme = models.CharField(max_length=20, choices=Scheme)
    target = models.CharField(max_length=60)
    target_name = models.CharField(max_length=200)
    relation = models.CharField(max_length=10, choices=Relation)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(scheme__in=Scheme.values, relation__in=Relation.values), name="match_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.list}:{self.code} {self.relation} {self.scheme}:{self.target}"
