from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core import ids
from volunteercloud.core.models import ClaimModel, LocalModel, PlacedModel, Placement, VolunteerOwned
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.regions.models import Region


class Accounts(BaseUserManager["Account"]):
    """What allauth asks of a user manager; accounts are made by `identity.actions.register`."""


class Account(LocalModel, AbstractBaseUser):
    """A way to sign in. Its id is the volunteer's id of the same person; an officer may have an account alone.

    The phone is sealed; it is found through its claim. An account of a person registered twice leads to the one kept.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7)
    email = models.EmailField(null=True, blank=True)
    phone_sealed = SealedField("phone", ["id"], null=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    phone_verified = models.BooleanField(default=False)
    label = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    elder_mode = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(null=True)
    merged_into_id = models.UUIDField(null=True)

    USERNAME_FIELD = "id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    def __str__(self) -> str:
        return self.label or str(self.id)


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


class Volunteer(PlacedModel):
    """Root of the volunteer group. Without an account of its own where a guardian's account holds a child.

    ``real_name_level`` is the assurance reached: 0 stated only, 1 and 2 as NIST SP 800-63A grades it. Who was registered
    twice is kept once: the other one names it in ``merged_into_id``. ``region`` is where they live (`Residence`), and
    ``resides_since`` the day from which on, null for who never moved. From ``restricted_at`` on nothing is done with what is kept
    but what the law asks or the person does. From ``closed_at`` on the row names nobody and is shown to nobody.
    """

    placement = Placement.VOLUNTEER
    owner_column = "id"

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=300, blank=True)
    name_latin = models.CharField(max_length=300, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    birth_on = models.DateField(null=True)
    nationality = models.CharField(max_length=2, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, db_index=False)
    resides_since = models.DateField(null=True)
    real_name_level = models.PositiveSmallIntegerField(default=0)
    real_name_at = models.DateTimeField(null=True)
    guardian_id = models.UUIDField(null=True)
    merged_into_id = models.UUIDField(null=True)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    categories = ArrayField(models.CharField(max_length=20), default=list)
    registered_at = models.DateTimeField()
    restricted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(name="", real_name_level=0), name="volunteer_closed_is_nameless"
            ),
            models.CheckConstraint(
                condition=Q(real_name_level=0) | ~Q(name="") & Q(birth_on__isnull=False), name="real_name_named"
            ),
            models.CheckConstraint(condition=Q(real_name_level__lte=2), name="real_name_level_known"),
            models.CheckConstraint(
                condition=Q(guardian_id__isnull=True) | ~Q(guardian_id=F("id")), name="volunteer_not_own_guardian"
            ),
            models.CheckConstraint(
                condition=Q(merged_into_id__isnull=True) | ~Q(merged_into_id=F("id")), name="volunteer_not_into_itself"
            ),
        ]
        # For the desk: the beginning of a name, within a region and below.
        indexes = [
            models.Index(fields=["name", "region"], name="volunteer_by_name", opclasses=["varchar_pattern_ops"] * 2)
        ]

    def __str__(self) -> str:
        return f"{self.name or '—'} {self.number}"


class ClaimKind(models.TextChoices):
    DOCUMENT = "document"
    PHONE = "phone"
    NUMBER = "number"


class Claim(ClaimModel):
    """A value that one person may hold nationwide, by its keyed hash. ``holds_until`` is set while it is not proved yet."""

    value_index = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=ClaimKind)
    key_version = models.PositiveSmallIntegerField()
    holder_id = models.UUIDField()
    holds_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} held by {self.holder_id}"


class DocumentState(models.TextChoices):
    CLAIMED = "claimed"
    VERIFIED = "verified"
    RETURNED = "returned"
    REJECTED = "rejected"
    REPLACED = "replaced"


class Document(VolunteerOwned):
    """An identity document. The number is sealed and bound to this row; ``tail`` is what may be shown of it."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    kind = models.CharField(max_length=3)
    number_sealed = SealedField("document-number", ["id"])
    tail = models.CharField(max_length=2)
    length = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.CLAIMED)
    provider = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    expires_on = models.DateField(null=True)
    stated = models.JSONField(default=dict)
    photo_sealed = SealedField("document-photo", ["id"], null=True)
    photo_type = models.CharField(max_length=20, blank=True)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer"], condition=Q(state="verified"), name="document_verified_once"),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "returned", "rejected"], level=0)
                | Q(state__in=["verified", "replaced"], level__in=[1, 2]),
                name="document_state_told",
            ),
        ]

    @property
    def masked(self) -> str:
        return "*" * (self.length - len(self.tail)) + self.tail

    def __str__(self) -> str:
        return f"{self.kind} {self.masked}"


class Consent(VolunteerOwned):
    """A named purpose agreed to, in the version that was shown, until withdrawn."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given_by = models.UUIDField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Qualification(VolunteerOwned):
    """A qualification 资质 that a person states to hold, with its days; an organization notes that it saw the original."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=60, blank=True)
    granted_by = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    stated_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)
    seen_by_name = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="qualification_days"),
            models.CheckConstraint(
                condition=Q(seen_by__isnull=True) | ~Q(seen_by=F("volunteer_id")), name="qualification_seen_by_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Guardianship(PlacedModel):
    """A child in a guardian's account, kept with the guardian. The child's own row names the guardian."""

    placement = Placement.VOLUNTEER
    owner_column = "guardian_id"

    pk = models.CompositePrimaryKey("guardian_id", "ward_id")
    guardian_id = models.UUIDField()
    ward_id = models.UUIDField()
    ward_name = models.CharField(max_length=300)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(guardian_id=F("ward_id")), name="guardianship_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} for {self.ward_name}"


class GuardianConsentState(models.TextChoices):
    REQUESTED = "requested"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


class GuardianConsent(VolunteerOwned):
    """A guardian's consent for a volunteer of 14 to 17, asked by a link and withdrawn at will."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    state = models.CharField(max_length=10, choices=GuardianConsentState, default=GuardianConsentState.REQUESTED)
    guardian_id = models.UUIDField(null=True)
    guardian_name = models.CharField(max_length=300, blank=True)
    relation = models.CharField(max_length=40, blank=True)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer"], condition=Q(state="given"), name="guardian_consent_once")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.state}"


class ApiToken(LocalModel):
    """A scoped key to the API, shown once; only its hash is kept. ``last_used_at`` is right to the hour."""

    digest = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE)
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=30))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_expires"),
        ]

    def __str__(self) -> str:
        return self.name
