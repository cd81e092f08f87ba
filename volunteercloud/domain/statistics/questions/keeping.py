"""Questions that are kept, and those that the worker answers."""

from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.statistics import disclosure

from .models import Inquiry, InquiryState, KeptQuestion

MOST_KEPT = 50  # of one officer, and shared ones on a page
MOST_INQUIRIES = 20
WORKING = (InquiryState.WAITING, InquiryState.RUNNING)


def kept(viewer: Actor) -> tuple[list[KeptQuestion], list[KeptQuestion]]:
    """The viewer's own by name, and what officers of the viewer's regions and those above them share."""
    mine = KeptQuestion.objects.filter(account_id=viewer.person_id).order_by("name", "id")[:MOST_KEPT]
    own = identity_queries.offices(viewer, Right.STATISTICS)
    above = {code[:length] for code in own for length in range(len(code) + 1)}
    shared = KeptQuestion.objects.filter(region_code__in=above, is_shared=True).exclude(account_id=viewer.person_id)
    return list(mine), list(shared.order_by("region_code", "name", "id")[:MOST_KEPT])


def inquiries(viewer: Actor) -> list[Inquiry]:
    """The viewer's own, the latest first; without their answers."""
    found = Inquiry.objects.filter(account_id=viewer.person_id).defer("answer")
    return list(found.order_by("-asked_at", "-id")[:MOST_INQUIRIES])


def inquiry(viewer: Actor, inquiry_id: UUID) -> Inquiry:
    """One of the viewer's own. Who lost the right to the region since does not find it any more, nor its answer."""
    found = Inquiry.objects.filter(id=inquiry_id, account_id=viewer.person_id).first()
    if found is None:
        raise NotFound
    disclosure.check_exact(viewer, found.region_code)
    return found
