"""Reading what suits whom. Each ranking names the version of the weights it stands on; the same rows give the same order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound
from volunteercloud.domain.activities import queries as activity_queries
from volunteercloud.domain.activities.models import Shift
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.needs.models import Need
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

from . import access, opportunities, partners, people, volunteers
from .models import Ask, Asked, Closed, Preference, Purpose, Weights
from .weighing import Scale

SHOWN = 20
MOST_SHOWN = 100
MOST_ASKS = 200


@dataclass(frozen=True, slots=True)
class PeopleForNeed:
    need: Need
    ranking: volunteers.Ranking


# Rankings


def for_volunteer(
    viewer: Actor, volunteer_id: UUID, now: datetime, limit: int = SHOWN, weights: Scale | None = None
) -> opportunities.Ranking:
    """What suits a person, best first; for that person, or a child in their account."""
    _allow_for(viewer, volunteer_id)
    return opportunities.ranked(people.of(volunteer_id, now), now, min(limit, MOST_SHOWN), weights)


def for_shift(
    viewer: Actor,
    organization_id: UUID,
    shift_id: UUID,
    now: datetime,
    limit: int = SHOWN,
    weights: Scale | None = None,
) -> tuple[Shift, volunteers.Ranking]:
    """Who of those who agreed to be found suits a shift; for its managers."""
    shift = activity_queries.shift(organization_id, shift_id)
    access.check_may_look_for_people(viewer, shift)
    return shift, volunteers.for_shift(shift, now, min(limit, MOST_SHOWN), weights)


def for_need_volunteers(
    viewer: Actor,
    need_id: UUID | str,
    organization_id: UUID,
    now: datetime,
    limit: int = SHOWN,
    weights: Scale | None = None,
) -> PeopleForNeed:
    """Who suits a need, found in the name of its station or of the organization that takes it up."""
    need = need_queries.need(viewer, need_id)
    access.check_acts_for_need(viewer, need, organization_id)
    return PeopleForNeed(need, volunteers.for_need(need, organization_id, now, min(limit, MOST_SHOWN), weights))


def for_need_organizations(
    viewer: Actor, need_id: UUID | str, now: datetime, limit: int = SHOWN, weights: Scale | None = None
) -> partners.OrganizationRanking:
    """Which organizations suit a need; for whoever may choose one."""
    need = need_queries.need(viewer, need_id)
    access.check_sees_organizations(viewer, need)
    return partners.for_need(need, now, min(limit, MOST_SHOWN), weights)


def for_organization(
    viewer: Actor, organization_id: UUID, now: datetime, limit: int = SHOWN, weights: Scale | None = None
) -> partners.NeedRanking:
    """Which open needs suit an organization; for everybody who works for it."""
    if not organization_rules.can_look_on(viewer, organization_id):
        raise NotAllowed("organization.not_staff")
    organization = Organization.objects.filter(pk=organization_id).only("id", "region_id", "categories").first()
    if organization is None:
        raise NotFound
    return partners.for_organization(organization, now, min(limit, MOST_SHOWN), weights)


# What people said


def preference(viewer: Actor, volunteer_id: UUID) -> Preference | None:
    """What a person said suits them; None of somebody who said nothing."""
    _allow_for(viewer, volunteer_id)
    return Preference.objects.filter(volunteer_id=volunteer_id).first()


# Who was asked


def my_asks(viewer: Actor, volunteer_id: UUID) -> list[Asked]:
    """What a person was asked by organizations, the latest first."""
    _allow_for(viewer, volunteer_id)
    return list(Asked.objects.filter(volunteer_id=volunteer_id).order_by("-asked_at", "subject_id")[:MOST_SHOWN])


def my_ask(viewer: Actor, volunteer_id: UUID, organization_id: UUID, subject_id: UUID) -> Asked:
    _allow_for(viewer, volunteer_id)
    found = Asked.objects.filter(volunteer_id=volunteer_id, organization_id=organization_id, subject_id=subject_id)
    asked = found.first()
    if asked is None:
        raise NotFound
    return asked


def closed_to(viewer: Actor, volunteer_id: UUID) -> list[Closed]:
    """The organizations that may not ask a person again."""
    _allow_for(viewer, volunteer_id)
    rows = Closed.objects.filter(volunteer_id=volunteer_id)
    return list(rows.order_by("organization_name", "organization_id")[:MOST_ASKS])


def asks_about(viewer: Actor, organization_id: UUID, subject_id: UUID) -> list[Ask]:
    """Whom an organization asked about a shift or a need, and what they said; for its managers."""
    project_id = (
        Shift.objects.filter(organization_id=organization_id, id=subject_id)
        .values_list("project_id", flat=True)
        .first()
    )
    if not organization_rules.can_manage(viewer, organization_id, project_id):
        raise NotAllowed("organization.not_manager")
    asks = Ask.objects.filter(organization_id=organization_id, subject_id=subject_id)
    return list(asks.order_by("-asked_at", "volunteer_id")[:MOST_ASKS])


# Weights


def weights(purpose: str | None = None) -> list[Weights]:
    """Every version, the latest first. They are public: whoever is put in order may know by what."""
    found = Weights.objects.all()
    if purpose:
        found = found.filter(purpose=purpose)
    return list(found.order_by("purpose", "-version")[:MOST_ASKS])


def scale(purpose: str, version: int) -> Scale:
    """One version of the weights. Raises `NotFound`."""
    values = Weights.objects.filter(purpose=purpose, version=version).values_list("weights", flat=True).first()
    if values is None:
        raise NotFound
    return Scale(version, values)


def tried(values: Mapping[str, int]) -> Scale:
    """Weights that are only tried, for comparing orders."""
    return Scale(0, dict(values))


def purposes() -> list[str]:
    return list(Purpose.values)


def _allow_for(viewer: Actor, volunteer_id: UUID) -> None:
    if not identity_rules.may_act_for(viewer, volunteer_id):
        raise NotFound
