"""Holding an objection while a step is taken, and keeping both of its sides and the officers' queue the same."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor, ActorKind
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.objections.models import Objection, ObjectionForOrganization, State
from volunteercloud.domain.reviews import actions as reviews
from volunteercloud.domain.reviews.models import Kind


def held(volunteer_id: UUID, objection_id: UUID) -> Objection:
    """The objection, after the person: as whoever writes records of theirs does."""
    identity_queries.hold({volunteer_id})
    found = Objection.objects.select_for_update().filter(volunteer_id=volunteer_id, id=objection_id).first()
    if found is None:
        raise NotFound
    return found


def held_for_organization(organization_id: UUID, objection_id: UUID) -> Objection:
    """The objection, found from the side of the organization."""
    rows = ObjectionForOrganization.objects.filter(organization_id=organization_id, id=objection_id)
    volunteer_id = rows.values_list("volunteer_id", flat=True).first()
    if volunteer_id is None:
        raise NotFound
    return held(volunteer_id, objection_id)


def keep(objection: Objection) -> None:
    """Write what changed, and let the organization's side say it too."""
    objection.save(force_update=True)
    rows = ObjectionForOrganization.objects.filter(organization_id=objection.organization_id, id=objection.id)
    rows.update(state=objection.state, outcome=objection.outcome, due_at=objection.due_at)


def close(objection: Objection, state: State, at: datetime) -> None:
    objection.state, objection.due_at, objection.closed_at = state, None, at
    keep(objection)


def refer(objection: Objection, region_code: str, due_at: datetime, at: datetime) -> None:
    """Put it into the queue of a region, in the name of whoever objected or appealed: they do not decide about it."""
    label, person_id = objection.raised_by_name, objection.raised_by
    if objection.state == State.APPEALED and objection.appealed_by:
        label, person_id = objection.appealed_by_name, objection.appealed_by
    reviews.open_case(
        actor=Actor(ActorKind.PERSON, label, person_id),
        kind=Kind.OBJECTION,
        owner_id=objection.organization_id,
        subject_id=objection.id,
        region_code=region_code,
        title=objection.title,
        due_at=due_at,
        at=at,
    )
    objection.due_at, objection.reminded_at = due_at, None


def check_state(objection: Objection, *states: State) -> None:
    """Refused where somebody has taken the next step meanwhile."""
    if objection.state not in states:
        raise Refused(
            "objection.moved_on",
            _("This objection has moved on since you opened it."),
            next_step=_("Open it again to see how it stands and what you can do now."),
            facts={"state": objection.state},
        )
