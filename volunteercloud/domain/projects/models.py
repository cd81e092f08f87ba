from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import Region


class State(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    REJECTED = "rejected"
    CLOSED = "closed"
    TEMPLATE = "template"  # kept to be copied, by the organization and those below it; never submitted


ENDED = (State.CLOSED, State.REJECTED)


class Project(OrganizationOwned):
    """A draft may lack anything; what a submission must hold stands in `projects.rules.missing`.

    ``is_dangerous`` says that personal danger is possible, so that cover must be in force; until covers are kept here a
    policy number is declared. ``categories``, ``beneficiaries`` and ``sdg_targets`` are codes of the lists of those names.
    ``summary`` says in the organization's words what came of a closed project. What is archived has ended and is left out
    of lists; nothing is deleted.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=100, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    content = models.TextField(max_length=8000, blank=True)
    content_en = models.TextField(max_length=8000, blank=True)
    category = models.CharField(max_length=20, blank=True)
    beneficiaries = ArrayField(models.CharField(max_length=20), default=list)
    sdg_targets = ArrayField(models.CharField(max_length=20), default=list)
    region = models.ForeignKey(Region, models.PROTECT, null=True, db_index=False)
    place = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    recruits_from = models.DateField(null=True)
    recruits_to = models.DateField(null=True)
    risks = models.TextField(max_length=4000, blank=True)
    risks_en = models.TextField(max_length=4000, blank=True)
    has_meal = models.BooleanField(default=False)
    has_transport = models.BooleanField(default=False)
    has_insurance = models.BooleanField(default=False)
    has_kit = models.BooleanField(default=False)
    is_dangerous = models.BooleanField(default=False)
    policy_number = models.CharField(max_length=60, blank=True)
    policy_from = models.DateField(null=True)
    policy_to = models.DateField(null=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    reason = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    summary = models.CharField(max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="project_state"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    ~Q(title="")
                    & ~Q(content="")
                    & ~Q(risks="")
                    & Q(region__isnull=False)
                    & Q(published_at__isnull=False)
                ),
                name="project_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(state__in=ENDED), name="project_archived_ended"
            ),
            models.CheckConstraint(condition=Q(recruits_to__gte=F("recruits_from")), name="project_window_order"),
            models.CheckConstraint(condition=Q(policy_to__gte=F("policy_from")), name="project_policy_order"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="project_point",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.id)
