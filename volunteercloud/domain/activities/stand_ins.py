"""Models of who comes in somebody's place: covers and swaps, who was asked, who stands by, who did not come.

`models` takes them in; they name its models by text, so that neither file needs the other to be read first.
"""

from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import OrganizationOwned
from volunteercloud.domain.organizations.models import Organization


class CoverState(models.TextChoices):
    OPEN = "open"
    AGREED = "agreed"  # somebody will; a coordinator has to approve, the place has not moved yet
    DONE = "done"
    WITHDRAWN = "withdrawn"  # by whoever asked, or with the place itself
    UNDONE = "undone"  # both agreed before the start, and each has their own place again


PENDING = (CoverState.OPEN, CoverState.AGREED)


class Cover(OrganizationOwned):
    """Somebody who holds a place asks that another takes it over; with ``other_shift_id`` they want a place in that shift
    in return. Names are shown to the two of them and to coordinators only."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    project_id = models.UUIDField()
    shift_id = models.UUIDField()
    other_shift_id = models.UUIDField(null=True)
    giver_id = models.UUIDField()
    giver_name = models.CharField(max_length=300)
    taker_id = models.UUIDField(null=True)
    taker_name = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=CoverState, default=CoverState.OPEN)
    note = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=300, blank=True)
    undo_asked_by = models.UUIDField(null=True)

    shift = models.ForeignObject(
        "activities.Shift",
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )
    other_shift = models.ForeignObject(
        "activities.Shift",
        models.DO_NOTHING,
        from_fields=["organization_id", "other_shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
        null=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CoverState.values), name="cover_state"),
            models.CheckConstraint(
                condition=Q(state="open", taker_id__isnull=True)
                | Q(state="withdrawn")
                | Q(state__in=["agreed", "done", "undone"], taker_id__isnull=False, taken_at__isnull=False),
                name="cover_taken_by",
            ),
            models.CheckConstraint(condition=~Q(taker_id=F("giver_id")), name="cover_not_own"),
            models.CheckConstraint(condition=~Q(other_shift_id=F("shift_id")), name="cover_swaps_two"),
            models.CheckConstraint(
                condition=Q(undo_asked_by__isnull=True) | Q(state__in=["done", "undone"]), name="cover_undo_of_done"
            ),
            models.UniqueConstraint(
                fields=["organization", "shift_id", "giver_id"],
                condition=Q(state__in=["open", "agreed"]),
                name="cover_once_a_place",
            ),
            models.UniqueConstraint(
                fields=["organization", "shift_id", "taker_id"],
                condition=Q(state="agreed"),
                name="cover_agreed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "shift_id", "id"], name="cover_by_shift"),
            models.Index(
                fields=["organization", "project_id", "asked_at", "id"],
                name="cover_pending",
                condition=Q(state__in=["open", "agreed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver_name} {self.state}"


class Answer(models.TextChoices):
    NONE = ""
    YES = "yes"
    NO = "no"
    REFUSED = "refused"  # a coordinator did not want this person in this place


class CoverAsk(OrganizationOwned):
    """That a person was asked whether they take over a place, and what they said. Nobody is asked for one place twice."""

    pk = models.CompositePrimaryKey("organization_id", "cover_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    cover_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    asked_at = models.DateTimeField(null=True)  # empty for who offered without being asked
    asked_by_name = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    cover = models.ForeignObject(
        Cover,
        models.DO_NOTHING,
        from_fields=["organization_id", "cover_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=["yes", "no", "refused"], answered_at__isnull=False),
                name="cover_ask_answered",
            )
        ]
        indexes = [models.Index(fields=["organization", "volunteer_id", "asked_at"], name="cover_ask_by_person")]

    def __str__(self) -> str:
        return f"{self.volunteer_name} {self.answer}"


class StandbyState(models.TextChoices):
    READY = "ready"
    CALLED = "called"
    COMES = "comes"
    CANNOT = "cannot"
    WITHDRAWN = "withdrawn"


class Standby(OrganizationOwned):
    """“I could come if somebody is missing”: no place and no turn in a line, seen by those who lead the shift only."""

    pk = models.CompositePrimaryKey("organization_id", "shift_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    volunteer_number = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=StandbyState, default=StandbyState.READY)
    since = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    called_by_name = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)

    shift = models.ForeignObject(
        "activities.Shift",
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StandbyState.values), name="standby_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "comes", "cannot"]) | Q(called_at__isnull=False),
                name="standby_called_when",
            ),
        ]
        indexes = [models.Index(fields=["organization", "volunteer_id", "called_at"], name="standby_by_person")]

    def __str__(self) -> str:
        return f"{self.volunteer_name} {self.state}"


class AbsenceKind(models.TextChoices):
    UNEXCUSED = "unexcused"
    EXCUSED = "excused"
    TAKEN_BACK = "taken_back"  # the person came after all, or it was wrong


class Absence(OrganizationOwned):
    """That somebody on the roster did not come, as a leader told it, and what the person says to it.

    Its kind is copied to the person's side (`MySignUp.absence`), where absences of all organizations are counted. It never
    touches what is recorded.
    """

    pk = models.CompositePrimaryKey("organization_id", "shift_id", "volunteer_id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=AbsenceKind)
    reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField()
    told_by = models.UUIDField(null=True)
    told_by_name = models.CharField(max_length=300)
    statement = models.CharField(max_length=500, blank=True)
    stated_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_by_name = models.CharField(max_length=300, blank=True)

    sign_up = models.ForeignObject(
        "activities.SignUp",
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id", "volunteer_id"],
        to_fields=["organization_id", "shift_id", "volunteer_id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AbsenceKind.values), name="absence_kind"),
            models.CheckConstraint(condition=~Q(kind="excused") | ~Q(reason=""), name="absence_excused_why"),
            models.CheckConstraint(
                condition=Q(statement="", stated_at__isnull=True) | ~Q(statement="") & Q(stated_at__isnull=False),
                name="absence_stated_when",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(stated_at__isnull=False) & ~Q(answer=""),
                name="absence_answered",
            ),
            models.CheckConstraint(
                condition=(Q(told_by__isnull=True) | ~Q(told_by=F("volunteer_id")))
                & (Q(answered_by__isnull=True) | ~Q(answered_by=F("volunteer_id"))),
                name="absence_not_own",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "stated_at", "volunteer_id"],
                name="absence_to_answer",
                condition=Q(stated_at__isnull=False, answered_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.kind
