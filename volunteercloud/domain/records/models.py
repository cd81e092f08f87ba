from datetime import timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value

from volunteercloud.core.models import ClaimModel, OrganizationOwned, VolunteerOwned
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization


class Grade(models.TextChoices):
    """Evidence grade 证据等级, strongest first (PRODUCT.md, rule 2)."""

    A = "A"  # own sign-in and sign-out, confirmed by a leader on the spot
    B = "B"  # leader's scan or tick
    C = "C"  # hour code handed out on site
    D = "D"  # claimed by the volunteer, confirmed afterwards
    E = "E"  # entered afterwards by the organization


CREDIT_GRADES = (Grade.A, Grade.B, Grade.C)


class Kind(models.TextChoices):
    """What the time was. Only service makes credit or honour hours; the others are kept and shown apart (DOMAIN.md E1, 15)."""

    SERVICE = "service"
    PREPARATION = "preparation"
    TRAINING = "training"
    PAID = "paid"
    COMPULSORY = "compulsory"


class Standing(models.TextChoices):
    VALID = "valid"
    REVOKED = "revoked"


class Whereabouts(models.TextChoices):
    """Where a record counts. One that moved stays readable here; one that arrives holds its time free and is not shown yet."""

    HERE = "here"
    ARRIVING = "arriving"
    MOVED = "moved"


KNOWN = Q(grade__in=Grade.values, standing__in=Standing.values, kind__in=Kind.values)
# Recorded here: what an organization of this node achieved, wherever it counts for the person by now.
RECORDED_HERE = Q(origin="")
# What counts for the person at this node.
COUNTED = Q(whereabouts="here", standing="valid")
# What a person finds in their own list: not what is held for a transfer, unless it was here before and comes home.
LISTED = ~Q(whereabouts="arriving") | ~Q(moved_to="")
# The source of a record from another node is named in its versions; here it is the record itself.
CARRIED = "carried"
WORKED = ExpressionWrapper(F("worked_minutes") * Value(timedelta(minutes=1)), output_field=models.DurationField())


class ServiceRecord(VolunteerOwned):
    """One version of one record; rows are only ever added. Partitioned by ``day``, a year each.

    ``worked_minutes`` is the time between check-in and check-out without the break; ``minutes`` what counts of it by
    the region's rounding. ``trail`` says step by step why the grade is what it is: [{at, what, who}]. ``findings`` is what
    each rule said when this version was written: [{rule, result, inputs}] (`records.rulebook`). Of somebody who closed their
    account the details are in ``details_sealed`` alone (`closing.seal_details`).
    """

    pk = models.CompositePrimaryKey("volunteer_id", "day", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    day = models.DateField()
    id = models.UUIDField()
    record_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    standing = models.CharField(max_length=8, choices=Standing)
    reason = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    post = models.CharField(max_length=100, blank=True)
    content = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SERVICE)
    category = models.CharField(max_length=20, blank=True)
    beneficiaries = ArrayField(models.CharField(max_length=20), default=list)
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    organization_name_en = models.CharField(max_length=200, blank=True)
    activity_id = models.UUIDField(null=True)
    service_region_code = models.CharField(max_length=12)
    home_region_code = models.CharField(max_length=12, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    worked_minutes = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1, choices=Grade)
    source_kind = models.CharField(max_length=20)
    source_id = models.UUIDField()
    recorder_id = models.UUIDField(null=True)
    recorder_name = models.CharField(max_length=300)
    confirmer_id = models.UUIDField(null=True)
    confirmer_name = models.CharField(max_length=300)
    trail = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    written_at = models.DateTimeField()
    details_sealed = SealedField("closed-record", ["id"], null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="record_ends_after_start"),
            models.CheckConstraint(condition=Q(minutes__lte=F("worked_minutes")), name="record_minutes_worked"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at") + WORKED), name="record_worked_in_time"),
            models.CheckConstraint(condition=Q(minutes__gte=1, version__gte=1), name="record_counts"),
            models.CheckConstraint(condition=KNOWN, name="record_known"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="record_correction_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.title} v{self.version}"


class RecordHead(VolunteerOwned):
    """The version that stands of each record, with what totals and lists ask for. The only row of a record that changes.

    ``origin`` is the node that recorded it and alone corrects it, empty where that is this one. ``moved_to`` is the node that
    counts it since, and ``moved_version`` the last version that node was given; both stay while it comes home (`arriving`).
    """

    pk = models.CompositePrimaryKey("volunteer_id", "record_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    record_id = models.UUIDField()
    version_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    standing = models.CharField(max_length=8, choices=Standing)
    day = models.DateField()
    during = DateTimeRangeField()
    organization_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SERVICE)
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1, choices=Grade)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    source_kind = models.CharField(max_length=20)
    source_id = models.UUIDField()
    first_written_at = models.DateTimeField()
    whereabouts = models.CharField(max_length=8, choices=Whereabouts, default=Whereabouts.HERE)
    origin = models.CharField(max_length=255, blank=True)
    moved_to = models.CharField(max_length=255, blank=True)
    moved_version = models.PositiveSmallIntegerField(null=True)

    record = models.ForeignObject(
        ServiceRecord,
        models.DO_NOTHING,
        from_fields=["volunteer_id", "day", "version_id"],
        to_fields=["volunteer_id", "day", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=KNOWN, name="record_head_known"),
            # An empty or endless time would overlap nothing, or everything.
            models.CheckConstraint(
                condition=Q(during__isempty=False, during__lower_inf=False, during__upper_inf=False),
                name="record_head_time",
            ),
            models.CheckConstraint(
                condition=Q(whereabouts="here", moved_to="", moved_version__isnull=True)
                | Q(whereabouts="arriving")
                | Q(whereabouts="moved", moved_version__isnull=False) & ~Q(moved_to=""),
                name="record_head_whereabouts",
            ),
            models.UniqueConstraint(fields=["volunteer", "source_kind", "source_id"], name="record_source_once"),
            ExclusionConstraint(
                name="record_no_overlap",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(standing="valid"),
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-day", "-record_id"], name="record_head_by_day"),
            models.Index(fields=["-first_written_at"], name="record_head_newest"),
            # What was written about a record after it moved follows it.
            models.Index(
                fields=["volunteer"],
                condition=Q(whereabouts="moved", version__gt=F("moved_version")),
                name="record_head_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.minutes} min {self.grade}"


class CarriedRecord(ClaimModel):
    """Whose a record is that came from another node: one person's, whoever else it is said to be of."""

    record_id = models.UUIDField(primary_key=True)
    volunteer_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.record_id)


class OrganizationRecord(OrganizationOwned):
    """What stands of a record, on the side of the organization that wrote it: its own list, the public notice, the radar.

    ``flags`` are the codes of the rules that flagged the version that stands. ``shift_id`` is the source of the record.
    """

    pk = models.CompositePrimaryKey("organization_id", "record_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    record_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    volunteer_number = models.CharField(max_length=20)
    activity_id = models.UUIDField(null=True)
    shift_id = models.UUIDField()
    title = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField()
    standing = models.CharField(max_length=8, choices=Standing)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=Kind)
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1, choices=Grade)
    flags = ArrayField(models.CharField(max_length=40), default=list)
    confirmer_id = models.UUIDField(null=True)
    confirmer_name = models.CharField(max_length=300)
    first_written_at = models.DateTimeField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=KNOWN, name="organization_record_known")]
        indexes = [
            models.Index(fields=["organization", "-day", "-record_id"], name="organization_record_by_day"),
            models.Index(fields=["organization", "activity_id", "record_id"], name="organization_record_activity"),
            models.Index(fields=["organization", "shift_id", "volunteer_id"], name="organization_record_shift"),
            # Rows come in the order of time, so this is tiny; the figures ask it who wrote lately.
            BrinIndex(fields=["written_at"], name="organization_record_written"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.volunteer_name} {self.minutes} min {self.grade}"
