from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ClaimModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer

LONGEST = timedelta(days=366)


class Share(VolunteerOwned):
    """A page on which a person shows a chosen part of their service to whoever has its address, until it ends.

    What it shows is chosen once; what that is worth is read when somebody looks. ``credit_minutes`` and ``honour_minutes``
    are the hours of the period when it was made, so that the page can say what changed since. ``from_on`` and ``to_on`` are
    null for all the time there is. ``lines`` counts the records it names. ``views`` counts readers other than the holder.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    title = models.CharField(max_length=100)
    with_name = models.BooleanField(default=False)
    with_hours = models.BooleanField(default=False)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    credit_minutes = models.PositiveIntegerField(default=0)
    honour_minutes = models.PositiveIntegerField(default=0)
    lines = models.PositiveSmallIntegerField(default=0)
    certificate_id = models.UUIDField(null=True)
    credential_id = models.UUIDField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    views = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="share_titled"),
            models.CheckConstraint(
                condition=Q(with_hours=True)
                | Q(lines__gt=0)
                | Q(certificate_id__isnull=False)
                | Q(credential_id__isnull=False),
                name="share_shows_something",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("made_at"), until__lte=F("made_at") + LONGEST), name="share_ends"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="share_of_a_period",
            ),
            # A certificate names its holder: to hide the name beside it would be a pretence.
            models.CheckConstraint(
                condition=Q(certificate_id__isnull=True) | Q(with_name=True), name="share_certificate_names"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ShareLine(VolunteerOwned):
    """One record on a shared page, in the version that stood when it was chosen."""

    pk = models.CompositePrimaryKey("volunteer_id", "share_id", "record_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    share_id = models.UUIDField()
    record_id = models.UUIDField()
    version_id = models.UUIDField()
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=1)

    def __str__(self) -> str:
        return f"{self.minutes} min {self.grade}"


class ShareLink(ClaimModel):
    """From an address to the page it shows: by the keyed hash of its token, which itself is kept nowhere."""

    digest = models.UUIDField(primary_key=True)
    volunteer_id = models.UUIDField()
    share_id = models.UUIDField()

    def __str__(self) -> str:
        return f"to {self.share_id}"
