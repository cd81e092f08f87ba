from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Left

from volunteercloud.core.models import OwnerOwned, ReferenceModel
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.regions.models import Region
from volunteercloud.domain.search.models import Urgency


class State(models.TextChoices):
    """draft → moderation → open → offered → docked → running → done → confirmed → closed, or one of the last four."""

    DRAFT = "draft"
    MODERATION = "moderation"
    RETURNED = "returned"  # to be mended by its poster
    OPEN = "open"
    OFFERED = "offered"  # somebody offers, nobody is chosen yet
    DOCKED = "docked"
    RUNNING = "running"
    DONE = "done"
    CONFIRMED = "confirmed"  # by its poster
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNMET = "unmet"


EDITABLE = (State.DRAFT, State.RETURNED)
WAITING = (State.OPEN, State.OFFERED)
SERVED = (State.DOCKED, State.RUNNING, State.DONE)
MET = (State.CONFIRMED, State.CLOSED)
PUBLIC = WAITING + SERVED + MET
STANDING = (State.MODERATION, State.RETURNED, *WAITING, *SERVED)
UNPOSTED = (State.DRAFT, State.MODERATION, State.RETURNED)


class Part(models.TextChoices):
    """The parts of the board: what may be taken up, what somebody looks after, what was met."""

    OPEN = "open"
    TAKEN_UP = "taken_up"
    MET = "met"


class PosterKind(models.TextChoices):
    PERSON = "person"
    ORGANIZATION = "organization"


class About(models.TextChoices):
    """Whom it is for. A need of another person stands on that person's consent."""

    MYSELF = "myself"
    PERSON = "person"
    GROUP = "group"
    PUBLIC = "public"


class Frequency(models.TextChoices):
    ONCE = "once"
    RECURRING = "recurring"
    UNTIL_SOLVED = "until_solved"


class Unmet(models.TextChoices):
    """Why a need was not met: the figure that says what is missing where."""

    NOBODY = "nobody"  # nobody offered
    TOO_FEW = "too_few"  # not enough people came together
    NO_SKILL = "no_skill"  # nobody near has the skill or language
    NO_TIME = "no_time"  # nobody could at that time
    TOO_LATE = "too_late"  # the answer came too late
    NOT_FOR_VOLUNTEERS = "not_for_volunteers"  # passed on to a public or paid service
    SOLVED_OTHERWISE = "solved_otherwise"
    OTHER = "other"


class Way(models.TextChoices):
    """What a need became."""

    SHIFT = "shift"  # a shift of an activity that runs
    ACTIVITY = "activity"
    PROJECT = "project"


class Flag(models.TextChoices):
    """What a moderator is asked to look at. A flag refuses nothing: words mean different things in different sentences."""

    DUPLICATE = "duplicate"  # much like another need of the region
    COMMERCIAL = "commercial"
    UNLAWFUL = "unlawful"
    ABUSIVE = "abusive"


class Need(ReferenceModel):
    """What somebody needs, as the public may know of it, and how far it has come. Small, and read by region on every board,
    so it is kept everywhere; whom it is for and where stands in `NeedDetails`, with its poster.

    ``poster_id`` is a person or an organization, ``posted_by`` the person who wrote it. ``region`` is the smallest the poster
    knows; ``latitude`` and ``longitude`` are rounded to about a kilometre. ``station_id`` is the organization that looks after
    needs there; without one the officers do. ``asked_code`` is the region whose officers are asked now, ``level`` how often it
    went up, and ``passes_at`` when it goes up next: while it waits for moderation that is the business of `reviews`, afterwards
    of this area.

    ``weekdays`` (1 is Monday) and the minutes of the day say when a need that recurs is. ``text_key`` is its text without
    signs and spaces, hashed: nobody has the same need open twice. ``part`` is where the board shows it. ``follows_at`` is when
    the worker looks next at what became of it. A draft may leave out anything; what was posted is whole.
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    poster_kind = models.CharField(max_length=12, choices=PosterKind)
    poster_id = models.UUIDField()
    poster_name = models.CharField(max_length=300)
    posted_by = models.UUIDField()
    title = models.CharField(max_length=60, blank=True)
    title_en = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=1000, blank=True)
    words_en = models.CharField(max_length=2000, blank=True)
    category = models.CharField(max_length=20, blank=True)
    beneficiary = models.CharField(max_length=20, blank=True)
    about = models.CharField(max_length=8, choices=About, blank=True)
    consent_at = models.DateTimeField(null=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, db_index=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_remote = models.BooleanField(default=False)
    frequency = models.CharField(max_length=12, choices=Frequency)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    from_minute = models.PositiveSmallIntegerField(null=True)
    to_minute = models.PositiveSmallIntegerField(null=True)
    people = models.PositiveSmallIntegerField(default=1)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.NORMAL)
    safety = models.CharField(max_length=500, blank=True)
    is_dangerous = models.BooleanField(default=False)
    text_key = models.UUIDField()
    flags = ArrayField(models.CharField(max_length=20), default=list)
    station_id = models.UUIDField(null=True)
    station_name = models.CharField(max_length=200, blank=True)
    asked_code = models.CharField(max_length=12, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    passes_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    organization_id = models.UUIDField(null=True)
    organization_name = models.CharField(max_length=200, blank=True)
    way = models.CharField(max_length=8, choices=Way, blank=True)
    project_id = models.UUIDField(null=True)
    activity_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    unmet = models.CharField(max_length=20, choices=Unmet, blank=True)
    outcome = models.CharField(max_length=2000, blank=True)
    served_people = models.PositiveIntegerField(default=0)
    served_minutes = models.PositiveIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(null=True)
    rating_words = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    docked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    station_reminded_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    follows_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    part = models.GeneratedField(
        expression=Case(
            When(state__in=["open", "offered"], then=Value("open")),
            When(state__in=["docked", "running", "done"], then=Value("taken_up")),
            When(state__in=["confirmed", "closed"], then=Value("met")),
        ),
        output_field=models.CharField(max_length=8, null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="need_number"),
            models.CheckConstraint(
                condition=Q(
                    state__in=State.values,
                    poster_kind__in=PosterKind.values,
                    frequency__in=Frequency.values,
                    about__in=["", *About.values],
                    urgency__in=Urgency.values,
                ),
                name="need_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(region__isnull=False, posted_at__isnull=False, expires_at__isnull=False)
                & ~Q(title="")
                & ~Q(words="")
                & ~Q(category="")
                & ~Q(beneficiary="")
                & ~Q(about=""),
                name="need_whole_once_posted",
            ),
            models.CheckConstraint(
                condition=~Q(about="person") | Q(consent_at__isnull=False) | Q(state="draft"), name="need_consented"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "offered"]) | Q(opened_at__isnull=False), name="need_opened_when"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["docked", "running", "done", "confirmed", "closed"])
                | Q(organization_id__isnull=False, docked_at__isnull=False) & ~Q(way=""),
                name="need_docked_with",
            ),
            models.CheckConstraint(
                condition=Q(state="unmet", ended_at__isnull=False) & ~Q(unmet="") | ~Q(state="unmet") & Q(unmet=""),
                name="need_unmet_why",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5), state__in=["confirmed", "closed"]),
                name="need_rated_when_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="need_confirmed_when"
            ),
            models.CheckConstraint(condition=Q(people__range=(1, 500)), name="need_people"),
            models.CheckConstraint(
                condition=~Q(frequency="once")
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at"))
                | Q(state="draft"),
                name="need_once_when",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7])
                & (
                    Q(from_minute__isnull=True, to_minute__isnull=True)
                    | Q(from_minute__isnull=False, to_minute__gt=F("from_minute"), to_minute__lte=1440)
                ),
                name="need_times_of_week",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="need_point",
            ),
            models.UniqueConstraint(
                fields=["poster_id", "text_key"],
                condition=Q(state__in=["moderation", "returned", "open", "offered", "docked", "running"]),
                name="need_posted_once",
            ),
        ]
        indexes = [
            models.Index(fields=["poster_id", "created_at", "id"], name="need_by_poster"),
            models.Index(fields=["organization_id", "state", "id"], name="need_by_organization"),
            models.Index(fields=["station_id", "state", "id"], name="need_by_station"),
            models.Index(fields=["passes_at", "id"], name="need_passes", condition=Q(state__in=["open", "offered"])),
            models.Index(
                fields=["expires_at", "id"],
                name="need_expires",
                condition=Q(state__in=["moderation", "returned", "open", "offered"]),
            ),
            models.Index(fields=["changed_at", "id"], name="need_changed"),
            models.Index(
                fields=["ended_at", "id"],
                name="need_to_erase",
                condition=Q(ended_at__isnull=False, erased_at__isnull=True),
            ),
            models.Index(fields=["region", "posted_at"], name="need_by_region"),
            models.Index(
                Left("region", 6),
                F("posted_at").desc(),
                F("id").desc(),
                name="need_standing_around",
                condition=Q(state__in=["moderation", "returned", "open", "offered", "docked", "running", "done"]),
            ),
            models.Index(fields=["follows_at", "id"], name="need_follows", condition=Q(follows_at__isnull=False)),
            models.Index(
                fields=["asked_code", "-urgency", "opened_at", "id"],
                name="need_passed_up",
                condition=Q(state__in=["open", "offered"], level__gt=0),
            ),
            # A page of the board costs the same in a street as in the whole country: one index for each length of a code.
            *(
                models.Index(
                    *([Left("region", length)] if length else []),
                    "part",
                    F("urgency").desc(),
                    F("opened_at").desc(),
                    F("id").desc(),
                    name=f"need_board_{length}",
                    condition=Q(part__isnull=False),
                )
                for length in (0, 2, 4, 6, 9, 12)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class NeedDetails(OwnerOwned):
    """Whom it is for and where: sealed, kept with the poster, and opened for whoever takes it up."""

    pk = models.CompositePrimaryKey("owner_id", "need_id")
    owner_id = models.UUIDField()
    need_id = models.UUIDField()
    sealed = SealedField("need", ["need_id"])

    def __str__(self) -> str:
        return str(self.need_id)


class What(models.TextChoices):
    """What happened to a need."""

    POSTED = "posted"
    RETURNED = "returned"
    REJECTED = "rejected"
    OPENED = "opened"
    PASSED_UP = "passed_up"
    EXTENDED = "extended"
    OFFERED = "offered"
    OFFER_WITHDRAWN = "offer_withdrawn"
    CHOSEN = "chosen"
    DECLINED = "declined"
    DOCKED = "docked"
    PAIRED = "paired"
    PARTED = "parted"
    RUNNING = "running"
    DONE = "done"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNMET = "unmet"


class Step(ReferenceModel):
    """What happened to a need, as its poster reads it. ``words`` are what whoever did it wrote to the poster."""

    id = models.UUIDField(primary_key=True)
    need = models.ForeignKey(Need, models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=20, choices=What)
    by_name = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=2000, blank=True)

    class Meta:
        indexes = [models.Index(fields=["need", "at", "id"], name="need_step_by_need")]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"
