from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import LocalModel, ReferenceModel


class OwnNode(LocalModel):
    """What this installation says of itself. ``name`` is the host of its site when it first needed one, and stays;
    ``regions`` are the codes it speaks for, ``is_national`` whether it gathers what others publish."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=255)
    regions = ArrayField(models.CharField(max_length=12), default=list)
    is_national = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="node_own_single")]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    PROPOSED = "proposed"  # its document was read; no officer here has compared its fingerprint yet
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Node(ReferenceModel):
    """Another installation. ``name`` is its own for ever (a host, without a scheme); ``regions`` are the codes it speaks for.

    ``document`` is what it said of itself last, with whatever fields we do not know; what an officer confirmed of it stands
    in the columns. ``vkey`` is the verifier key of its log. ``asked_at`` is the last look at it, ``seen_at`` the last that was
    answered, and ``trouble`` says why a look came to nothing.
    """

    name = models.CharField(max_length=255, primary_key=True)
    url = models.URLField(max_length=400)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    regions = ArrayField(models.CharField(max_length=12), default=list)
    is_national = models.BooleanField(default=False)
    versions = ArrayField(models.PositiveSmallIntegerField(), default=list)
    vkey = models.CharField(max_length=400, blank=True)
    document = models.JSONField(default=dict)
    proposed_by_label = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    confirmed_by_label = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=1000, blank=True)
    asked_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="node_state"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="node_confirmed"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="node_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def trail_id(self) -> UUID:
        """Under which the audit keeps what was done to this node: its name, as a number."""
        return uuid5(NAMESPACE_URL, f"volunteercloud-node:{self.name}")


class Use(models.TextChoices):
    SIGN = "sign"  # Ed25519
    SEAL = "seal"  # X25519


class NodeKey(ReferenceModel):
    """A public key of another node, by its thumbprint (RFC 7638): taken with its document or announced by an older one."""

    pk = models.CompositePrimaryKey("node_id", "kid")
    node = models.ForeignKey(Node, models.PROTECT, db_index=False)
    kid = models.CharField(max_length=64)
    use = models.CharField(max_length=4, choices=Use)
    jwk = models.JSONField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(use__in=Use.values), name="node_key_use"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="node_key_days"),
        ]

    def __str__(self) -> str:
        return f"{self.node_id} {self.use} {self.kid[:8]}"


class OwnKey(LocalModel):
    """Two pairs of keys of this node, one to sign and one to seal, derived from the master key by their version.

    Two versions are valid while one follows the other.
    """

    version = models.PositiveSmallIntegerField(primary_key=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="node_own_key_days")]

    def __str__(self) -> str:
        return f"version {self.version}"


class Heard(LocalModel):
    """A signed request that was answered, by its nonce, for as long as its signature would be taken: no second time."""

    pk = models.CompositePrimaryKey("node_id", "nonce")
    node = models.ForeignKey(Node, models.PROTECT, db_index=False)
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="node_heard_at")]

    def __str__(self) -> str:
        return f"{self.node_id} {self.nonce}"
