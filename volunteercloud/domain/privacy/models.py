from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import VolunteerOwned
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.identity.models import Volunteer


class State(models.TextChoices):
    WAITING = "waiting"  # may still be called off
    CALLED_OFF = "called_off"
    CLOSED = "closed"


class Closing(VolunteerOwned):
    """Somebody asked for their account to be closed. It closes from ``closes_at`` on, and has to be by ``due_at``.

    ``trouble`` is the code of what was still open when it should have been closed; it is tried again every night.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True)
                | Q(state__in=["called_off", "closed"], ended_at__isnull=False),
                name="closing_ended_when",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("closes_at")), name="closing_in_time"),
            models.UniqueConstraint(fields=["volunteer"], condition=Q(state="waiting"), name="closing_waits_once"),
        ]
        indexes = [
            models.Index(fields=["closes_at", "volunteer"], condition=Q(state="waiting"), name="closing_next"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.state}"


class Sealed(VolunteerOwned):
    """What the law keeps of somebody who closed their account: rows of one model, as JSON under a key, bound to this row.

    Nothing in the product opens it. ``kept_until`` is null where the operator sets no end.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    model = models.CharField(max_length=60)
    sealed = SealedField("closed-account", ["id"])
    sealed_at = models.DateTimeField()
    kept_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="sealed_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.model} of {self.volunteer_id}"
