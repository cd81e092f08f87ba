from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ReferenceModel
from volunteercloud.domain.regions.models import Region


class State(models.TextChoices):
    OPEN = "open"
    WITHDRAWN = "withdrawn"


class Source(ReferenceModel):
    """Who publishes opportunities elsewhere, and how the columns of their lists are called: ``mapping`` from ours to theirs.

    ``latest_at`` is when the latest of its lists was sent that was entered: an older one is not entered after it.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    address = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    mapping = models.JSONField(default=dict)
    made_by_label = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    latest_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(ended_at__isnull=True), name="source_named_once")
        ]
        indexes = [models.Index(fields=["region", "name", "id"], name="source_by_region")]

    def __str__(self) -> str:
        return self.name


class Opportunity(ReferenceModel):
    """One opportunity of a source, found by the key it has there. ``digest`` is that of what was said last, ``likeness`` that
    of title, place and time alone: what keeps it under another key is likely the same."""

    id = models.UUIDField(primary_key=True)
    source = models.ForeignKey(Source, models.PROTECT, db_index=False, related_name="+")
    key = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    words = models.TextField(max_length=4000, blank=True)
    organization_name = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=500)
    category = models.CharField(max_length=20, blank=True)
    beneficiaries = ArrayField(models.CharField(max_length=20), default=list)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_remote = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    closes_on = models.DateField(null=True)
    places = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64)
    likeness = models.CharField(max_length=64)
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="opportunity_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="opportunity_state"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="opportunity_ends_after_start"),
            models.CheckConstraint(
                condition=Q(address__startswith="https://") | Q(address__startswith="http://"),
                name="opportunity_leads_to_a_site",
            ),
        ]
        indexes = [models.Index(fields=["source", "id"], name="opportunity_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.title
