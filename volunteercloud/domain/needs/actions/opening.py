"""Opening whom a need is for and where: for who posted it, who looks after it and who comes. Seen by the poster."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities.models import Shift, ShiftLeader, SignUp, SignUpState
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.needs import rules, sealing
from volunteercloud.domain.needs.drafts import Details
from volunteercloud.domain.needs.models import SERVED, WAITING, Need
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

from . import keeping, releasing

BEFORE = timedelta(hours=24)


@transaction.atomic
def open_details(*, actor: Actor, need_id: UUID, volunteer_id: UUID | None = None, at: datetime) -> Details:
    """What is sealed of a need. For its poster; for managers of its station and of the organization that takes it up, until
    the result is confirmed; for whoever was named to lead a shift of it; and for who is on the roster of one, from 24 hours
    before it starts until it ends. Of an organization that may not act, for nobody. ``volunteer_id`` is a child in the
    actor's account.

    Every reading but the poster's own leaves an entry, which the poster sees. To everybody else it is not allowed, or not
    found where the need is none that they may know of.
    """
    need = Need.objects.select_related("region").filter(id=need_id).first()
    if need is None:
        raise NotFound

    role = _role(actor, need, volunteer_id or actor.id, at)
    if role is None:
        if not rules.may_see(actor, need):
            raise NotFound
        raise NotAllowed(
            "need.sealed",
            _("Whom this need is for and where is told to those who come, from 24 hours before the shift."),
            next_step=_("Come back then; until then its region is all that is told."),
        )

    if role != "poster":
        keeping.leave_entry(actor, "needs.details_opened", need, at, role=role)
    return sealing.read(need)


def _role(actor: Actor, need: Need, volunteer_id: UUID | None, at: datetime) -> str | None:
    """As what somebody may read it; None for who may not."""
    if actor.id is None:
        return None
    if rules.is_poster(actor, need):
        return "poster"
    if need.state not in (*WAITING, *SERVED):
        return None
    if rules.is_station(actor, need):
        return "station"
    if need.organization_id is None:
        return None
    if not organization_rules.is_active(Organization.objects.get(pk=need.organization_id)):
        return None
    if organization_rules.can_manage(actor, need.organization_id, need.project_id):
        return "organization"
    shifts = list(releasing.shifts_not_counted(need).filter(ends_at__gt=at))
    if _is_named_leader(actor.id, need.organization_id, shifts) and organization_rules.can_lead(
        actor, need.organization_id, need.project_id
    ):
        return "leader"
    due = [shift for shift in shifts if at >= shift.starts_at - BEFORE]
    if volunteer_id and identity_rules.may_act_for(actor, volunteer_id) and _is_on_roster(volunteer_id, due):
        return "volunteer"
    return None


def _is_named_leader(person_id: UUID, organization_id: UUID, shifts: list[Shift]) -> bool:
    named = ShiftLeader.objects.filter(organization_id=organization_id, person_id=person_id, until__isnull=True)
    return named.filter(shift_id__in=[shift.id for shift in shifts]).exists()


def _is_on_roster(volunteer_id: UUID, shifts: list[Shift]) -> bool:
    keys = [(shift.organization_id, shift.id, volunteer_id) for shift in shifts]
    return SignUp.objects.filter(pk__in=keys, state=SignUpState.CONFIRMED).exists()
