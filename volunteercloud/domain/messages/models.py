from django.db import models

from volunteercloud.core.models import PlacedModel, Placement


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
    """One text on its way to one address. Address and body are sealed, and emptied when it has been sent."""

    pk = models.CompositePrimaryKey("recipient_id", "id")
    recipient_id = models.UUIDField()
    id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel)
    template = models.CharField(max_length=60)
    address_sealed = models.BinaryField()
    content_sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.template} {self.state}"
