from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel
from volunteercloud.domain.messages.models import Channel, CircularKind
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.domain.regions.models import Region


class Audience(models.TextChoices):
    """To whom: all members, those under a group or tag, or those who signed up for a project, a post or a shift."""

    MEMBERS = "members"
    LABEL = "label"
    PROJECT = "project"
    POST = "post"
    SHIFT = "shift"


class Standing(models.TextChoices):
    """Of a shift those who have a place, who wait for one, or who did not come."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    ABSENT = "absent"


class State(models.TextChoices):
    DRAFT = "draft"
    SENDING = "sending"
    STOPPED = "stopped"  # goes on where it was
    DONE = "done"
    CANCELLED = "cancelled"  # what has not left yet does not leave


class Mailing(OrganizationOwned):
    """One text to many people, and how far it got.

    ``about_id`` is the group, tag, project, post or shift; ``about_name`` its name on that day. The cursor is the last one
    of the audience that was written to: a person, and the shift by which they belong to it. Numbers are added up batch by
    batch: ``people`` have it in their inbox, ``emails`` and ``texts`` were queued; the rest are those who were left out.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=CircularKind)
    audience = models.CharField(max_length=10, choices=Audience)
    about_id = models.UUIDField(null=True)
    about_name = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, blank=True)
    project_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=100)
    subject_en = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=2000)
    body_en = models.CharField(max_length=4000, blank=True)
    channels = ArrayField(models.CharField(max_length=10, choices=Channel), default=list)
    sms_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    written_by = models.UUIDField()
    written_by_name = models.CharField(max_length=300)
    written_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    cursor_shift_id = models.UUIDField(null=True)
    cursor_person_id = models.UUIDField(null=True)
    batches = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    emails = models.PositiveIntegerField(default=0)
    texts = models.PositiveIntegerField(default=0)
    muted = models.PositiveIntegerField(default=0)
    had_enough = models.PositiveIntegerField(default=0)
    without_address = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CircularKind.values, audience__in=Audience.values, state__in=State.values),
                name="mailing_known",
            ),
            models.CheckConstraint(
                condition=Q(audience="members", about_id__isnull=True)
                | (~Q(audience="members") & Q(about_id__isnull=False)),
                name="mailing_about",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["members", "label"], project_id__isnull=True)
                | Q(audience__in=["project", "post", "shift"], project_id__isnull=False),
                name="mailing_project",
            ),
            models.CheckConstraint(
                condition=Q(audience="shift", standing__in=Standing.values) | (~Q(audience="shift") & Q(standing="")),
                name="mailing_standing",
            ),
            models.CheckConstraint(
                condition=Q(kind="news") | Q(project_id__isnull=False), name="mailing_service_of_project"
            ),
            models.CheckConstraint(
                condition=~Q(channels__contains=["sms"]) | ~Q(sms_reason=""), name="mailing_sms_why"
            ),
            models.CheckConstraint(condition=Q(channels__contained_by=Channel.values), name="mailing_channels"),
            models.CheckConstraint(
                condition=Q(state="draft", started_at__isnull=True)
                | Q(state="cancelled")
                | Q(state__in=["sending", "stopped", "done"], started_at__isnull=False),
                name="mailing_started",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "organization", "id"], name="mailing_under_way", condition=Q(state="sending"))
        ]

    def __str__(self) -> str:
        return self.subject


class Template(OrganizationOwned):
    """A text that an organization keeps to begin with."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    name = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    subject_en = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=2000)
    body_en = models.CharField(max_length=4000, blank=True)
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(ended_at__isnull=True), name="mailing_template_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RegionTemplate(ReferenceModel):
    """The same, of a region, for every organization in it."""

    id = models.UUIDField(primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, db_index=False)
    name = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    subject_en = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=2000)
    body_en = models.CharField(max_length=4000, blank=True)
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"], condition=Q(ended_at__isnull=True), name="region_template_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
