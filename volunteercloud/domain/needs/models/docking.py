from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned, ReferenceModel
from volunteercloud.domain.organizations.models import Organization

from .needs import Need


class OfferState(models.TextChoices):
    WAITING = "waiting"
    CHOSEN = "chosen"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Offer(ReferenceModel):
    """An organization takes a need up, or a volunteer helps through the station. One organization at most is chosen."""

    id = models.UUIDField(primary_key=True)
    need = models.ForeignKey(Need, models.PROTECT, db_index=False, related_name="+")
    organization_id = models.UUIDField(null=True)
    volunteer_id = models.UUIDField(null=True)
    name = models.CharField(max_length=300)
    words = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=OfferState, default=OfferState.WAITING)
    offered_by = models.UUIDField()
    offered_at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="offer_state"),
            models.CheckConstraint(
                condition=Q(organization_id__isnull=False, volunteer_id__isnull=True)
                | Q(organization_id__isnull=True, volunteer_id__isnull=False),
                name="offer_of_one",
            ),
            models.UniqueConstraint(
                fields=["need", "organization_id"],
                condition=Q(state__in=["waiting", "chosen"], organization_id__isnull=False),
                name="offer_once_by_organization",
            ),
            models.UniqueConstraint(
                fields=["need", "volunteer_id"],
                condition=Q(state__in=["waiting", "chosen"], volunteer_id__isnull=False),
                name="offer_once_by_volunteer",
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state="chosen", organization_id__isnull=False),
                name="offer_one_organization_chosen",
            ),
        ]
        indexes = [
            models.Index(fields=["need", "offered_at", "id"], name="offer_by_need"),
            models.Index(
                fields=["organization_id", "-offered_at", "id"],
                name="offer_by_organization",
                condition=Q(organization_id__isnull=False),
            ),
            models.Index(
                fields=["volunteer_id", "-offered_at", "id"],
                name="offer_by_volunteer",
                condition=Q(volunteer_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class NeedShift(OrganizationOwned):
    """A shift that serves a need, and what came of it once its hours are confirmed. It serves it no more from ``released_at``
    on: it was called off, or its organization let the need go."""

    pk = models.CompositePrimaryKey("organization_id", "shift_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    need_id = models.UUIDField()
    ends_at = models.DateTimeField()
    served_people = models.PositiveIntegerField(default=0)
    served_minutes = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "need_id"], name="need_shift_by_need")]

    def __str__(self) -> str:
        return f"{self.shift_id} for {self.need_id}"


class Pairing(OrganizationOwned):
    """Twin help 结对帮扶 ("1+1"): a team that stands by one household for as long as it is needed, with a plan of visits.

    The visits are the shifts of ``series_id``, a series of the organization's activity.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    need_id = models.UUIDField()
    series_id = models.UUIDField(null=True)
    household = models.CharField(max_length=60)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "need_id"], condition=Q(ended_at__isnull=True), name="pairing_once"
            ),
        ]

    def __str__(self) -> str:
        return self.household
