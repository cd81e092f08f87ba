from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ClaimModel, LocalModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer


class IssuerKey(LocalModel):
    """A key that signs credentials, derived from the master key by its version. The first one has no row until another
    follows it."""

    version = models.PositiveSmallIntegerField(primary_key=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="issuer_key_days"),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"


class Form(models.TextChoices):
    BADGE = "badge"  # Open Badges 3.0, the whole of it shown
    DISCLOSING = "disclosing"  # SD-JWT, of which the holder shows what they choose


class Scope(models.TextChoices):
    """What a credential is about."""

    WHOLE = "whole"  # everything that counts here
    ORGANIZATION = "organization"
    RECORD = "record"


class Why(models.TextChoices):
    """Why a credential stands no more."""

    RECORDS = "records"  # a record behind it was corrected, revoked or erased
    MOVED = "moved"  # a record behind it counts at another node since
    HOLDER = "holder"


class Credential(VolunteerOwned):
    """What was issued, frozen. ``document`` is what is signed; the text is made of it anew, the same each time.

    ``subject_id`` is the organization or the record it is about. ``digest`` is over the versions behind it, so that the
    same is not issued twice. ``place`` is its own for ever in the status lists.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    form = models.CharField(max_length=10, choices=Form)
    scope = models.CharField(max_length=12, choices=Scope)
    subject_id = models.UUIDField(null=True)
    is_named = models.BooleanField(default=False)
    records = models.PositiveIntegerField()
    credit_minutes = models.PositiveIntegerField()
    honour_minutes = models.PositiveIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    digest = models.BinaryField()
    document = models.JSONField()
    key_version = models.PositiveSmallIntegerField()
    place = models.BigIntegerField()
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=10, choices=Why, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(form__in=Form.values, scope__in=Scope.values, revoked_why__in=["", *Why.values]),
                name="credential_known",
            ),
            models.CheckConstraint(
                condition=Q(scope="whole", subject_id__isnull=True) | ~Q(scope="whole") & Q(subject_id__isnull=False),
                name="credential_about",
            ),
            models.CheckConstraint(condition=Q(records__gte=1, to_on__gte=F("from_on")), name="credential_of_service"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="") | Q(revoked_at__isnull=False) & ~Q(revoked_why=""),
                name="credential_revoked_why",
            ),
            models.UniqueConstraint(
                fields=["volunteer", "form", "scope", "subject_id", "is_named", "digest"],
                condition=Q(revoked_at__isnull=True),
                nulls_distinct=False,
                name="credential_once",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-issued_at", "-id"], name="credential_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.scope} {self.credit_minutes} + {self.honour_minutes} min"


class CredentialLine(VolunteerOwned):
    """One record behind one credential, as it stood. ``recorded_for`` is the row of the person under which it is kept, which
    is another one where a person was registered twice."""

    pk = models.CompositePrimaryKey("volunteer_id", "credential_id", "record_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    credential_id = models.UUIDField()
    record_id = models.UUIDField()
    recorded_for = models.UUIDField()
    version_id = models.UUIDField()
    day = models.DateField()
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1)

    def __str__(self) -> str:
        return f"{self.day} {self.minutes} min {self.grade}"


class StatusList(LocalModel):
    """A list of bits, one a credential, 1 where it was revoked: published as it is, so it says nothing of whose they are.

    A byte's lowest bit is its first, as PostgreSQL counts.
    """

    number = models.PositiveIntegerField(primary_key=True)
    bits = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"list {self.number} version {self.version}"


class StatusPlace(ClaimModel):
    """A place in the lists that is taken, by chance and for ever: the number of its list times the length of one, and the
    bit within."""

    place = models.BigIntegerField(primary_key=True)
    volunteer_id = models.UUIDField()
    credential_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.place)
