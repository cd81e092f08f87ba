from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned, VolunteerOwned
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization


class Side(models.TextChoices):
    """Who objects, or appeals: the person or their guardian, the organization that recorded, an officer."""

    VOLUNTEER = "volunteer"
    ORGANIZATION = "organization"
    OFFICER = "officer"


class Wish(models.TextChoices):
    """What the record should become: other times, nothing that counts, or what it was before it was revoked."""

    TIMES = "times"
    VOID = "void"
    RESTORE = "restore"


class State(models.TextChoices):
    OPEN = "open"  # the organization answers
    REFERRED = "referred"  # an officer decides
    DECIDED = "decided"  # decided, and either party may appeal
    APPEALED = "appealed"  # another officer decides
    SETTLED = "settled"  # the organization changed the record itself
    WITHDRAWN = "withdrawn"
    FINAL = "final"  # decided on appeal, or nobody appealed in time


class Outcome(models.TextChoices):
    DISMISSED = "dismissed"
    CORRECTED = "corrected"
    VOIDED = "voided"
    RESTORED = "restored"


class Instance(models.IntegerChoices):
    FIRST = 1
    APPEAL = 2


WAITING = (State.OPEN, State.REFERRED, State.DECIDED, State.APPEALED)
UNDECIDED = (State.OPEN, State.REFERRED, State.APPEALED)
CHANGED = (Outcome.CORRECTED, Outcome.VOIDED, Outcome.RESTORED)
IN_TIMES = Q(wished_from__isnull=False, wished_to__gt=F("wished_from"), wished_break__isnull=False)
NO_TIMES = Q(wished_from__isnull=True, wished_to__isnull=True, wished_break__isnull=True)
KNOWN = Q(state__in=State.values, side__in=Side.values, wish__in=Wish.values)


class Objection(VolunteerOwned):
    """Somebody says that a version of a record is wrong. ``due_at`` is until when whoever is next has to act.

    ``region_code`` is where the service was; its officers decide. ``case_id`` is the case of evidence that an officer
    objects upon, if it was one. ``statement`` is the volunteer's word where somebody else objects. ``outcome`` is what
    came of it so far; the decisions are `Ruling`.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    id = models.UUIDField()
    record_id = models.UUIDField()
    version = models.PositiveSmallIntegerField()
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    organization_name_en = models.CharField(max_length=200, blank=True)
    region_code = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    side = models.CharField(max_length=12, choices=Side)
    case_id = models.UUIDField(null=True)
    raised_by = models.UUIDField()
    raised_by_name = models.CharField(max_length=300)
    raised_at = models.DateTimeField()
    grounds = models.CharField(max_length=2000)
    wish = models.CharField(max_length=8, choices=Wish)
    wished_from = models.DateTimeField(null=True)
    wished_to = models.DateTimeField(null=True)
    wished_break = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True)
    answered_by_name = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    statement = models.CharField(max_length=2000, blank=True)
    stated_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    appeal = models.CharField(max_length=2000, blank=True)
    appeal_side = models.CharField(max_length=12, choices=Side, blank=True)
    appealed_by = models.UUIDField(null=True)
    appealed_by_name = models.CharField(max_length=300, blank=True)
    appealed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=KNOWN, name="objection_known"),
            models.CheckConstraint(condition=~Q(grounds=""), name="objection_grounds"),
            models.CheckConstraint(
                condition=(Q(wish="times") & IN_TIMES) | (~Q(wish="times") & NO_TIMES), name="objection_wished_times"
            ),
            models.CheckConstraint(
                condition=Q(state__in=WAITING, due_at__isnull=False, closed_at__isnull=True)
                | (~Q(state__in=WAITING) & Q(due_at__isnull=True, closed_at__isnull=False)),
                name="objection_waits_or_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="objection_answered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "referred", "withdrawn"], outcome="")
                | Q(state__in=["decided", "appealed", "final"], outcome__in=Outcome.values)
                | Q(state="settled", outcome__in=CHANGED, answered_at__isnull=False),
                name="objection_outcome",
            ),
            models.CheckConstraint(
                condition=Q(appealed_at__isnull=True, appealed_by__isnull=True, appeal="")
                | (
                    Q(appealed_at__isnull=False, appealed_by__isnull=False, state__in=["appealed", "final"])
                    & ~Q(appeal="")
                ),
                name="objection_appealed",
            ),
            models.CheckConstraint(
                condition=~Q(state="appealed") | Q(appealed_at__isnull=False), name="objection_appeal_said"
            ),
            models.CheckConstraint(
                condition=Q(case_id__isnull=True) | Q(side="officer"), name="objection_case_of_officer"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "record_id"], condition=Q(state__in=WAITING), name="objection_waits_once"
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-raised_at", "-id"], name="objection_newest"),
            models.Index(fields=["volunteer", "record_id"], name="objection_by_record"),
            models.Index(fields=["state", "due_at"], name="objection_due", condition=Q(due_at__isnull=False)),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    def __str__(self) -> str:
        return f"{self.title} {self.day} {self.state}"


class Ruling(VolunteerOwned):
    """An officer's decision: one in the first instance, one on appeal, each by another person. Never changed.

    ``version_before`` and ``version_after`` of the record are the same where the decision left it as it stood.
    ``first_decided_by`` is who decided in the first instance, on an appeal; the database holds the two apart.
    """

    pk = models.CompositePrimaryKey("volunteer_id", "objection_id", "instance")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    objection_id = models.UUIDField()
    instance = models.PositiveSmallIntegerField(choices=Instance)
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=1000)
    decided_by = models.UUIDField()
    decided_by_name = models.CharField(max_length=300)
    decided_at = models.DateTimeField()
    first_decided_by = models.UUIDField(null=True)
    version_before = models.PositiveSmallIntegerField()
    version_after = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values) & ~Q(reason=""), name="ruling_reasoned"),
            models.CheckConstraint(
                condition=Q(instance=1, first_decided_by__isnull=True)
                | (Q(instance=2, first_decided_by__isnull=False) & ~Q(first_decided_by=F("decided_by"))),
                name="ruling_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instance} {self.outcome}"


class ObjectionForOrganization(OrganizationOwned):
    """The same objection on the side of the organization that recorded: its list, and the way to the volunteer's row."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    record_id = models.UUIDField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    side = models.CharField(max_length=12, choices=Side)
    wish = models.CharField(max_length=8, choices=Wish)
    state = models.CharField(max_length=10, choices=State)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    due_at = models.DateTimeField(null=True)
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=KNOWN, name="organization_objection_known")]
        indexes = [
            models.Index(fields=["organization", "-raised_at", "-id"], name="organization_objection_newest"),
            models.Index(fields=["organization", "record_id"], name="organization_objection_record"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.day} {self.state}"
