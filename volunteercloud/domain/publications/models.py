from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ReferenceModel
from volunteercloud.domain.regions.models import Region


class Kind(models.TextChoices):
    NEWS = "news"
    NOTICE = "notice"  # an announcement: stands above the news until its last day
    HELP = "help"


class State(models.TextChoices):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Publication(ReferenceModel):
    """What a region says to its people; no region means the whole country. The text is that of its newest version.

    A page of help has an address of its own (``slug``), and stands in for the page of that address above it.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    region = models.ForeignKey(Region, models.PROTECT, null=True, db_index=False)
    slug = models.SlugField(max_length=40, blank=True, db_index=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=240, blank=True)
    body = models.TextField(max_length=20000)
    body_en = models.TextField(max_length=20000, blank=True)
    stands_until = models.DateField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, state__in=State.values, version__gte=1), name="publication_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | (~Q(title="") & ~Q(body="") & Q(published_at__isnull=False)),
                name="publication_whole",
            ),
            models.CheckConstraint(
                condition=(Q(kind="help") & ~Q(slug="")) | (~Q(kind="help") & Q(slug="")), name="publication_address"
            ),
            models.CheckConstraint(
                condition=Q(kind="notice", stands_until__isnull=False)
                | (~Q(kind="notice") & Q(stands_until__isnull=True)),
                name="publication_stands_until",
            ),
            models.UniqueConstraint(
                fields=["region", "slug"],
                condition=Q(kind="help") & ~Q(state="withdrawn"),
                nulls_distinct=False,
                name="publication_address_once",
            ),
        ]
        indexes = [
            models.Index(
                F("published_at").desc(), F("id").desc(), name="publication_newest", condition=Q(state="published")
            ),
            models.Index(fields=["-changed_at", "-id"], name="publication_last_changed"),
        ]

    def __str__(self) -> str:
        return self.title


class PublicationVersion(ReferenceModel):
    """What a publication said at some time. Kept for good."""

    pk = models.CompositePrimaryKey("publication_id", "number")
    publication = models.ForeignKey(Publication, models.PROTECT, db_index=False, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=240, blank=True)
    body = models.TextField(max_length=20000)
    body_en = models.TextField(max_length=20000, blank=True)
    written_by = models.UUIDField(null=True)
    written_by_label = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.title} {self.number}"
