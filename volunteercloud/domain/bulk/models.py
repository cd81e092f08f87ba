from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.organizations.models import Organization


class SheetState(models.TextChoices):
    SENT = "sent"  # read as far as its headings; waits for somebody to say that the columns are right
    CHECKING = "checking"
    CHECKED = "checked"  # the dry run is done; nothing is written yet
    ENTERING = "entering"
    ENTERED = "entered"
    DISCARDED = "discarded"


RUNNING = (SheetState.CHECKING, SheetState.ENTERING)


class Choice(models.TextChoices):
    """What is entered when some lines cannot be."""

    GOOD_LINES = "good"
    ALL_OR_NONE = "all"


class LineState(models.TextChoices):
    READY = "ready"  # would become a record
    ASKS = "asks"  # would, once somebody says who is meant, or why
    REFUSED = "refused"
    SAME = "same"  # is recorded already, just so
    ENTERED = "entered"


class Sheet(OrganizationOwned):
    """A list of service as it was sent, and how far it has come. ``digest`` is that of the file with what it is for: the
    same list is the same sheet.

    ``mapping`` names the column of each field; ``is_staged`` says that the lines were read by it. ``run_by`` started the
    last run and answers for what it enters, as of ``entered_at``. ``counts`` are the lines by state; ``totals`` the
    organization's minutes of the activities concerned, before and after; ``trouble`` why a run ended early, in words by
    language.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    digest = models.CharField(max_length=64)
    activity_id = models.UUIDField(null=True)
    activity_title = models.CharField(max_length=100, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    worksheet = models.CharField(max_length=100, blank=True)
    headings = ArrayField(models.CharField(max_length=60), default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    added_reason = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.SENT)
    choice = models.CharField(max_length=4, choices=Choice, blank=True)
    lines = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    trouble = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    sent_by = models.UUIDField()
    sent_by_name = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    is_staged = models.BooleanField(default=False)
    run_by = models.UUIDField(null=True)
    run_by_name = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SheetState.values), name="sheet_state"),
            models.CheckConstraint(condition=Q(choice__in=["", *Choice.values]), name="sheet_choice"),
            models.CheckConstraint(
                condition=~Q(state__in=["entering", "entered"]) | Q(entered_at__isnull=False) & ~Q(choice=""),
                name="sheet_entered_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checking", "entering"]) | Q(run_by__isnull=False), name="sheet_run_by"
            ),
            models.UniqueConstraint(
                fields=["organization", "digest"], condition=~Q(state="discarded"), name="sheet_once"
            ),
        ]
        indexes = [models.Index(fields=["organization", "-sent_at"], name="sheet_newest")]

    def __str__(self) -> str:
        return f"{self.file_name or self.activity_title} {self.state}"


class SheetFile(OrganizationOwned):
    """The file itself, sealed, for as long as its columns may still be matched anew."""

    pk = models.CompositePrimaryKey("organization_id", "sheet_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    sheet_id = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    sealed = SealedField("sheet-file", ["sheet_id"])
    kept_until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kept_until"], name="sheet_file_kept")]

    def __str__(self) -> str:
        return f"{self.sheet_id}"


class SheetLine(OrganizationOwned):
    """One line of a sheet: what it says, whom and which shift it means, and what would come, or came, of it.

    ``line`` is its number in the file; ``cells`` its texts, with numbers of documents and phones cut to their tails. A
    line with a person, a shift and times is one that can be checked. ``code`` says why not, or what is asked; ``said``
    are the words of another area for it, by language; ``notes`` what is worth a look on a good line.
    """

    pk = models.CompositePrimaryKey("organization_id", "sheet_id", "line")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    sheet_id = models.UUIDField()
    line = models.PositiveIntegerField()
    cells = ArrayField(models.CharField(max_length=1000), default=list)
    name = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=20, blank=True)
    volunteer_id = models.UUIDField(null=True)
    candidates = ArrayField(models.UUIDField(), default=list)
    shift_id = models.UUIDField(null=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    explanation = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=LineState)
    code = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    notes = ArrayField(models.CharField(max_length=40), default=list)
    minutes = models.PositiveIntegerField(null=True)
    record_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="sheet_line_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "same", "entered"])
                | Q(volunteer_id__isnull=False, shift_id__isnull=False, starts_at__lt=models.F("ends_at")),
                name="sheet_line_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="entered") | Q(record_id__isnull=False), name="sheet_line_entered"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "sheet_id", "state", "line"], name="sheet_line_by_state"),
            models.Index(
                fields=["organization", "sheet_id", "shift_id", "line"],
                name="sheet_line_ready",
                condition=Q(state="ready"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.name} {self.state}"
