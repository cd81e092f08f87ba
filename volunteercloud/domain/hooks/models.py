from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.organizations.models import Organization

from .kinds import CHOSEN

MOST_ADDRESSES = 10  # of one organization
SECRET = "hook-secret"  # noqa: S105  the purpose of a key


class State(models.TextChoices):
    ACTIVE = "active"
    PAUSED = "paused"


class Pause(models.TextChoices):
    """Why nothing is sent to an address."""

    OWNER = "owner"
    FAILING = "failing"  # for days nothing that was sent was taken
    GONE = "gone"  # it answered 410: nothing is wanted here any more


class DeliveryState(models.TextChoices):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class Endpoint(OrganizationOwned):
    """An address that a system of the organization listens at, and the kinds of events it is told of.

    ``slot`` numbers the addresses of an organization from 1 on, so that the database lets there be only so many. While the
    secret is being renewed both sign, until ``old_until``. ``fails`` counts tries since one was taken, the first of them
    at ``failing_since``; until ``rests_until`` it is left alone.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    slot = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=30))
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    paused_by = models.CharField(max_length=10, choices=Pause, blank=True)
    secret_sealed = SealedField(SECRET, ["id"])
    old_secret_sealed = SealedField(SECRET, ["id"], null=True)
    old_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    fails = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "slot"], name="hook_slot"),
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=MOST_ADDRESSES), name="hook_few"),
            models.CheckConstraint(
                condition=Q(kinds__contained_by=[str(kind) for kind in CHOSEN]) & ~Q(kinds=[]), name="hook_kinds"
            ),
            models.CheckConstraint(
                condition=Q(state="active", paused_by="") | Q(state="paused", paused_by__in=Pause.values),
                name="hook_paused_by",
            ),
            models.CheckConstraint(
                condition=Q(old_secret_sealed__isnull=True, old_until__isnull=True)
                | Q(old_secret_sealed__isnull=False, old_until__isnull=False),
                name="hook_old_secret",
            ),
            models.CheckConstraint(
                condition=Q(fails=0, failing_since__isnull=True, rests_until__isnull=True)
                | Q(fails__gt=0, failing_since__isnull=False),
                name="hook_failing",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Delivery(OrganizationOwned):
    """One event on its way to one address, with the bytes that are signed. ``event_id`` is the `webhook-id` of every try.

    Waiting it is due at a moment; a worker that has it in hand has it until ``claimed_until``, and another one takes it up
    after that. ``last_status`` is what was answered to the last try, ``last_problem`` why there was no answer.
    """

    pk = models.CompositePrimaryKey("organization_id", "endpoint_id", "event_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    endpoint_id = models.UUIDField()
    event_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    body = models.TextField()
    created_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DeliveryState)
    due_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField()
    tried_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_problem = models.CharField(max_length=20, blank=True)

    endpoint = models.ForeignObject(
        Endpoint,
        models.DO_NOTHING,
        from_fields=["organization_id", "endpoint_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", due_at__isnull=False)
                | Q(state__in=["delivered", "given_up"], due_at__isnull=True, claimed_until__isnull=True),
                name="hook_delivery_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "endpoint_id", "due_at"], condition=Q(state="waiting"), name="hook_waiting"
            ),
            models.Index(fields=["organization", "created_at"], condition=Q(state="given_up"), name="hook_given_up"),
            models.Index(fields=["created_at"], name="hook_delivery_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
