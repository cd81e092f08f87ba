from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import Region


class Thresholds(ReferenceModel):
    """From where on the radar's rules speak, for organizations of a region from a day on; as with `regions.RuleSet` the
    nearest region at or above that has a set valid on that day decides. docs/decisions/0018-radar.md explains each."""

    pk = models.CompositePrimaryKey("region_id", "valid_from")
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    valid_from = models.DateField()
    window_days = models.PositiveSmallIntegerField(default=30)
    case_records = models.PositiveSmallIntegerField(default=3)
    list_people = models.PositiveSmallIntegerField(default=8)
    past_entries = models.PositiveSmallIntegerField(default=5000)
    entries_a_minute = models.PositiveSmallIntegerField(default=6)
    joined_after_hours = models.PositiveSmallIntegerField(default=48)
    stranger_days = models.PositiveSmallIntegerField(default=2)
    seen_percent = models.PositiveSmallIntegerField(default=30)
    far_people = models.PositiveSmallIntegerField(default=4)
    far_times = models.PositiveSmallIntegerField(default=3)
    point_people = models.PositiveSmallIntegerField(default=6)
    point_minutes = models.PositiveSmallIntegerField(default=10)
    device_people = models.PositiveSmallIntegerField(default=10)
    device_seconds = models.PositiveSmallIntegerField(default=10)
    proof_bits = models.PositiveSmallIntegerField(default=6)
    leap_entries = models.PositiveSmallIntegerField(default=8)
    leap_points = models.PositiveSmallIntegerField(default=20)
    same_hand_records = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(window_days__gte=1, past_entries__gte=1), name="radar_thresholds_reach"),
            models.CheckConstraint(condition=Q(proof_bits__lte=16), name="radar_thresholds_bits"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} from {self.valid_from}"


class Swept(OrganizationOwned):
    """Up to when the radar has looked at what an organization wrote. Its row is held while it looks: one at a time."""

    organization = models.OneToOneField(Organization, models.PROTECT, primary_key=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.organization_id} until {self.until}"


class CaseState(models.TextChoices):
    OPEN = "open"
    DISMISSED = "dismissed"
    OBJECTED = "objected"


class RadarCase(ReferenceModel):
    """Records of one organization, entered by one person, that look bought. An officer of the region decides.

    ``entered_by`` answers for the entries: who confirmed them. ``records`` and ``minutes`` count what the case holds;
    ``rules`` are the codes of the rules that speak in it. The rows are `CaseReason`.
    """

    id = models.UUIDField(primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    organization_name_en = models.CharField(max_length=200, blank=True)
    entered_by = models.UUIDField(null=True)
    entered_by_name = models.CharField(max_length=300, blank=True)
    rules = ArrayField(models.CharField(max_length=40), default=list)
    records = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    grew_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    decided_by = models.UUIDField(null=True)
    decided_by_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "entered_by"],
                condition=Q(state="open"),
                nulls_distinct=False,
                name="radar_case_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | Q(state__in=["dismissed", "objected"], decided_at__isnull=False) & ~Q(reason=""),
                name="radar_case_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["region"], name="radar_case_by_region", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["organization_id", "id"], name="radar_case_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_name} {self.entered_by_name} {self.state}"


class CaseReason(OrganizationOwned):
    """What one rule says about one record: told once, so that a reason which was dismissed stays quiet for good.

    ``facts`` are ids, times and numbers, never a name: who a record is about is read from the record.
    """

    pk = models.CompositePrimaryKey("organization_id", "record_id", "rule")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    record_id = models.UUIDField()
    rule = models.CharField(max_length=40)
    case_id = models.UUIDField()
    facts = models.JSONField(default=dict)
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "case_id", "record_id"], name="radar_reason_by_case")]

    def __str__(self) -> str:
        return f"{self.rule} {self.record_id}"
