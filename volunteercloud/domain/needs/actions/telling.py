"""Whom a step of a need is told: its poster, its station, the organization that takes it up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.messages import actions as messages
from volunteercloud.domain.needs.models import Need, PosterKind
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.regions import queries as region_queries
from volunteercloud.domain.search.models import Urgency


def tell_poster(actor: Actor, template: str, need: Need, at: datetime, **facts: Any) -> None:
    """The person who posted it, or the managers of the organization that did; but whoever just did this."""
    if need.poster_kind == PosterKind.ORGANIZATION:
        _tell(actor, organization_queries.manager_ids(need.poster_id), template, need, at, my_link(need), facts)
    else:
        _tell(actor, [need.poster_id], template, need, at, my_link(need), facts)


def tell_station(actor: Actor, template: str, need: Need, at: datetime, **facts: Any) -> None:
    """The managers of the station that looks after it; nobody where there is none."""
    if need.station_id:
        link = f"/org/{need.station_id}/needs/{need.id}/"
        _tell(actor, organization_queries.manager_ids(need.station_id), template, need, at, link, facts)


def tell_organization(
    actor: Actor, organization_id: UUID, template: str, need: Need, at: datetime, **facts: Any
) -> None:
    """The managers of an organization that offers or takes it up."""
    link = f"/org/{organization_id}/needs/{need.id}/"
    _tell(actor, organization_queries.manager_ids(organization_id), template, need, at, link, facts)


def tell_person(actor: Actor, person_id: UUID, template: str, need: Need, at: datetime, **facts: Any) -> None:
    """A volunteer who offered, about what became of that."""
    _tell(actor, [person_id], template, need, at, public_link(need), facts)


def tell_officers(actor: Actor, region_code: str, template: str, need: Need, at: datetime, **facts: Any) -> None:
    """The officers of this very region, or of the whole country, who have the right to needs."""
    grants = officers.officers_over(region_code, Right.NEEDS)
    there = [grant.account_id for grant in grants if grant.region_code == region_code]
    _tell(actor, dict.fromkeys(there), template, need, at, office_link(need), facts)


def tell_of_moderation(actor: Actor, need: Need, due_at: datetime, at: datetime) -> None:
    """The station looks at it; of an urgent one the nearest officers hear at once, of the others from their queue."""
    until = due_at.isoformat()
    is_urgent = need.urgency == Urgency.URGENT
    tell_station(actor, "need_urgent" if is_urgent else "need_to_moderate", need, at, until=until)
    if is_urgent and (code := nearest_office(need.region_id or "")) is not None:
        tell_officers(actor, code, "need_urgent", need, at, until=until)


def nearest_office(region_code: str) -> str | None:
    """The nearest region, here or above, that has officers with the right to needs; None where nobody has."""
    nearest_first = officers.officers_over(region_code, Right.NEEDS)
    return nearest_first[0].region_code if nearest_first else None


def my_link(need: Need) -> str:
    """Where its poster looks after it: a person under "me", an organization among its needs."""
    if need.poster_kind == PosterKind.ORGANIZATION:
        return f"/org/{need.poster_id}/needs/{need.id}/"
    return f"/me/needs/{need.id}/"


def public_link(need: Need) -> str:
    return f"/needs/{need.number}/"


def office_link(need: Need) -> str:
    return f"/office/needs/{need.id}/"


def _tell(
    actor: Actor,
    person_ids: Iterable[UUID],
    template: str,
    need: Need,
    at: datetime,
    link: str,
    facts: dict[str, Any],
) -> None:
    for person_id in person_ids:
        if person_id == actor.id:
            continue
        recipient = identity_queries.recipient(person_id)
        region = region_queries.full_name(need.region_id or "", recipient.language)
        known = {"title": need.title, "title_en": need.title_en, "number": need.number, "region": region}
        messages.tell(actor=actor, recipient=recipient, template=template, facts=known | facts, link=link, at=at)
