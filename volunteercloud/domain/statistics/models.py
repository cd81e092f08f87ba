from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel, VolunteerOwned
from volunteercloud.domain.identity.models import Sex, Volunteer
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.records.models import Grade, Kind

from .exports.models import Export as Export
from .open_data.models import Snapshot as Snapshot
from .questions.models import Inquiry as Inquiry
from .questions.models import KeptQuestion as KeptQuestion
from .reports.models import Report as Report
from .reports.models import SentReport as SentReport
from .watching.models import Alert as Alert
from .watching.models import Band as Band


class Basis(models.TextChoices):
    """Whose region counts. Service recorded here counts where it was given, whoever counts it for the person by now; what counts
    for people here counts where they lived on that day."""

    PLACE = "place"
    HOME = "home"


class Span(models.TextChoices):
    """How long a cell is; ``start`` is its first day, and 1 January of the year 1 for all time."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    EVER = "ever"


class Slice(models.TextChoices):
    """What a cell is a part of its region and time by; ``value`` says which part. ``total`` has one, with an empty value."""

    TOTAL = "total"
    CATEGORY = "category"
    KIND = "kind"  # the only one in which time counts that is not service
    SEX = "sex"
    AGE = "age"  # the youngest age of a band, on the day of service
    ORGANIZATION_KIND = "orgkind"
    SDG = "sdg"  # a goal; service for two goals stands at both, so these do not add up to the total


# Counts under another region than its code says: few, and looked for by every process each minute.
MOVED = ~Q(code__startswith=F("province")) | ~Q(code__startswith=F("city")) | ~Q(code__startswith=F("district"))


class Place(ReferenceModel):
    """Where a code of a region counts today: the code that took over from it, and what is above that. Built from `regions`."""

    code = models.CharField(max_length=12, primary_key=True)
    street = models.CharField(max_length=12, blank=True)
    district = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=12, blank=True)
    province = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(fields=["code"], condition=MOVED, name="place_moved")]

    def __str__(self) -> str:
        return f"{self.code} in {self.street or self.district or self.city or self.province}"


class PersonFact(VolunteerOwned):
    """What was counted of a person who is registered under their real name."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True, db_constraint=False)
    region_code = models.CharField(max_length=12, blank=True)
    sex = models.CharField(max_length=1, choices=Sex)
    born_in = models.PositiveSmallIntegerField(null=True)
    registered_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.registered_on} {self.region_code}"


class ServiceFact(VolunteerOwned):
    """What was counted of a record: the version that stood, with everything it is sliced by. The table of the query builder.
    A record of somebody who was registered twice is a fact of the person who is kept.

    No key of the database leads to the person: it would be looked up 200 million times in a recount, which proves the same.
    ``is_given``: recorded here, so it counts by place. ``is_counted``: it counts for the person here, so by home.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "record_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False, db_constraint=False)
    record_id = models.UUIDField()
    day = models.DateField()
    place_code = models.CharField(max_length=12)
    home_code = models.CharField(max_length=12, blank=True)
    is_given = models.BooleanField()
    is_counted = models.BooleanField()
    organization_id = models.UUIDField()
    organization_kind = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    category = models.CharField(max_length=20, blank=True)
    sdgs = ArrayField(models.PositiveSmallIntegerField(), default=list)
    sex = models.CharField(max_length=1, choices=Sex)
    age_band = models.CharField(max_length=2, blank=True)
    grade = models.CharField(max_length=1, choices=Grade)
    minutes = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["place_code", "day"], name="service_fact_by_place", opclasses=["varchar_pattern_ops", ""]
            ),
            BrinIndex(fields=["day"], name="service_fact_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place_code} {self.minutes} min {self.grade}"


class ShiftFact(OrganizationOwned):
    """What was counted of a shift that is over, was not cancelled and is no meeting: places, people who held one, who came, who
    stayed away without a word, and for how many of those who came there is a record."""

    pk = models.CompositePrimaryKey("organization_id", "shift_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    day = models.DateField()
    place_code = models.CharField(max_length=12)
    organization_kind = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=20, blank=True)
    places = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    came = models.PositiveIntegerField()
    missed = models.PositiveIntegerField()
    recorded = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["place_code", "day"], name="shift_fact_by_place", opclasses=["varchar_pattern_ops", ""]
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.taken}/{self.places}"


class Hours(ReferenceModel):
    """Sums of records. ``minutes`` stand by evidence grade, so that credit and honour hours are never one number; ``people`` are
    distinct within the cell; ``firsts`` are those whose first service ever is in it."""

    records = models.BigIntegerField(default=0)
    people = models.BigIntegerField(default=0)
    firsts = models.BigIntegerField(default=0)
    minutes_a = models.BigIntegerField(default=0)
    minutes_b = models.BigIntegerField(default=0)
    minutes_c = models.BigIntegerField(default=0)
    minutes_d = models.BigIntegerField(default=0)
    minutes_e = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


NEVER_NEGATIVE = Q(
    records__gte=0,
    people__gte=0,
    firsts__gte=0,
    minutes_a__gte=0,
    minutes_b__gte=0,
    minutes_c__gte=0,
    minutes_d__gte=0,
    minutes_e__gte=0,
)


class ServiceCell(Hours):
    """Service in a region, empty for everywhere, and a time. Days and streets have only the total, homes no day and only
    total, sex and age."""

    pk = models.CompositePrimaryKey("basis", "region_code", "span", "start", "slice", "value")
    basis = models.CharField(max_length=5, choices=Basis)
    region_code = models.CharField(max_length=12, blank=True)
    span = models.CharField(max_length=5, choices=Span)
    start = models.DateField()
    slice = models.CharField(max_length=8, choices=Slice)
    value = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=NEVER_NEGATIVE, name="service_cell_counts"),
            models.CheckConstraint(condition=Q(people__lte=F("records")), name="service_cell_people"),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.span} {self.start} {self.slice} {self.value}"


class Touched(ReferenceModel):
    """By which round of counting the cells of a region and time were changed last, of days none. Without a row here they are
    as they were at the last whole count (`Progress.whole`)."""

    pk = models.CompositePrimaryKey("basis", "region_code", "span", "start")
    basis = models.CharField(max_length=5, choices=Basis)
    region_code = models.CharField(max_length=12, blank=True)
    span = models.CharField(max_length=5, choices=Span)
    start = models.DateField()
    rounds = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.region_code} {self.span} {self.start} in round {self.rounds}"


class OrganizationCell(Hours):
    """Service with an organization, by month, year and all time."""

    pk = models.CompositePrimaryKey("organization_id", "span", "start")
    organization_id = models.UUIDField()
    span = models.CharField(max_length=5, choices=Span)
    start = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=NEVER_NEGATIVE, name="organization_cell_counts")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.span} {self.start}"


class PeopleCell(ReferenceModel):
    """People registered under their real name who live in a region, by the month they registered in; summed up to a month
    they are the register of that time, of those still in it. ``slice`` is total, sex, or born (the year of birth as value)."""

    pk = models.CompositePrimaryKey("region_code", "month", "slice", "value")
    region_code = models.CharField(max_length=12, blank=True)
    month = models.DateField()
    slice = models.CharField(max_length=8)
    value = models.CharField(max_length=20, blank=True)
    people = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__gte=0), name="people_cell_counts")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.month} {self.people}"


class ShiftCell(ReferenceModel):
    """Shifts that are over, where they were; ``slice`` is total, category or orgkind, spans are month and year."""

    pk = models.CompositePrimaryKey("region_code", "span", "start", "slice", "value")
    region_code = models.CharField(max_length=12, blank=True)
    span = models.CharField(max_length=5, choices=Span)
    start = models.DateField()
    slice = models.CharField(max_length=8, choices=Slice)
    value = models.CharField(max_length=20, blank=True)
    shifts = models.BigIntegerField(default=0)
    places = models.BigIntegerField(default=0)
    taken = models.BigIntegerField(default=0)
    came = models.BigIntegerField(default=0)
    missed = models.BigIntegerField(default=0)
    recorded = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shifts__gte=0, places__gte=0, taken__gte=0, came__gte=0, missed__gte=0, recorded__gte=0),
                name="shift_cell_counts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.start} {self.shifts}"


class CohortCell(ReferenceModel):
    """People by the year of their first service and a year in which they served, where they live."""

    pk = models.CompositePrimaryKey("region_code", "first_year", "year")
    region_code = models.CharField(max_length=12, blank=True)
    first_year = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField()
    people = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=0), name="cohort_cell_counts"),
            models.CheckConstraint(condition=Q(year__gte=F("first_year")), name="cohort_cell_order"),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.first_year} {self.year}"


class Restatement(ReferenceModel):
    """How the past changed: what corrections, voids and transfers of one day did to a month that was over (by place, to
    cities and above). Reported beside the figure."""

    pk = models.CompositePrimaryKey("region_code", "month", "on")
    region_code = models.CharField(max_length=12, blank=True)
    month = models.DateField()
    on = models.DateField()
    records = models.BigIntegerField(default=0)
    credit_minutes = models.BigIntegerField(default=0)
    honour_minutes = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.region_code} {self.month} on {self.on}"


class Progress(ReferenceModel):
    """How far the counting got. The one row: who counts holds it. ``as_of``: everything written before is counted. ``rounds``
    grows with whatever changes cells, so two readings with the same number are of the same cells; ``whole`` is the last of
    them that may have changed any cell without a word in `Touched`. ``noted`` is the last that was counted by a program which
    writes such words: while an installation is upgraded, an older one may still count."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    rounds = models.BigIntegerField(default=0, db_default=0)
    whole = models.BigIntegerField(default=0, db_default=0)
    noted = models.BigIntegerField(default=0, db_default=0)
    as_of = models.DateTimeField()
    swept_until = models.DateTimeField()
    recounted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="statistics_one_progress")]

    def __str__(self) -> str:
        return f"as of {self.as_of:%Y-%m-%d %H:%M:%S}"

    def begin_round(self, *, is_whole: bool = False) -> None:
        """Another state of the cells; `ROUNDS` are what changes here, for whoever saves."""
        if is_whole or self.noted != self.rounds:
            self.whole = self.rounds + 1
        self.rounds += 1
        self.noted = self.rounds


ROUNDS = ("rounds", "whole", "noted")


class Population(ReferenceModel):
    """Residents of a region as an office counted them, from a day on until the next count."""

    pk = models.CompositePrimaryKey("region_code", "counted_on")
    region_code = models.CharField(max_length=12, blank=True)
    counted_on = models.DateField()
    residents = models.BigIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(residents__gte=0), name="population_counts")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.counted_on} {self.residents}"


class Wage(ReferenceModel):
    """What an hour is worth in a region and a year, in fen: for the replacement cost of service."""

    pk = models.CompositePrimaryKey("region_code", "year")
    region_code = models.CharField(max_length=12, blank=True)
    year = models.PositiveSmallIntegerField()
    fen_an_hour = models.PositiveIntegerField()
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.region_code} {self.year} {self.fen_an_hour}"


class Shape(ReferenceModel):
    """The outline of a region on the map of the one above it, as an operator loaded it (`maps`). With an empty
    ``region_code`` it is a line that the map has besides its regions. ``rings`` hold longitude and latitude."""

    pk = models.CompositePrimaryKey("above_code", "region_code")
    above_code = models.CharField(max_length=12, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    rings = models.JSONField()
    source = models.CharField(max_length=300)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.region_code} in {self.above_code}"
