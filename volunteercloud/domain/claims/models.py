from django.db import models
from django.db.models import F, Q

from volunteercloud.core.models import ClaimModel, OrganizationOwned, PlacedModel, Placement, VolunteerOwned
from volunteercloud.core.sealing import SealedField
from volunteercloud.domain.activities.models import Shift, SignUp
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.organizations.models import Organization


class HourCodeBatch(OrganizationOwned):
    """Codes made for one shift, handed out on paper. Each is worth ``minutes`` of service from ``starts_at`` on; the codes
    themselves are nowhere: they follow from the batch's key, its id and their serial (`hour_codes.code_of`)."""

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    shift_id = models.UUIDField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    break_minutes = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveSmallIntegerField()
    expires_at = models.DateTimeField()
    key_version = models.PositiveSmallIntegerField()
    maker_id = models.UUIDField()
    maker_name = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=300, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    shift = models.ForeignObject(
        Shift,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=1, size__gte=1), name="hour_codes_worth"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("starts_at")), name="hour_codes_expire"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="hour_codes_withdrawn_why"
            ),
        ]
        indexes = [models.Index(fields=["organization", "shift_id"], name="hour_codes_by_shift")]

    def __str__(self) -> str:
        return f"{self.size} × {self.minutes} min"


class HourCode(ClaimModel):
    """Which batch and serial a code stands for, found by the keyed hash of the code alone."""

    code_index = models.UUIDField(primary_key=True)
    key_version = models.PositiveSmallIntegerField()
    organization_id = models.UUIDField()
    batch_id = models.UUIDField()
    serial = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.batch_id} no. {self.serial}"


class Redemption(OrganizationOwned):
    """Who redeemed a code. The key lets nobody redeem it a second time, and nobody redeem two for one shift."""

    pk = models.CompositePrimaryKey("organization_id", "batch_id", "serial")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    batch_id = models.UUIDField()
    serial = models.PositiveSmallIntegerField()
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    record_id = models.UUIDField()
    redeemed_at = models.DateTimeField()

    batch = models.ForeignObject(
        HourCodeBatch,
        models.DO_NOTHING,
        from_fields=["organization_id", "batch_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(serial__gte=1), name="redemption_serial"),
            models.UniqueConstraint(
                fields=["organization", "shift_id", "volunteer_id"], name="redemption_once_for_a_shift"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_name} no. {self.serial}"


class CodeTries(PlacedModel):
    """How many codes a person has tried in vain within the hour that began at ``since``."""

    placement = Placement.VOLUNTEER
    owner_column = "person_id"

    person_id = models.UUIDField(primary_key=True)
    since = models.DateTimeField()
    wrong = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.wrong} since {self.since:%H:%M}"


class ClaimState(models.TextChoices):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


STATE_TOLD = (
    Q(state="open", closed_at__isnull=True, record_id__isnull=True, reason="")
    | Q(state="withdrawn", closed_at__isnull=False, record_id__isnull=True)
    | Q(state="declined", closed_at__isnull=False, record_id__isnull=True) & ~Q(reason="")
    | Q(state="confirmed", closed_at__isnull=False, record_id__isnull=False)
)


class ServiceClaim(OrganizationOwned):
    """A volunteer's word that they served on a shift, with proof, until a leader has answered it.

    ``answer_by`` is when coordinators are reminded. ``served_from`` and ``served_to`` are the times that were confirmed,
    never wider than those claimed; ``reason`` is the leader's, for declining or for shortening.
    """

    pk = models.CompositePrimaryKey("organization_id", "id")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    id = models.UUIDField()
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    volunteer_name = models.CharField(max_length=300)
    volunteer_number = models.CharField(max_length=20)
    claimed_by = models.UUIDField()
    claimed_by_name = models.CharField(max_length=300)
    claimed_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    text = models.CharField(max_length=2000)
    state = models.CharField(max_length=10, choices=ClaimState)
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    served_from = models.DateTimeField(null=True)
    served_to = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_by_name = models.CharField(max_length=300, blank=True)
    record_id = models.UUIDField(null=True)

    sign_up = models.ForeignObject(
        SignUp,
        models.DO_NOTHING,
        from_fields=["organization_id", "shift_id", "volunteer_id"],
        to_fields=["organization_id", "shift_id", "volunteer_id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=STATE_TOLD, name="claim_state_told"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")) & ~Q(text=""), name="claim_says_what"),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(
                    served_from__isnull=False,
                    served_to__isnull=False,
                    served_from__gte=F("starts_at"),
                    served_to__lte=F("ends_at"),
                    served_to__gt=F("served_from"),
                    answered_by__isnull=False,
                ),
                name="claim_never_widened",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | ~Q(answered_by=F("volunteer_id")) & ~Q(answered_by=F("claimed_by")),
                name="claim_not_answered_by_self",
            ),
            models.UniqueConstraint(
                fields=["organization", "shift_id", "volunteer_id"],
                condition=Q(state__in=["open", "confirmed"]),
                name="claim_one_for_a_shift",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "claimed_at", "id"], name="claim_open", condition=Q(state="open")),
            models.Index(
                fields=["answer_by"], name="claim_overdue", condition=Q(state="open", reminded_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_name} {self.state}"


class Proof(OrganizationOwned):
    """One picture or PDF that came with a claim. ``content`` is sealed; empty once nobody needs to look at it any more.

    What tells the same picture again stays: ``digest`` is the SHA-256 of the file as it was sent, ``picture_hash`` the
    64-bit difference hash of what it shows (`proofs.difference_hash`), as a signed number; a PDF has none.
    """

    pk = models.CompositePrimaryKey("organization_id", "claim_id", "position")
    organization = models.ForeignKey(Organization, models.PROTECT, db_index=False)
    claim_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    shift_id = models.UUIDField()
    volunteer_id = models.UUIDField()
    media_type = models.CharField(max_length=20)
    content = SealedField("claim-proof", ["claim_id", "position"])
    digest = models.BinaryField(max_length=32)
    picture_hash = models.BigIntegerField(null=True)
    given_at = models.DateTimeField()

    claim = models.ForeignObject(
        ServiceClaim,
        models.DO_NOTHING,
        from_fields=["organization_id", "claim_id"],
        to_fields=["organization_id", "id"],
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=3), name="proof_three_at_most"),
            models.CheckConstraint(
                condition=Q(media_type="application/pdf", picture_hash__isnull=True)
                | Q(media_type="image/jpeg", picture_hash__isnull=False),
                name="proof_kind_told",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "digest"], name="proof_by_digest"),
            models.Index(fields=["organization", "picture_hash"], name="proof_by_picture"),
            models.Index(fields=["organization", "given_at"], name="proof_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.media_type} no. {self.position}"


class MyClaim(VolunteerOwned):
    """The same claim on the volunteer's side: what was claimed, how it stands, and what was answered."""

    pk = models.CompositePrimaryKey("volunteer_id", "claim_id")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, db_index=False)
    claim_id = models.UUIDField()
    organization_id = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    organization_name_en = models.CharField(max_length=200, blank=True)
    shift_id = models.UUIDField()
    title = models.CharField(max_length=100)
    title_en = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    text = models.CharField(max_length=2000)
    proofs = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=ClaimState)
    claimed_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    served_from = models.DateTimeField(null=True)
    served_to = models.DateTimeField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=300, blank=True)
    record_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=STATE_TOLD, name="my_claim_state_told")]
        indexes = [models.Index(fields=["volunteer", "-claimed_at", "-claim_id"], name="my_claim_by_time")]

    def __str__(self) -> str:
        return f"{self.title} {self.state}"
