from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ClaimModel, OrganizationOwned, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization


class Kind(models.TextChoices):
    ORGANIZATION = "organization"  # issued by the organization that recorded
    EXTRACT = "extract"  # every valid record of the period, printed at once


class Certificate(VolunteerOwned):
    """What was certified, frozen when it was issued. ``facts`` is everything the paper says."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    number = models.CharField(max_length=20)
    code = models.CharField(max_length=8)
    kind = models.CharField(max_length=12, choices=Kind)
    organization_id = models.UUIDField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    credit_minutes = models.PositiveIntegerField()
    honour_minutes = models.PositiveIntegerField()
    facts = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, to_on__gte=F("from_on")), name="certificate_of_a_period"
            ),
            models.CheckConstraint(
                condition=Q(kind="extract") | Q(organization_id__isnull=False), name="certificate_has_issuer"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="certificate_withdrawn_why"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateLine(VolunteerOwned):
    """One record on one certificate, in the version that was certified."""

    pk = models.CompositePrimaryKey("volunteer_id", "certificate_id", "record_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    certificate_id = models.UUIDField()
    record_id = models.UUIDField()
    version_id = models.UUIDField()
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1)

    def __str__(self) -> str:
        return f"{self.minutes} min {self.grade}"


class CertificateNumber(ClaimModel):
    """A number is given once; it leads from what is printed to whose it is."""

    number = models.CharField(max_length=20, primary_key=True)
    volunteer_id = models.UUIDField()
    certificate_id = models.UUIDField()

    def __str__(self) -> str:
        return self.number


class RequestState(models.TextChoices):
    WAITING = "waiting"
    ISSUED = "issued"
    REFUSED = "refused"


class CertificateRequest(OrganizationOwned):
    """A volunteer asks the organization for a certificate of a period."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    from_on = models.DateField()
    to_on = models.DateField()
    purpose = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    certificate_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused"], certificate_id__isnull=True)
                | Q(state="issued", certificate_id__isnull=False),
                name="certificate_request_answered",
            ),
            models.UniqueConstraint(
                fields=["organization", "volunteer_id"], condition=Q(state="waiting"), name="certificate_request_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_name} {self.state}"


class MyRequest(VolunteerOwned):
    """The same request on the volunteer's side."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    requested_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.organization_name} {self.state}"
