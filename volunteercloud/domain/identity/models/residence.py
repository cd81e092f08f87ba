from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from volunteercloud.core.models import VolunteerOwned
from volunteercloud.domain.regions.models import Region

from .people import Volunteer


class Residence(VolunteerOwned):
    """Where a person lives 居住地, from a day on until the day before ``until_on``; the last one has no end.

    ``before`` is where they lived until then, null for the first. ``terms`` is the version of the text that was agreed to,
    empty where registering was all there was to agree to. ``began_at`` is when the profile took it over: until then it
    lies ahead and can be called off. ``stated_lately`` counts the statements of the last year with this one.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    region = models.ForeignKey(Region, models.PROTECT, db_index=False, related_name="+")
    before = models.ForeignKey(Region, models.PROTECT, null=True, db_index=False, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    terms = models.CharField(max_length=20, blank=True)
    stated_by = models.UUIDField()
    stated_at = models.DateTimeField()
    stated_lately = models.PositiveSmallIntegerField(default=1)
    began_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="residence_a_day_at_least"
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=True) | ~Q(before=F("region")), name="residence_elsewhere_than_before"
            ),
            models.CheckConstraint(condition=Q(before__isnull=True) | ~Q(terms=""), name="residence_agreed_to"),
            models.UniqueConstraint(
                fields=["volunteer"],
                condition=Q(began_at__isnull=True, cancelled_at__isnull=True),
                name="residence_one_ahead",
            ),
            ExclusionConstraint(
                name="residence_one_a_day",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (
                        Func(F("from_on"), F("until_on"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            # What begins today, for the worker; who came to a region and below, and who left it, for its officers.
            models.Index(
                fields=["from_on", "volunteer"],
                condition=Q(began_at__isnull=True, cancelled_at__isnull=True),
                name="residence_ahead",
            ),
            models.Index(
                fields=["region", "from_on"],
                opclasses=["varchar_pattern_ops", "date_ops"],
                condition=Q(before__isnull=False, cancelled_at__isnull=True),
                name="residence_came",
            ),
            models.Index(
                fields=["before", "from_on"],
                opclasses=["varchar_pattern_ops", "date_ops"],
                condition=Q(before__isnull=False, cancelled_at__isnull=True),
                name="residence_left",
            ),
        ]

    @property
    def is_ahead(self) -> bool:
        return self.began_at is None and self.cancelled_at is None

    def __str__(self) -> str:
        return f"{self.region_id} from {self.from_on}"
