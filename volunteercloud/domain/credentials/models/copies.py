from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer


class Signer(models.TextChoices):
    """Whose signature a package bears, as this node knows them when it is brought."""

    TRUSTED = "trusted"  # of a node that officers confirmed: asked to hand its records over, they can count here
    UNKNOWN = "unknown"  # nobody here can tell whose key it is: shown only, whatever it says


class Binding(models.TextChoices):
    """What tied a package to the person who brought it."""

    DOCUMENT = "document"  # it was sealed for this node with the same document
    NAME = "name"  # name and birth date alone: it held nothing about the document that this node can open


class BroughtPackage(VolunteerOwned):
    """Another node's package of a person's service, as it was checked when they brought it. Shown, and counted nowhere.

    ``digest`` is the SHA-256 of its signature, so that the same package is brought once. ``entries`` are its records as
    they stood there: [{day, title, title_en, organization, organization_en, minutes, grade, kind}]; ``proved`` of ``versions``
    stood in that node's log.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    digest = models.BinaryField()
    node_name = models.CharField(max_length=255)
    signer = models.CharField(max_length=8, choices=Signer)
    binding = models.CharField(max_length=8, choices=Binding)
    credit_minutes = models.PositiveIntegerField()
    honour_minutes = models.PositiveIntegerField()
    records = models.PositiveIntegerField()
    versions = models.PositiveIntegerField()
    proved = models.PositiveIntegerField()
    entries = models.JSONField(default=list)
    made_at = models.DateTimeField()
    brought_by = models.UUIDField()
    brought_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "digest"], name="brought_package_once"),
            models.CheckConstraint(
                condition=Q(signer__in=Signer.values, binding__in=Binding.values), name="brought_package_known"
            ),
            # What nobody here can open proves nothing about the document.
            models.CheckConstraint(
                condition=Q(signer="trusted") | Q(binding="name"), name="brought_package_bound_by_trust"
            ),
            models.CheckConstraint(condition=Q(proved__lte=F("versions")), name="brought_package_proved"),
        ]

    def __str__(self) -> str:
        return f"{self.node_name} {self.made_at:%Y-%m-%d}"
