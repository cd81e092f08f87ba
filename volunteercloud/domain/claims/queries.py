"""Reading hour codes and claims: what a shift has, what waits for an answer, what a volunteer claimed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import MySignUp, Shift, SignUp, SignUpState
from volunteercloud.domain.attendance.models import Attendance, AttendanceState
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.queries import Duty
from volunteercloud.domain.records.models import RecordHead
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.regions.models import RuleSet

from .models import ClaimState, HourCodeBatch, MyClaim, Proof, Redemption, ServiceClaim

PAGE = 20
MOST_BATCHES = 100
MOST_PEOPLE = 1000
LONGEST_AGO = timedelta(days=366)  # above what any region sets; it decides
MOST_SHIFTS = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of codes and how many of them were redeemed."""

    codes: HourCodeBatch
    redeemed: int

    @property
    def left(self) -> int:
        return 0 if self.codes.withdrawn_at else self.codes.size - self.redeemed


def batches(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Batch]:
    """The codes made for a shift, the latest first, for its leaders. Two statements."""
    _allow_leader_of(viewer, organization_id, shift_id)
    made = HourCodeBatch.objects.filter(organization_id=organization_id, shift_id=shift_id)
    counted = Redemption.objects.filter(organization_id=organization_id, shift_id=shift_id).values("batch_id")
    redeemed = dict(counted.annotate(number=Count("serial")).values_list("batch_id", "number"))
    return [Batch(one, redeemed.get(one.id, 0)) for one in made.order_by("-made_at", "-id")[:MOST_BATCHES]]


def batch(viewer: Actor, organization_id: UUID, batch_id: UUID) -> HourCodeBatch:
    _leading(viewer, organization_id)
    found = HourCodeBatch.objects.filter(organization_id=organization_id, id=batch_id).first()
    if found is None:
        raise NotFound
    _allow_leader_of(viewer, organization_id, found.shift_id)
    return found


def redemptions(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Redemption]:
    """Who redeemed a code of a shift, in the order in which they did."""
    _allow_leader_of(viewer, organization_id, shift_id)
    found = Redemption.objects.filter(organization_id=organization_id, shift_id=shift_id)
    return list(found.order_by("redeemed_at", "volunteer_id")[:MOST_PEOPLE])


@dataclass(frozen=True, slots=True)
class Rostered:
    """Somebody with a settled place on the roster, and whether their service is on record."""

    sign_up: SignUp
    is_recorded: bool


def rostered(viewer: Actor, organization_id: UUID, shift_id: UUID) -> list[Rostered]:
    """Everybody with a settled place on the roster of a shift, by name; for those who may record. Two statements."""
    if not activity_queries.works_on(viewer, organization_id, shift_id, organization_rules.RECORDERS):
        raise NotAllowed("organization.not_recorder")
    on_it = {"organization_id": organization_id, "shift_id": shift_id}
    attended = Attendance.objects.filter(**on_it, state=AttendanceState.CONFIRMED)
    recorded = set(attended.values_list("volunteer_id", flat=True))
    settled = SignUp.objects.filter(**on_it, state=SignUpState.CONFIRMED).order_by("volunteer_name", "volunteer_id")
    return [Rostered(row, row.volunteer_id in recorded) for row in settled[:MOST_PEOPLE]]


@dataclass(frozen=True, slots=True)
class ClaimSeen:
    """A claim as a leader sees it. ``again`` are the positions of proofs whose very file, or whose picture, somebody has
    given before in this organization."""

    claim: ServiceClaim
    shift: Shift
    proofs: list[Proof]
    again: set[int]


def waiting(
    viewer: Actor, organization_id: UUID, *, after: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> list[ServiceClaim]:
    """Claims that wait for an answer, the longest waiting first, with their shifts; a page and one more.

    ``after`` is the cursor: moment and id of the last claim seen.
    """
    found = _open(_leading(viewer, organization_id), organization_id)
    if after:
        claimed_at, claim_id = after
        found = found.filter(claimed_at__gte=claimed_at).exclude(claimed_at=claimed_at, id__lte=claim_id)
    return list(found.select_related("sign_up__shift__activity").order_by("claimed_at", "id")[: limit + 1])


def count_waiting(viewer: Actor, organization_id: UUID, at_most: int = 100) -> int:
    """How many claims wait for an answer, counted up to ``at_most``."""
    return _open(_leading(viewer, organization_id), organization_id)[:at_most].count()


def claim(viewer: Actor, organization_id: UUID, claim_id: UUID) -> ClaimSeen:
    """A claim in whatever state, with what is known of its proofs but not the proofs themselves. For leaders."""
    duty = _leading(viewer, organization_id)
    found = ServiceClaim.objects.filter(organization_id=organization_id, id=claim_id).first()
    if found is None:
        raise NotFound
    shift = activity_queries.shift(organization_id, found.shift_id)
    if not duty.covers(shift.project_id):
        raise NotAllowed("organization.not_leader")
    proofs = list(
        Proof.objects.filter(organization_id=organization_id, claim_id=claim_id).defer("content").order_by("position")
    )
    return ClaimSeen(found, shift, proofs, _again(found, proofs))


def _again(of: ServiceClaim, proofs: list[Proof]) -> set[int]:
    digests = [bytes(proof.digest) for proof in proofs]
    pictures = [proof.picture_hash for proof in proofs if proof.picture_hash is not None]
    others = Proof.objects.filter(
        Q(digest__in=digests) | Q(picture_hash__in=pictures), organization_id=of.organization_id
    ).exclude(claim_id=of.id)
    seen = list(others.values_list("digest", "picture_hash")[:MOST_SHIFTS])
    same_file, same_picture = {bytes(digest) for digest, _hash in seen}, {shown for _digest, shown in seen} - {None}
    return {
        proof.position for proof in proofs if bytes(proof.digest) in same_file or proof.picture_hash in same_picture
    }


def my_claims(
    viewer: Actor, volunteer_id: UUID, *, after: tuple[datetime, UUID] | None = None, limit: int = PAGE
) -> list[MyClaim]:
    """What a person claimed, the latest first, a page and one more."""
    _allow_own(viewer, volunteer_id)
    found = MyClaim.objects.filter(volunteer_id=volunteer_id)
    if after:
        claimed_at, claim_id = after
        found = found.filter(claimed_at__lte=claimed_at).exclude(claimed_at=claimed_at, claim_id__gte=claim_id)
    return list(found.order_by("-claimed_at", "-claim_id")[: limit + 1])


def my_claim(viewer: Actor, volunteer_id: UUID, claim_id: UUID) -> MyClaim:
    _allow_own(viewer, volunteer_id)
    found = MyClaim.objects.filter(volunteer_id=volunteer_id, claim_id=claim_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Claimable:
    """A shift of a person's past that can be claimed until a moment."""

    mine: MySignUp
    until: datetime


def claimable(viewer: Actor, volunteer_id: UUID, at: datetime) -> list[Claimable]:
    """Shifts that a person may claim now, the latest first: over not too long ago by the rules of their region, without a
    record and without a claim that waits. Four statements."""
    _allow_own(viewer, volunteer_id)
    served = MySignUp.objects.filter(
        volunteer_id=volunteer_id,
        state=SignUpState.CONFIRMED,
        during__endswith__lte=at,
        during__endswith__gt=at - LONGEST_AGO,
    )
    mine = list(served.order_by("-during", "shift_id")[:MOST_SHIFTS])
    settled = _settled(volunteer_id, [row.shift_id for row in mine])
    left = [row for row in mine if row.shift_id not in settled]
    shifts = Shift.objects.select_related("activity").filter(
        pk__in=[(row.organization_id, row.shift_id) for row in left]
    )
    until = {shift.id: claimed_until(shift) for shift in shifts}
    return [Claimable(row, until[row.shift_id]) for row in left if at < until[row.shift_id]]


def _settled(volunteer_id: UUID, shift_ids: list[UUID]) -> set[UUID]:
    recorded = RecordHead.objects.filter(volunteer_id=volunteer_id, source_kind="shift", source_id__in=shift_ids)
    waiting = MyClaim.objects.filter(volunteer_id=volunteer_id, shift_id__in=shift_ids, state=ClaimState.OPEN)
    return {*recorded.values_list("source_id", flat=True), *waiting.values_list("shift_id", flat=True)}


def rule_set_of(shift: Shift) -> RuleSet:
    """The rules in force where and when a shift took place. ``shift`` comes with its activity."""
    return region_queries.rules_for(shift.activity.region_id, timezone.localdate(shift.starts_at))


def claimed_until(shift: Shift) -> datetime:
    """The last moment at which service of this shift can be claimed."""
    return shift.ends_at + timedelta(days=rule_set_of(shift).claim_days)


def _leading(viewer: Actor, organization_id: UUID) -> Duty:
    duty = organization_rules.duty(viewer, organization_id, organization_rules.LEADERS)
    if duty is None:
        raise NotAllowed("organization.not_leader")
    return duty


def _allow_leader_of(viewer: Actor, organization_id: UUID, shift_id: UUID) -> None:
    if not activity_queries.works_on(viewer, organization_id, shift_id, organization_rules.LEADERS):
        raise NotAllowed("organization.not_leader")


def _open(duty: Duty, organization_id: UUID) -> QuerySet[ServiceClaim]:
    waiting = ServiceClaim.objects.filter(organization_id=organization_id, state=ClaimState.OPEN)
    return duty.narrowed(waiting, "sign_up__shift__project_id")


def _allow_own(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
