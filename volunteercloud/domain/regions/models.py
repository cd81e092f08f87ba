from django.contrib.postgres.fields import ArrayField
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


def star_hours() -> list[int]:
    return [100, 300, 600, 1000, 1500]


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
    # Categories of service that new projects may choose from; all of the list where none is named.
    categories = ArrayField(models.CharField(max_length=20), default=list)
    # At the officer's desk: until when each kind of case is decided, when it goes one level up, and what takes two officers.
    review_identity_days = models.PositiveSmallIntegerField(default=3)
    review_organization_days = models.PositiveSmallIntegerField(default=10)
    review_project_days = models.PositiveSmallIntegerField(default=5)
    review_report_days = models.PositiveSmallIntegerField(default=30)
    escalation_days = models.PositiveSmallIntegerField(default=3)
    four_eyes = ArrayField(models.CharField(max_length=20), default=list)
    # Needs: until when one is moderated, an urgent one sooner; how long it stays open before the next level is asked, and
    # before it ends; how many one poster may post within a day.
    need_hours = models.PositiveSmallIntegerField(default=24)
    urgent_need_hours = models.PositiveSmallIntegerField(default=2)
    need_passes_days = models.PositiveSmallIntegerField(default=3)
    need_open_days = models.PositiveSmallIntegerField(default=30)
    needs_a_day = models.PositiveSmallIntegerField(default=5)
    # Organizations: when the report of a year is due, counted from its end, and how long a correction may take.
    annual_report_days = models.PositiveSmallIntegerField(default=90)
    correction_days = models.PositiveSmallIntegerField(default=30)
    # Nobody is written to by SMS in these hours (minutes of the day, local time).
    quiet_from_minute = models.PositiveSmallIntegerField(default=1290)
    quiet_to_minute = models.PositiveSmallIntegerField(default=480)
    # After so many unexcused absences within these days a coordinator is asked before the next sign-up counts.
    no_show_limit = models.PositiveSmallIntegerField(default=2)
    no_show_days = models.PositiveSmallIntegerField(default=90)
    # Hours from which one, two … five stars may be asked for.
    star_hours = ArrayField(models.PositiveIntegerField(), default=star_hours)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(rounding_minutes__gte=1), name="ruleset_rounding")]

    def __str__(self) -> str:
        return f"{self.region_id} from {self.valid_from}"
