from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import Exact

from volunteercloud.core.models import LocalModel, OwnerOwned

ERASURE = "erasure"


def _bytes(column: str, length: int) -> Q:
    return Q(Exact(Func(F(column), function="octet_length", output_field=models.IntegerField()), length))


class Leaf(OwnerOwned):
    """One sealed thing, or one erasure. Rows are added; the database lets nobody delete one or change its commitment.

    ``kind`` is a short word of the area that sealed it, ``id`` the id of the sealed version, ``owner_id`` whose it is.
    ``commitment`` is `proofs.commitment` of kind, ``salt`` and content. ``index`` is its place in the tree, given once by
    the sequencer. An erasure (kind `ERASURE`) repeats the commitment of what was erased, whose salt is gone.
    """

    pk = models.CompositePrimaryKey("owner_id", "id")
    owner_id = models.UUIDField()
    id = models.UUIDField()
    kind = models.CharField(max_length=20)
    salt = models.BinaryField(null=True)
    commitment = models.BinaryField()
    index = models.BigIntegerField(null=True)
    appended_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A place in the tree is taken once; across owners the sequencer's lock sees to it.
            models.UniqueConstraint(fields=["owner_id", "index"], name="log_leaf_place"),
            models.CheckConstraint(condition=Q(index__isnull=True) | Q(index__gte=0), name="log_leaf_index"),
            models.CheckConstraint(condition=_bytes("commitment", 32), name="log_leaf_commitment"),
            models.CheckConstraint(condition=Q(salt__isnull=True) | _bytes("salt", 32), name="log_leaf_salt"),
            # Whoever takes the salt says when; an erasure has none and is not erased.
            models.CheckConstraint(
                condition=Q(kind=ERASURE, salt__isnull=True, erased_at__isnull=True)
                | ~Q(kind=ERASURE) & Q(salt__isnull=False, erased_at__isnull=True)
                | ~Q(kind=ERASURE) & Q(salt__isnull=True, erased_at__isnull=False),
                name="log_leaf_salted",
            ),
        ]
        indexes = [
            models.Index(fields=["index"], name="log_leaf_by_index"),
            models.Index(fields=["appended_at", "id"], condition=Q(index__isnull=True), name="log_leaf_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id} at {self.index}"


class Tree(LocalModel):
    """The one tree of this installation: its name for ever, and how many leaves have been given a place.

    Whoever gives places or publishes locks this row: there is one sequencer at a time.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)
    origin = models.CharField(max_length=255)
    size = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="log_tree_single"),
            models.CheckConstraint(condition=Q(size__gte=0), name="log_tree_size"),
        ]

    def __str__(self) -> str:
        return f"{self.origin}: {self.size}"


class Checkpoint(LocalModel):
    """One published state of the tree; every one is kept. ``note`` is the signed note as it was first served.

    ``cosignatures`` are lines that witnesses of other nodes added afterwards: that they saw it, and when.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    cosignatures = models.TextField(default="")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="log_checkpoint_size"),
            models.CheckConstraint(condition=_bytes("root", 32), name="log_checkpoint_root"),
        ]

    def __str__(self) -> str:
        return f"{self.size} at {self.signed_at:%Y-%m-%d %H:%M:%S}"

    @property
    def whole_note(self) -> str:
        return self.note + self.cosignatures


class Witness(LocalModel):
    """A witness of another node that is asked to cosign our checkpoints. ``size`` is the last one that it cosigned."""

    name = models.CharField(max_length=255, primary_key=True)
    vkey = models.CharField(max_length=400)
    url = models.URLField(max_length=400)
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.url}"


class FollowedLog(LocalModel):
    """A log of another node that this one watches. ``vkey`` is its verifier key, whose name is the log's origin.

    ``peers`` are addresses of nodes that watch it too and are asked what they were shown; ``trouble`` is why the last
    look came to nothing. ``witnessed_size`` and ``witnessed_root`` are what our witness cosigned last.
    """

    origin = models.CharField(max_length=255, primary_key=True)
    vkey = models.CharField(max_length=400)
    url = models.URLField(max_length=400)
    peers = ArrayField(models.URLField(max_length=400), default=list)
    since = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    witnessed_size = models.BigIntegerField(default=0)
    witnessed_root = models.BinaryField(default=bytes)

    def __str__(self) -> str:
        return f"{self.origin} at {self.url}"


class FollowedCheckpoint(LocalModel):
    """A checkpoint that a followed log signed, shown to us at ``source``: by the log, or by a peer it was shown to.

    ``agreed_at`` says when it was found to be the beginning of what the log shows us. Two roots of one size are both
    kept: together they are the evidence of a split view.
    """

    id = models.UUIDField(primary_key=True)
    log = models.ForeignKey(FollowedLog, models.PROTECT, db_index=False)
    size = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    source = models.URLField(max_length=400)
    seen_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size", "root"], name="log_followed_once")]
        indexes = [
            models.Index(fields=["log", "size"], condition=Q(agreed_at__isnull=True), name="log_followed_open"),
        ]

    def __str__(self) -> str:
        return f"{self.log_id} {self.size}"


class AlarmState(models.TextChoices):
    OPEN = "open"
    CLOSED = "closed"


class Alarm(LocalModel):
    """Something that cannot be by honest work: a split view, a tree rolled back, a record that does not fit its leaf.

    ``subject`` names what it is about, so that the same finding raises one open alarm however often it is found;
    ``region_code`` whose officers look at it, empty for the operator of the log.
    """

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    region_code = models.CharField(max_length=12, blank=True)
    found_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=AlarmState, default=AlarmState.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by_label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state="open"), name="log_alarm_open_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | Q(state="closed", closed_at__isnull=False) & ~Q(reason=""),
                name="log_alarm_closed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "-found_at"], name="log_alarm_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.state}"
