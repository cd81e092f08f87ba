from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import ClaimModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer


class Side(models.TextChoices):
    ORIGIN = "origin"
    RECEIVER = "receiver"


class State(models.TextChoices):
    """How far a transfer is, as this node knows it. What counts where changes with COMMITTED and with nothing else."""

    ASKED = "asked"  # asked here; the other node has not answered
    OFFERED = "offered"  # the origin signed what it would hand over
    ACCEPTED = "accepted"  # the receiver checked all of it, holds the times free, and cannot go back by itself
    COMMITTED = "committed"  # the origin handed it over; the receiver may not know yet
    DONE = "done"
    DECLINED = "declined"  # by either person or node before it was accepted
    CANCELLED = "cancelled"  # by the origin before it committed


OPEN = (State.ASKED, State.OFFERED, State.ACCEPTED, State.COMMITTED)


class Kind(models.TextChoices):
    """The steps, each said once and by one side (`chains.SAID_BY`). An invitation is there only if it was asked for at the
    origin. The receiver declines and the origin cancels, whoever wished it: the reason says that."""

    INVITE = "invite"
    REQUEST = "request"
    OFFER = "offer"
    ACCEPT = "accept"
    COMMIT = "commit"
    RECEIPT = "receipt"
    DECLINE = "decline"
    CANCEL = "cancel"
    AMEND = "amend"
    AMENDED = "amended"


class Transfer(VolunteerOwned):
    """One moving of one person's records between this node and another, as this side knows it.

    ``records`` and ``minutes`` are what was offered, then what was accepted. ``next_at`` is when the worker goes on; null
    where nothing is left to do. ``code`` is why it ended without records; ``trouble`` what an officer should look at though
    it goes on. ``region_code`` is where the person lived when it began, ``parts`` what they let go along beside their records.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    node_name = models.CharField(max_length=255)
    side = models.CharField(max_length=8, choices=Side)
    region_code = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    agreed_by = models.UUIDField()
    agreed_terms = models.CharField(max_length=20)
    agreed_at = models.DateTimeField()
    parts = ArrayField(models.CharField(max_length=12), default=list)
    records = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True)
    trouble = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values, side__in=Side.values), name="transfer_known"),
            # Two at once between the same two nodes would be about the same records.
            models.UniqueConstraint(
                fields=["volunteer", "node_name", "side"],
                condition=Q(state__in=["asked", "offered", "accepted", "committed"]),
                name="transfer_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["declined", "cancelled"]) & ~Q(code="")
                | ~Q(state__in=["declined", "cancelled"]) & Q(code=""),
                name="transfer_ended_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["node_name", "next_at", "id"], condition=Q(next_at__isnull=False), name="transfer_next"
            ),
            models.Index(
                fields=["until", "id"], condition=Q(state__in=["asked", "offered", "accepted"]), name="transfer_lapses"
            ),
            # For officers: what began in their region, the newest first. Codes of regions are found by their beginning.
            models.Index(
                fields=["region_code", "-begun_at"],
                name="transfer_by_region",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.node_name} {self.state}"


class Step(VolunteerOwned):
    """One signed step of a transfer, of either side: the document as it was signed, and its hash, which the next one names.

    ``number`` counts what may come more than once, the amendments, from 1; 0 for everything else. ``heard_at`` is since
    when the other node is known to have a step of ours; null for a step of theirs.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "transfer_id", "kind", "number")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    transfer_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    number = models.PositiveIntegerField(default=0)
    document = models.TextField()
    digest = models.BinaryField()
    at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="transfer_step_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["amend", "amended"], number__gte=1)
                | ~Q(kind__in=["amend", "amended"]) & Q(number=0),
                name="transfer_step_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.kind} {self.number}"


class Contradiction(VolunteerOwned):
    """What the other node signed and cannot have meant beside what it signed before: kept as it came, without effect."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    transfer_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind)
    document = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.kind} again"


class Bundle(VolunteerOwned):
    """What came with an offer (``number`` 0) or an amendment: signed by the origin, compressed, kept as evidence for ever."""

    pk = models.CompositePrimaryKey("volunteer_id", "transfer_id", "number")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    transfer_id = models.UUIDField()
    number = models.PositiveIntegerField(default=0)
    content = models.BinaryField()
    digest = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.number}"


class Handle(ClaimModel):
    """Where a transfer that another node names is: with a volunteer here, or still waiting for whom it is about.

    ``person_index`` is the keyed hash of the document number, as identity claims it; ``digest`` the hash of the step that
    came first, so that the answer to a copy of it is the same whether anybody was found, agreed, or looked away.
    """

    transfer_id = models.UUIDField(primary_key=True)
    node_name = models.CharField(max_length=255)
    volunteer_id = models.UUIDField(null=True)
    person_index = models.UUIDField(null=True)
    digest = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["at"], condition=Q(volunteer_id__isnull=True), name="transfer_handle_at"),
            models.Index(fields=["node_name"], condition=Q(volunteer_id__isnull=True), name="transfer_handle_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(volunteer_id__isnull=False) | Q(person_index__isnull=False), name="transfer_handle_leads"
            )
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} of {self.node_name}"


class Awaited(ClaimModel):
    """An invitation or a request of another node, under the document number it is about. Nobody is told whether there is
    such a person here until that person comes and agrees. ``document`` is the signed step. ``look_at`` is when the worker
    looks for the person next, to tell them; ``trouble`` why they were not told: the name there is another one, and
    ``region_code`` where they lived then, whose officers look at it.
    """

    pk = models.CompositePrimaryKey("person_index", "transfer_id")
    person_index = models.UUIDField()
    transfer_id = models.UUIDField()
    node_name = models.CharField(max_length=255)
    kind = models.CharField(max_length=8, choices=Kind)
    document = models.TextField()
    until = models.DateTimeField()
    received_at = models.DateTimeField()
    look_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="transfer_awaited_look"),
            models.Index(
                fields=["region_code", "-received_at"],
                condition=~Q(trouble=""),
                name="transfer_awaited_trouble",
                opclasses=["varchar_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(fields=["until"], name="transfer_awaited_until"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.node_name}"


class BroughtKind(models.TextChoices):
    TRAINING = "training"
    HONOUR = "honour"
    CERTIFICATE = "certificate"


class Brought(VolunteerOwned):
    """What came along with records and is shown, but counted nowhere: a training, an honour, a certificate's state there."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    transfer_id = models.UUIDField()
    node_name = models.CharField(max_length=255)
    kind = models.CharField(max_length=12, choices=BroughtKind)
    facts = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.node_name}"
