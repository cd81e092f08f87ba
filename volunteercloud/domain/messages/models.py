from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OwnerOwned, PlacedModel, Placement
from volunteercloud.core.sealing import SealedField

SLOTS = 16
NEWS_A_DAY = 2  # of one organization to one person


class RecipientOwned(PlacedModel):
    """Kept with the person it is for; the account of an officer without a volunteer profile has messages too."""

    placement = Placement.VOLUNTEER
    owner_column = "recipient_id"

    class Meta:
        abstract = True


class Channel(models.TextChoices):
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(models.TextChoices):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class CircularKind(models.TextChoices):
    """Whether somebody needs it for a service they gave their word to, or may do without it."""

    SERVICE = "service"
    NEWS = "news"


class Circular(OwnerOwned):
    """A text that many get, kept once with its sender and the facts that are the same for all; those of one person stand
    in their message. Without an English text everybody reads the Chinese one. Withdrawn: what has not left yet does not leave."""

    pk = models.CompositePrimaryKey("owner_id", "id")
    owner_id = models.UUIDField()
    id = models.UUIDField()
    sender = models.CharField(max_length=200)
    sender_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=CircularKind)
    subject = models.CharField(max_length=100)
    subject_en = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=2000)
    body_en = models.CharField(max_length=4000, blank=True)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=CircularKind.values), name="circular_kind")]

    def __str__(self) -> str:
        return self.subject


class Outcome(models.TextChoices):
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"  # whoever got it answered that they want no more


class Tally(OwnerOwned):
    """How many deliveries of a circular ended so, kept as the sum of 16 rows so that workers seldom wait for each other."""

    pk = models.CompositePrimaryKey("owner_id", "circular_id", "channel", "outcome", "slot")
    owner_id = models.UUIDField()
    circular_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    outcome = models.CharField(max_length=10, choices=Outcome)
    slot = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(slot__lt=SLOTS, channel__in=Channel.values, outcome__in=Outcome.values), name="tally_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.number}"


class Mute(RecipientOwned):
    """What a person does not want: news of one sender (``owner_id``), or of all (`EVERYBODY`); with a channel only what
    comes by it. Who wants no SMS gets none of any circular; what is needed for a service still stands in the inbox."""

    pk = models.CompositePrimaryKey("recipient_id", "owner_id", "channel")
    recipient_id = models.UUIDField()
    owner_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    sender = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(channel__in=["", *Channel.values]), name="mute_channel")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.channel}"


class NewsDay(RecipientOwned):
    """How many news of one sender a person was given on a day: the database gives none more than `NEWS_A_DAY`."""

    pk = models.CompositePrimaryKey("recipient_id", "owner_id", "day_on")
    recipient_id = models.UUIDField()
    owner_id = models.UUIDField()
    day_on = models.DateField()
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__lte=NEWS_A_DAY), name="news_day_few")]
        indexes = [models.Index(fields=["day_on"], name="news_day_by_day")]

    def __str__(self) -> str:
        return f"{self.number} on {self.day_on}"


class Message(RecipientOwned):
    """What stands in a person's inbox: a template's name and its facts, worded when read."""

    pk = models.CompositePrimaryKey("recipient_id", "id")
    recipient_id = models.UUIDField()
    id = models.UUIDField()
    template = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.template} for {self.recipient_id}"


class Delivery(RecipientOwned):
    """One text on its way to one address. Address and body are sealed, and emptied when it has been sent.

    Of a circular it names the sender and the circular, whose text it gets when it leaves."""

    pk = models.CompositePrimaryKey("recipient_id", "id")
    recipient_id = models.UUIDField()
    id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    template = models.CharField(max_length=60)
    address_sealed = SealedField("delivery-address", ["id"])
    content_sealed = SealedField("delivery-content", ["id"])
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    owner_id = models.UUIDField(null=True)
    circular_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner_id__isnull=True, circular_id__isnull=True)
                | Q(owner_id__isnull=False, circular_id__isnull=False),
                name="delivery_of_circular",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.template} {self.state}"
