from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization

# Parts of the week: morning, afternoon and evening of Monday to Sunday, counted from zero.
PARTS = 21
FURTHEST_KM = 500


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
    kilometre; empty ``parts`` mean any time. ``from_region`` says that the point is the middle of service in that region."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    reach_km = models.PositiveSmallIntegerField(null=True)
    parts = ArrayField(models.PositiveSmallIntegerField(), default=list)
    from_region = models.CharField(max_length=12, blank=True)
    remote = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="preference_point",
            ),
            models.CheckConstraint(
                condition=Q(reach_km__isnull=True) | Q(reach_km__range=(1, FURTHEST_KM)), name="preference_reach"
            ),
            models.CheckConstraint(
                condition=Q(parts__contained_by=list(range(PARTS))) | Q(parts=[]), name="preference_parts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id}"


class Findable(ReferenceModel):
    """A grown volunteer who agreed to be found by organizations, with what matching asks: a copy without name or contact.

    It goes with the consent. ``marks`` are its region and all above it, its skills, languages and kinds of service as terms
    of one index, and its slot (`marks`). ``asked`` is how often they were asked within `ASKED_DAYS`, so that the same few
    aren't asked for everything; ``closed_to`` are the organizations that may not ask them again.
    """

    volunteer_id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    region_code = models.CharField(max_length=12, blank=True)
    birth_on = models.DateField(null=True)
    real_name_level = models.PositiveSmallIntegerField(default=0)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    qualifications = ArrayField(models.CharField(max_length=100), default=list)
    served_categories = ArrayField(models.CharField(max_length=20), default=list)
    served_with = ArrayField(models.UUIDField(), default=list)
    member_of = ArrayField(models.UUIDField(), default=list)
    closed_to = ArrayField(models.UUIDField(), default=list)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    reach_km = models.PositiveSmallIntegerField(null=True)
    parts = ArrayField(models.PositiveSmallIntegerField(), default=list)
    remote = models.BooleanField(default=True)
    marks = ArrayField(models.TextField(), default=list)
    asked = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["marks"], name="findable_marks"),
            models.Index(fields=["kept_at", "volunteer_id"], name="findable_stale"),
        ]

    def __str__(self) -> str:
        return self.number


class SubjectKind(models.TextChoices):
    SHIFT = "shift"
    NEED = "need"


class AskState(models.TextChoices):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # nobody answered in time, or what was asked for is no longer open


ASK_STATED = Q(state="waiting", answered_at__isnull=True) | Q(
    state__in=["accepted", "declined", "lapsed"], answered_at__isnull=False
)


class Ask(OrganizationOwned):
    """An organization asked a volunteer, whom matching found, to come: once for each need or shift. It knows the number of
    that person and no more, until they say yes and stand on the roster or among the offers."""

    pk = models.CompositePrimaryKey("organization_id", "subject_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    subject_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    subject_kind = models.CharField(max_length=5, choices=SubjectKind)
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=AskState, default=AskState.WAITING)
    words = models.CharField(max_length=500, blank=True)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AskState.values, subject_kind__in=SubjectKind.values), name="ask_known"
            ),
            models.CheckConstraint(condition=ASK_STATED, name="ask_answered_when"),
        ]
        indexes = [models.Index(fields=["organization", "-asked_at"], name="ask_by_day")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Asked(VolunteerOwned):
    """The same question on the person's side, with what it is about; nobody answers after ``until``."""

    pk = models.CompositePrimaryKey("volunteer_id", "organization_id", "subject_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    organization_id = models.UUIDField()
    subject_id = models.UUIDField()
    subject_kind = models.CharField(max_length=5, choices=SubjectKind)
    organization_name = models.CharField(max_length=200)
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=200)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=AskState, default=AskState.WAITING)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AskState.values, subject_kind__in=SubjectKind.values), name="asked_known"
            ),
            models.CheckConstraint(condition=ASK_STATED, name="asked_answered_when"),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-asked_at"], name="asked_newest"),
            models.Index(fields=["until", "volunteer"], name="asked_lapses", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"


class Closed(VolunteerOwned):
    """A person does not want to be asked by an organization again; that one is not told."""

    pk = models.CompositePrimaryKey("volunteer_id", "organization_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.organization_name
