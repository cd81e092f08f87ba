from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization

# Parts of the week: morning, afternoon and evening of Monday to Sunday, counted from zero.
PARTS = 21


class Purpose(models.TextChoices):
    OPPORTUNITIES = "opportunities"  # for a volunteer
    VOLUNTEERS = "volunteers"  # for a need or a shift
    ORGANIZATIONS = "organizations"  # for a need
    NEEDS = "needs"  # for an organization


class Weights(ReferenceModel):
    """How much each wish counts, from a moment on: a version is never changed, a new one follows it."""

    pk = models.CompositePrimaryKey("purpose", "version")
    purpose = models.CharField(max_length=14, choices=Purpose)
    version = models.PositiveIntegerField()
    weights = models.JSONField()
    since = models.DateTimeField()
    set_by_label = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="weights_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Preference(VolunteerOwned):
    """What a person wishes of opportunities, said by themselves: how far, from where, when. The point is rounded to about a
    kilometre; empty ``parts`` mean any time."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    reach_km = models.PositiveSmallIntegerField(null=True)
    parts = ArrayField(models.PositiveSmallIntegerField(), default=list)
    remote = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reach_km__isnull=True) | Q(reach_km__range=(1, 500)), name="preference_reach"
            ),
            models.CheckConstraint(
                condition=Q(parts__contained_by=list(range(PARTS))) | Q(parts=[]), name="preference_parts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id}"


class Findable(ReferenceModel):
    """A volunteer who agreed to be found by organizations, with what matching asks: a copy without name or contact.

    It goes with the consent. ``marks`` are its region, skills, languages and kinds of service as terms of one index;
    ``asked`` how often they were asked lately, so that the same few aren't asked for everything.
    """

    volunteer_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    region_code = models.CharField(max_length=12)
    birth_on = models.DateField(null=True)
    real_name_level = models.PositiveSmallIntegerField(default=0)
    has_guardian_consent = models.BooleanField(default=False)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    served_categories = ArrayField(models.CharField(max_length=20), default=list)
    organization_ids = ArrayField(models.UUIDField(), default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    reach_km = models.PositiveSmallIntegerField(null=True)
    parts = ArrayField(models.PositiveSmallIntegerField(), default=list)
    marks = ArrayField(models.TextField(), default=list)
    asked = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["marks"], name="findable_marks"),
            models.Index(fields=["changed_at", "volunteer_id"], name="findable_stale"),
        ]

    def __str__(self) -> str:
        return self.number


class AskState(models.TextChoices):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Ask(OrganizationOwned):
    """An organization asked a volunteer, whom matching found, to come: once for each need or shift."""

    pk = models.CompositePrimaryKey("organization_id", "subject_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    subject_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=AskState, default=AskState.WAITING)
    words = models.CharField(max_length=500, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=AskState.values), name="ask_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
