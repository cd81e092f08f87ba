"""Why a record is as it is: every version with what each rule said of it, for whoever may see the record."""

from dataclasses import dataclass
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.core.distributed import fanning
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Right
from volunteercloud.domain.organizations import rules as organization_rules

from . import queries
from .models import RecordHead, ServiceRecord
from .rulebook import Line, Result, tell


@dataclass(frozen=True, slots=True)
class Explained:
    """One version, and the rules in the order in which they were read, in the reader's language."""

    version: ServiceRecord
    lines: list[Line]

    @property
    def open_lines(self) -> list[Line]:
        """What was not kept: explained, or looked at."""
        return [line for line in self.lines if line.result not in (Result.OK, Result.NOT_APPLICABLE)]

    @property
    def kept_lines(self) -> list[Line]:
        return [line for line in self.lines if line.result == Result.OK]

    @property
    def idle_lines(self) -> list[Line]:
        """What asked nothing of this service."""
        return [line for line in self.lines if line.result == Result.NOT_APPLICABLE]


def explain(viewer: Actor, volunteer_id: UUID, record_id: UUID) -> list[Explained]:
    """Every version of a record, the newest first, with what the rules said of it.

    For the person, the guardian, staff who record for the organization that wrote it, officers of the region of service or
    of home, and the operator. `NotFound` for anybody else.
    """
    versions = queries.every_version(volunteer_id, record_id)
    if not versions or not _may_see(viewer, versions[-1]):
        raise NotFound
    return [Explained(version, tell(version.findings)) for version in reversed(versions)]


@fanning.allowed()
def volunteer_of(viewer: Actor, record_id: UUID) -> UUID:
    """Whose record this is, for the operator or an officer who has nothing but its id; who may see it is asked then. Asks
    every shard."""
    if not viewer.is_system and not identity_queries.offices(viewer, Right.RECORDS):
        raise NotFound
    found = RecordHead.objects.filter(record_id=record_id).values_list("volunteer_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def _may_see(viewer: Actor, record: ServiceRecord) -> bool:
    return (
        viewer.is_system
        or organization_rules.can_record(viewer, record.organization_id)
        or identity_rules.is_officer_for(viewer, record.service_region_code, Right.RECORDS)
        or identity_rules.may_see_service(viewer, record.volunteer_id)
    )
