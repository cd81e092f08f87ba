from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import ClaimModel, LocalModel, ReferenceModel, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer


class Issued(ReferenceModel):
    """A version of the figures of one month, as this node counted, signed and sealed it; rows are only ever added.

    ``text`` is the signed document, ``digest`` its hash, which its leaf in the log holds under ``id``. A month that has
    passed gets a further version only where a count comes to something else, with the reason; the running one every day.
    """

    id = models.UUIDField(primary_key=True)
    period = models.CharField(max_length=7)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.BinaryField()
    is_closed = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="figures_issued_once"),
            models.CheckConstraint(condition=Q(period__regex=r"^\d{4}-\d{2}$"), name="figures_issued_period"),
        ]

    def __str__(self) -> str:
        return f"{self.period} version {self.version}"


class Contributor(ReferenceModel):
    """How far this node, as the national one, has gathered from another: cursors of its figures, its organizations and why
    the last look came to nothing. ``figures_at`` is when its newest document was made."""

    node_name = models.CharField(max_length=255, primary_key=True)
    figures_after = models.UUIDField(null=True)
    listed_after = models.BigIntegerField(default=0)
    figures_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.node_name} {self.trouble}".strip()


class Gathered(ReferenceModel):
    """A version of a node's figures, verified before it was kept: the text as signed, and the proof that the log of that node
    holds it. Every version stays; the figures are those of the newest."""

    pk = models.CompositePrimaryKey("node_name", "period", "version")
    node_name = models.CharField(max_length=255)
    period = models.CharField(max_length=7)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.BinaryField()
    proof = models.JSONField()
    log_index = models.BigIntegerField()
    is_closed = models.BooleanField()
    reason = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node_name} {self.period} version {self.version}"


class Figure(ReferenceModel):
    """One value of the newest version of a node's figures. ``measure`` may be one that this installation doesn't know: it is
    kept and shown by nobody. ``kind`` and ``grade`` are empty where a measure has none."""

    pk = models.CompositePrimaryKey("node_name", "period", "region_code", "kind", "grade", "measure")
    node_name = models.CharField(max_length=255)
    period = models.CharField(max_length=7)
    region_code = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=12, blank=True)
    grade = models.CharField(max_length=1, blank=True)
    measure = models.CharField(max_length=40)
    value = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="national_figure_counts")]
        indexes = [models.Index(fields=["period", "measure"], name="national_figure_by_period")]

    def __str__(self) -> str:
        return f"{self.node_name} {self.period} {self.region_code} {self.measure} {self.value}"


class ListedOrganization(ReferenceModel):
    """An organization as a node lists it publicly, kept with its source. One that is public there no more is gone here."""

    pk = models.CompositePrimaryKey("node_name", "organization_id")
    node_name = models.CharField(max_length=255)
    organization_id = models.UUIDField()
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10)
    url = models.URLField(max_length=600)
    search_text = models.TextField()
    as_of = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["search_text"], name="listed_search", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["name", "node_name", "organization_id"], name="listed_by_name"),
            models.Index(fields=["uscc"], name="listed_by_uscc", condition=~Q(uscc="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.node_name}"


class Spent(LocalModel):
    """At the national node: how many values another node had blindly evaluated on a day, and how many people it deposited,
    of the number it may."""

    pk = models.CompositePrimaryKey("node_name", "day")
    node_name = models.CharField(max_length=255)
    day = models.DateField()
    number = models.PositiveIntegerField(default=0)
    deposited = models.PositiveIntegerField(default=0, db_default=0)

    def __str__(self) -> str:
        return f"{self.node_name} {self.day} {self.number}"


class Deposit(ClaimModel):
    """At the national node: that somebody who agreed to be found is registered at a node. ``token`` is what the document
    number becomes by two keys of which this node has one: it tells nothing here."""

    pk = models.CompositePrimaryKey("token", "node_name")
    token = models.UUIDField()
    node_name = models.CharField(max_length=255)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token} at {self.node_name}"


class Enquiry(LocalModel):
    """At the national node: that a node asked whether somebody is registered elsewhere, and where that was so. The holders
    fetch what was asked about theirs; rows are only ever added."""

    id = models.UUIDField(primary_key=True)
    token = models.UUIDField()
    node_name = models.CharField(max_length=255)
    at = models.DateTimeField()
    holders = ArrayField(models.CharField(max_length=255), default=list)

    class Meta:
        indexes = [GinIndex(fields=["holders"], name="enquiry_holders")]

    def __str__(self) -> str:
        return f"{self.token} asked by {self.node_name}"


class Holder(LocalModel):
    """The national node, as this node asks it: the public key by which it was first known, and how far we heard what was
    asked about people here."""

    node_name = models.CharField(max_length=255, primary_key=True)
    public_key = models.BinaryField()
    told_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.node_name


class PresenceState(models.TextChoices):
    WAITING = "waiting"  # agreed; the national node does not know yet
    KNOWN = "known"
    LEAVING = "leaving"  # taken back; the national node has not confirmed yet


class Presence(VolunteerOwned):
    """That a person agreed to be found as registered here, how far that is, and under which token the national node has it.

    ``label`` names the secret the token was made with; where the operators took a new one, it is deposited anew.
    """

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, primary_key=True)
    state = models.CharField(max_length=8, choices=PresenceState, default=PresenceState.WAITING)
    token = models.UUIDField(null=True)
    label = models.CharField(max_length=12, blank=True)
    agreed_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PresenceState.values), name="presence_state"),
            models.CheckConstraint(
                condition=~Q(state="known") | Q(token__isnull=False, known_at__isnull=False), name="presence_known"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="presence_next", condition=Q(next_at__isnull=False)),
            models.Index(fields=["label", "volunteer_id"], name="presence_label", condition=Q(state="known")),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.state}"


class PresenceHandle(ClaimModel):
    """Whose token it is, for what the national node tells about it."""

    token = models.UUIDField(primary_key=True)
    volunteer_id = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.token} of {self.volunteer_id}"


class QuestionState(models.TextChoices):
    WAITING = "waiting"
    ANSWERED = "answered"
    FAILED = "failed"


class Question(VolunteerOwned):
    """A person asked where else they are registered. ``nodes`` is the answer: the names of those that hold a deposit."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    state = models.CharField(max_length=8, choices=QuestionState, default=QuestionState.WAITING)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    nodes = ArrayField(models.CharField(max_length=255), default=list)
    answered_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state"),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False, code="")
                | Q(state="waiting", answered_at__isnull=True)
                | Q(state="failed", answered_at__isnull=False) & ~Q(code=""),
                name="question_answered",
            ),
            # Whoever presses twice asks once.
            models.UniqueConstraint(fields=["volunteer"], condition=Q(state="waiting"), name="question_waiting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.state}"


class Told(VolunteerOwned):
    """Another node asked whether this person is registered elsewhere, and was told: here. Shown to the person."""

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    node_name = models.CharField(max_length=255)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node_name} asked at {self.at:%Y-%m-%d %H:%M}"
