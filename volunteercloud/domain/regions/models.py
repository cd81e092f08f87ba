from django.db import models
from django.db.models import Q

from volunteercloud.core.models import ReferenceModel


class Level(models.IntegerChoices):
    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    STREET = 4
    COMMUNITY = 5


class Region(ReferenceModel):
    code = models.CharField(max_length=12, primary_key=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.PositiveSmallIntegerField(choices=Level)
    name = models.CharField(max_length=100)
    name_latin = models.CharField(max_length=100, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        indexes = [models.Index(fields=["name"], name="region_by_name", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class RuleSet(ReferenceModel):
    """What a region sets for service in it from a day on; the nearest region above that has a set valid on that day decides.

    Defaults follow DOMAIN.md A3 and A11; each is a choice of the jurisdiction, not law quoted by the code.
    """

    pk = models.CompositePrimaryKey("region_id", "valid_from")
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    valid_from = models.DateField()
    rounding_minutes = models.PositiveSmallIntegerField(default=30)
    daily_cap_minutes = models.PositiveSmallIntegerField(default=480)
    two_day_flag_minutes = models.PositiveSmallIntegerField(default=960)
    travel_speed_kmh = models.PositiveSmallIntegerField(default=300)
    hour_code_days = models.PositiveSmallIntegerField(default=7)
    claim_days = models.PositiveSmallIntegerField(default=30)
    late_entry_days = models.PositiveSmallIntegerField(default=90)
    objection_days = models.PositiveSmallIntegerField(default=30)
    objection_answer_days = models.PositiveSmallIntegerField(default=15)
    appeal_days = models.PositiveSmallIntegerField(default=15)
    notice_days = models.PositiveSmallIntegerField(default=0)
    guardian_account_below_age = models.PositiveSmallIntegerField(default=14)
    guardian_consent_below_age = models.PositiveSmallIntegerField(default=18)
    check_in_opens_minutes = models.PositiveSmallIntegerField(default=30)
    check_out_closes_minutes = models.PositiveSmallIntegerField(default=240)
    cancel_before_minutes = models.PositiveSmallIntegerField(default=180)
    offer_minutes = models.PositiveSmallIntegerField(default=720)
    check_in_radius_metres = models.PositiveSmallIntegerField(default=500)
    trusted_publish_at_once = models.BooleanField(default=False)
    minimum_real_name_level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rounding_minutes__gte=1), name="ruleset_rounding")]

    def __str__(self) -> str:
        return f"{self.region_id} from {self.valid_from}"
