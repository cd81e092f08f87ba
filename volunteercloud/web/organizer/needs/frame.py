"""What every page about a need begins with: the need, for whom the reader works, and what that lets them do."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.needs import queries as need_queries
from volunteercloud.domain.needs import rules as need_rules
from volunteercloud.domain.needs.models import SERVED, WAITING, Need
from volunteercloud.domain.organizations import queries as organization_queries
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization
from volunteercloud.web import answers


@dataclass(frozen=True, slots=True)
class Seen:
    """A need in the console of an organization. ``manages`` is for the whole organization: who works for some projects of
    it alone sees what is public and takes nothing up. ``looks_after``: as its station."""

    actor: Actor
    organization: Organization
    need: Need
    manages: bool
    looks_after: bool
    at: datetime

    @property
    def has_posted(self) -> bool:
        return self.manages and self.need.poster_id == self.organization.id

    @property
    def has_taken_up(self) -> bool:
        """Chosen or docked: the organization is the one that answers for it."""
        return self.need.organization_id == self.organization.id

    @property
    def may_dock(self) -> bool:
        """Chosen and not docked yet; a station may dock what it looks after, with volunteers who offered."""
        is_theirs = self.has_taken_up or (self.looks_after and self.need.organization_id is None)
        return self.manages and self.need.state in WAITING and is_theirs

    @property
    def may_open(self) -> bool:
        """See whom it is for and where; leaders and volunteers do so from their shift."""
        is_theirs = self.looks_after or (self.manages and self.has_taken_up)
        return is_theirs and self.need.state in (*WAITING, *SERVED)

    @property
    def may_seek(self) -> bool:
        """Look for people who agreed to be found."""
        return self.need.state in WAITING and (self.looks_after or (self.manages and self.has_taken_up))

    @property
    def may_end(self) -> bool:
        return self.looks_after and self.need.state in WAITING


def member_of(request, organization_id: UUID) -> tuple[Actor, Organization, bool]:
    """Who asks, the organization, and whether they manage the whole of it; to who does not work there, there is no page."""
    actor = answers.actor_of(request)
    duty = organization_queries.duty(actor.id, organization_id)
    if duty is None:
        raise NotFound
    manages = duty.role in organization_rules.MANAGERS and duty.is_whole
    return actor, organization_queries.organization(actor, organization_id), manages


def seen(request, organization_id: UUID, need_id: UUID) -> Seen:
    actor, organization, manages = member_of(request, organization_id)
    need = need_queries.need(actor, need_id)
    looks_after = manages and need.station_id == organization_id and need_rules.is_station(actor, need)
    return Seen(actor, organization, need, manages, looks_after, answers.reader_now())


def docked_by(request, organization_id: UUID, need_id: UUID) -> Seen:
    """The same for the pages of docking; not found where it is not theirs to dock now."""
    found = seen(request, organization_id, need_id)
    if not found.may_dock:
        raise NotFound
    return found
