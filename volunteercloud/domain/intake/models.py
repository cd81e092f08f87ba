from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OwnerOwned
from volunteercloud.core.sealing import SealedField, SealedMember
from volunteercloud.domain.bulk.models import LineState


class Kind(models.TextChoices):
    """What a list is of. The second belongs to the organization, the others to the officer who sent it."""

    ORGANIZATIONS = "organizations"
    MEMBERS = "members"
    OPPORTUNITIES = "opportunities"  # elsewhere


class IntakeState(models.TextChoices):
    CHECKING = "checking"
    CHECKED = "checked"  # the dry run is done; nothing is entered yet
    UNREAD = "unread"  # the file can't be read as a list; why stands in `trouble`
    ENTERING = "entering"
    ENTERED = "entered"
    DISCARDED = "discarded"


RUNNING = (IntakeState.CHECKING, IntakeState.ENTERING)
OVER = (IntakeState.UNREAD, IntakeState.ENTERED, IntakeState.DISCARDED)


class Intake(OwnerOwned):
    """A list as it was sent, and how far it has come. ``digest`` is that of the file with what it is for: the same list is
    the same intake, for as long as it is not over.

    ``region_code`` is where all of its organizations are, itself or below. ``run_by`` started the last run and answers
    for it, standing in for ``run_for`` where that is somebody. ``with_alike``: lines that may be the same as something
    that is there are entered too. ``trouble`` says why a run ended early, in words by language.

    Of opportunities: ``source_id`` is who publishes them; in a list that ``is_whole`` what is missing is withdrawn, and more
    than half of it only ``with_missing``. ``mapping`` is how its columns were understood, from ours to theirs.
    """

    pk = models.CompositePrimaryKey("owner_id", "id")
    owner_id = models.UUIDField()
    id = models.UUIDField()
    kind = models.CharField(max_length=13, choices=Kind)
    region_code = models.CharField(max_length=12, blank=True)
    source_id = models.UUIDField(null=True)
    is_whole = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200, blank=True)
    headings = ArrayField(models.CharField(max_length=60), default=list)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=IntakeState, default=IntakeState.CHECKING)
    with_alike = models.BooleanField(default=False)
    with_missing = models.BooleanField(default=False)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    trouble = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    run_by = models.UUIDField()
    run_by_name = models.CharField(max_length=300)
    run_for = models.UUIDField(null=True)
    run_for_name = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values, state__in=IntakeState.values), name="intake_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["entering", "entered"]) | Q(entered_at__isnull=False),
                name="intake_entered_when",
            ),
            models.CheckConstraint(
                condition=Q(kind="opportunities", source_id__isnull=False)
                | (~Q(kind="opportunities") & Q(source_id__isnull=True, is_whole=False)),
                name="intake_of_a_source",
            ),
            models.UniqueConstraint(
                fields=["owner_id", "digest"],
                condition=Q(state__in=["checking", "checked", "entering"]),
                name="intake_once",
            ),
        ]
        indexes = [models.Index(fields=["owner_id", "-sent_at", "-id"], name="intake_newest")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class IntakeFile(OwnerOwned):
    """The file itself, sealed, until its lines are read; that of opportunities until they are ordered to be entered, as it
    may be said anew what its columns hold."""

    pk = models.CompositePrimaryKey("owner_id", "intake_id")
    owner_id = models.UUIDField()
    intake_id = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    sealed = SealedField("intake-file", ["intake_id"])

    def __str__(self) -> str:
        return self.name


class IntakeLine(OwnerOwned):
    """One line of a list: what it says, and what would come, or came, of it.

    ``cells`` are its texts as they were sent, without phones and addresses of people; ``given`` what was understood of
    them, the address of a person sealed in it. Of an organization: ``subject_id`` is the id it will have, or the one it
    has; ``above`` and ``beside`` how the line names its parent and its liaison, whose ids follow; ``level`` counts from
    the top of the list, so that parents are entered first; of opportunities those of level 1 are withdrawn. ``notes`` are
    worth a look on a good line.
    """

    pk = models.CompositePrimaryKey("owner_id", "intake_id", "line")
    owner_id = models.UUIDField()
    intake_id = models.UUIDField()
    line = models.PositiveIntegerField()
    cells = ArrayField(models.CharField(max_length=1000), default=list)
    given = models.JSONField(default=dict)
    sealed_members = (
        SealedMember("given", "sealed", "intake-person", ("intake_id",)),
        SealedMember("given", "owner_sealed", "intake-person", ("intake_id",)),
    )
    name = models.CharField(max_length=300, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    region_code = models.CharField(max_length=12, blank=True)
    above = models.CharField(max_length=200, blank=True)
    beside = models.CharField(max_length=200, blank=True)
    subject_id = models.UUIDField(null=True)
    parent_id = models.UUIDField(null=True)
    liaison_id = models.UUIDField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=LineState)
    code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    notes = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="intake_line_state"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(code=""), name="intake_line_refused_why"),
        ]
        indexes = [
            models.Index(fields=["owner_id", "intake_id", "state", "line"], name="intake_line_by_state"),
            models.Index(
                fields=["owner_id", "intake_id", "level", "line"], name="intake_line_ready", condition=Q(state="ready")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.name} {self.state}"

    @property
    def is_of_none(self) -> bool:
        """Whether it stands for what is missing from the list, and is no row of it."""
        return not self.cells
