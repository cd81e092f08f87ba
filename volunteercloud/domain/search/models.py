from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ReferenceModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer


class Kind(models.TextChoices):
    SHIFT = "shift"
    PROJECT = "project"
    NEED = "need"
    ORGANIZATION = "organization"
    ELSEWHERE = "elsewhere"  # an opportunity that somebody else publishes


class State(models.TextChoices):
    OPEN = "open"
    HELD = "held"  # nobody finds it while whoever answers for it may not act
    OVER = "over"  # its time has passed
    WITHDRAWN = "withdrawn"  # no document any more, only its change


class Urgency(models.IntegerChoices):
    NORMAL = 0
    SOON = 1
    URGENT = 2


class Document(ReferenceModel):
    """Something public, as search finds it and shows it: a small copy, so that finding asks no organization's shard.

    ``id`` is that of the shift, project, need, organization or opportunity; ``owner_id`` the organization it belongs to,
    nil for a need; of an opportunity elsewhere its source. What has no time, no place or no limit is null and asks for
    nothing. ``opens_on`` and ``closes_at`` are when one may take it up. ``weekdays`` and ``parts_of_day`` follow from the
    times where whoever publishes leaves them out. ``places_left`` is as of a moment ago: what counts is asked of the shift
    itself.

    ``words`` are its words by weight, in both scripts and in pinyin, for the order of what was found. ``terms`` is what it is
    found by: the same words, its signs in pairs for phrases, and a mark for everything it is filtered by, so that one index
    answers words, filters and distance together. Both are made by `search.index`; whoever publishes leaves them out.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    owner_id = models.UUIDField(null=True)
    owner_name = models.CharField(max_length=200, blank=True)
    owner_name_en = models.CharField(max_length=200, blank=True)
    project_id = models.UUIDField(null=True)
    activity_id = models.UUIDField(null=True)
    number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=500, blank=True)
    summary_en = models.CharField(max_length=500, blank=True)
    post = models.CharField(max_length=100, blank=True)
    post_en = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=20, blank=True)
    beneficiaries = ArrayField(models.CharField(max_length=20), default=list)
    sdg_targets = ArrayField(models.CharField(max_length=20), default=list)
    skills = ArrayField(models.CharField(max_length=20), default=list)
    languages = ArrayField(models.CharField(max_length=20), default=list)
    qualification = models.CharField(max_length=100, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True)
    maximum_age = models.PositiveSmallIntegerField(null=True)
    region_code = models.CharField(max_length=12)
    place = models.CharField(max_length=200, blank=True)
    place_en = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list)
    parts_of_day = ArrayField(models.CharField(max_length=10), default=list)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    opens_on = models.DateField(null=True)
    closes_at = models.DateTimeField(null=True)
    is_remote = models.BooleanField(default=False)
    is_accessible = models.BooleanField(default=False)
    has_insurance = models.BooleanField(default=False)
    has_transport = models.BooleanField(default=False)
    has_meal = models.BooleanField(default=False)
    has_kit = models.BooleanField(default=False)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.NORMAL)
    places = models.PositiveIntegerField(null=True)
    places_left = models.PositiveIntegerField(null=True)
    words = SearchVectorField(default="")
    terms = SearchVectorField(default="")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, state__in=["open", "held", "over"]), name="document_known"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="document_ends_after_start"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="document_point",
            ),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="document_terms", condition=Q(state="open"), fastupdate=False),
            models.Index(fields=["project_id"], name="document_by_project", condition=Q(project_id__isnull=False)),
            models.Index(fields=["owner_id"], name="document_by_owner", condition=Q(owner_id__isnull=False)),
            models.Index(fields=["kind", "starts_at", "id"], name="document_by_start", condition=Q(state="open")),
            models.Index(fields=["starts_at", "id"], name="document_soonest", condition=Q(state="open")),
            models.Index(fields=["closes_at", "id"], name="document_closes", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Change(ReferenceModel):
    """The last change of a document, and what stays of one that was taken back: its id.

    ``sequence`` is its place in the feed of changes, given by the worker after the change was committed, so that no number
    appears before a smaller one; a further change takes it away until the worker gives a new one.
    """

    document_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    changed_at = models.DateTimeField()
    sequence = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, state__in=["open", "over", "withdrawn"]), name="change_known"
            ),
            models.UniqueConstraint(fields=["sequence"], name="change_sequence"),
        ]
        indexes = [
            models.Index(
                fields=["changed_at", "document_id"], name="change_waiting", condition=Q(sequence__isnull=True)
            ),
            models.Index(fields=["kind", "sequence"], name="change_by_kind"),
            models.Index(fields=["kind", "sequence"], name="change_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.state}"


class Feed(ReferenceModel):
    """One row: the last number that was given in the feed of changes. It never goes back."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


class Word(ReferenceModel):
    """A word in Latin script that stands in the index, for what somebody may have meant who typed it wrongly."""

    text = models.CharField(max_length=40, primary_key=True, db_collation="C")

    class Meta:
        indexes = [GinIndex(fields=["text"], name="word_alike", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.text


class Telling(models.TextChoices):
    """How the person of a saved search learns of new matches; by e-mail it is in the inbox too."""

    NO = "no"
    INBOX = "inbox"
    EMAIL = "email"


class SavedSearch(VolunteerOwned):
    """A search that a person keeps: ``query`` is what its address asks for. ``feed_key`` is the secret of its private feeds.

    It is looked through once a day (``looked_on``). ``told_until`` is the place in the feed of changes up to which that was
    done, ``told_ids`` are the latest matches that its person was told of: what changes later is not news.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=1000)
    telling = models.CharField(max_length=5, choices=Telling, default=Telling.INBOX)
    feed_key = models.CharField(max_length=40)
    saved_at = models.DateTimeField()
    looked_on = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    told_until = models.BigIntegerField(default=0)
    told_ids = ArrayField(models.UUIDField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "query"], name="saved_search_once"),
            models.CheckConstraint(condition=Q(telling__in=Telling.values), name="saved_search_telling"),
        ]
        indexes = [
            models.Index(fields=["looked_on", "id"], name="saved_search_due", condition=~Q(telling="no")),
        ]

    def __str__(self) -> str:
        return self.name
