"""What has to be settled before an account can be closed: that which others wait for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.reading import among
from volunteercloud.domain.activities.models import STANDING, MySignUp
from volunteercloud.domain.claims.models import ClaimState, MyClaim
from volunteercloud.domain.identity.models import Guardianship, OfficerGrant
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.needs.models import State as NeedState
from volunteercloud.domain.objections.models import WAITING, Objection
from volunteercloud.domain.organizations.models import Seat
from volunteercloud.domain.transfers.models import OPEN, Transfer

ENDED_NEEDS = (
    *(NeedState.CONFIRMED, NeedState.CLOSED, NeedState.REJECTED, NeedState.WITHDRAWN, NeedState.EXPIRED),
    NeedState.UNMET,
)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something of a person's that others wait for. ``address`` names the page on which it is settled."""

    code: str
    message: Promise
    next_step: Promise
    address: str
    is_there: Callable[[Collection[UUID], datetime], bool]


OBSTACLES = (
    Obstacle(
        "closing.works",
        _("You work for an organization."),
        _("Have somebody else take over your role, then leave it."),
        "volunteer:my_organizations",
        lambda people, _at: Seat.objects.filter(person_id__in=among(people), ended_at__isnull=True).exists(),
    ),
    Obstacle(
        "closing.office",
        _("You hold an office."),
        _("Ask the officers above you to end it."),
        "account:overview",
        lambda people, _at: OfficerGrant.objects.filter(account_id__in=people, revoked_at__isnull=True).exists(),
    ),
    Obstacle(
        "closing.children",
        _("There are children in your account."),
        _("Close theirs first, or have another guardian take them over."),
        "volunteer:wards",
        lambda people, _at: Guardianship.objects.filter(guardian_id__in=among(people), ended_at__isnull=True).exists(),
    ),
    Obstacle(
        "closing.sign_ups",
        _("You are signed up for shifts that lie ahead."),
        _("Leave them first, so that others can take your place."),
        "volunteer:my_service",
        lambda people, at: MySignUp.objects.filter(
            volunteer_id__in=among(people), state__in=STANDING, during__endswith__gt=at
        ).exists(),
    ),
    Obstacle(
        "closing.claims",
        _("Hours that you claimed wait for an answer."),
        _("Wait for it, or withdraw the claim."),
        "volunteer:claims",
        lambda people, _at: MyClaim.objects.filter(volunteer_id__in=among(people), state=ClaimState.OPEN).exists(),
    ),
    Obstacle(
        "closing.objections",
        _("An objection to a record of yours is not decided yet."),
        _("Wait for the decision, or withdraw the objection."),
        "volunteer:objections",
        lambda people, _at: Objection.objects.filter(volunteer_id__in=among(people), state__in=WAITING).exists(),
    ),
    Obstacle(
        "closing.transfers",
        _("Records of yours are on their way to another place."),
        _("Wait until they have arrived; it takes minutes, seldom days."),
        "volunteer:moving",
        lambda people, _at: Transfer.objects.filter(volunteer_id__in=among(people), state__in=OPEN).exists(),
    ),
    Obstacle(
        "closing.needs",
        _("A need that you posted is still open."),
        _("Withdraw it, or say that it was met."),
        "needs:mine",
        lambda people, _at: Need.objects.filter(poster_id__in=people).exclude(state__in=ENDED_NEEDS).exists(),
    ),
)


def obstacles(people: Collection[UUID], at: datetime) -> list[Obstacle]:
    return [one for one in OBSTACLES if one.is_there(people, at)]
