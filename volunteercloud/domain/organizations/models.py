from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import ClaimModel, OrganizationOwned, PlacedModel, Placement
from volunteercloud.domain.regions.models import Region


class State(models.TextChoices):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    DISSOLVED = "dissolved"


class Role(models.TextChoices):
    """What a person may do for an organization; each includes what stands below it here, except that only owners and
    coordinators decide about projects and people."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    RECORDER = "recorder"


class Organization(PlacedModel):
    """Root of the organization group. ``kind`` is a term of the list organization_kind; unregistered teams have no USCC."""

    placement = Placement.ORGANIZATION
    owner_column = "id"

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)
    uscc = models.CharField(max_length=18, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    liaison_id = models.UUIDField(null=True)
    liaison_name = models.CharField(max_length=200, blank=True)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    purpose = models.TextField(max_length=4000, blank=True)
    purpose_en = models.TextField(max_length=4000, blank=True)
    address = models.CharField(max_length=300, blank=True)
    contact_name = models.CharField(max_length=100, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    contact_email = models.EmailField(blank=True)
    head = models.CharField(max_length=100, blank=True)
    handler = models.CharField(max_length=100, blank=True)
    seal = models.BinaryField(null=True)
    established_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    trusted = models.BooleanField(default=False)
    reason = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="active") | ~Q(uscc="") | Q(liaison_id__isnull=False), name="organization_answers_to"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="organization_state"),
        ]
        indexes = [models.Index(fields=["region"], name="organization_by_region", opclasses=["varchar_pattern_ops"])]

    @property
    def is_registered(self) -> bool:
        return self.uscc != ""

    def __str__(self) -> str:
        return self.name


class UsccClaim(ClaimModel):
    """A unified social credit code is held by one organization nationwide."""

    uscc = models.CharField(max_length=18, primary_key=True)
    organization_id = models.UUIDField()

    def __str__(self) -> str:
        return self.uscc


class Staff(OrganizationOwned):
    """Who works for the organization, in which role."""

    pk = models.CompositePrimaryKey("organization_id", "person_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    person_id = models.UUIDField()
    name = models.CharField(max_length=300)
    role = models.CharField(max_length=12, choices=Role)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(role__in=Role.values), name="staff_role")]

    def __str__(self) -> str:
        return f"{self.name} {self.role}"


class Seat(PlacedModel):
    """The same fact on the person's side, so that "my organizations" asks one shard."""

    placement = Placement.VOLUNTEER
    owner_column = "person_id"

    pk = models.CompositePrimaryKey("person_id", "organization_id")
    person_id = models.UUIDField()
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.role} of {self.organization_name}"
