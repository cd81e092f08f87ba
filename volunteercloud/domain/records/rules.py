"""How minutes count, what a correction may say, and who may correct a record."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.organizations import rules as organization_rules

from .models import Grade, RecordHead, ServiceRecord

LONGEST = timedelta(hours=24)  # as long as a shift may be
FARTHEST_MOVED = timedelta(days=31)


def worked_minutes(starts_at: datetime, ends_at: datetime, break_minutes: int) -> int:
    """Whole minutes between start and end without the break; never negative."""
    return max(0, int((ends_at - starts_at).total_seconds()) // 60 - break_minutes)


def credited_minutes(worked: int, rounding_minutes: int) -> int:
    """What counts of the time worked: rounded down to the region's step (half an hour by default, DOMAIN.md A3)."""
    return worked - worked % rounding_minutes


def check_times(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Service is over when it is recorded, and no longer than a shift may be. Refused otherwise."""
    if ends_at <= starts_at:
        raise Refused("record.order", _("The end is not after the start."), field="ends_at")
    if ends_at > at:
        raise Refused(
            "record.future",
            _("The end lies in the future, and only what was served can be recorded."),
            next_step=_("Check the day and the time."),
            field="ends_at",
        )
    if ends_at - starts_at > LONGEST:
        raise Refused(
            "record.long",
            _("One record holds 24 hours at most."),
            next_step=_("Check the day of the start and of the end."),
            field="ends_at",
        )


def check_not_moved_far(first: ServiceRecord, starts_at: datetime) -> None:
    """A wrong day is corrected, but service of another time is another record."""
    if abs(starts_at - first.starts_at) > FARTHEST_MOVED:
        raise Refused(
            "record.far",
            _("A correction moves a record by a month at most."),
            next_step=_("Check the year and the month. Service of another time needs a record of its own."),
            field="starts_at",
        )


def grade_corrected(first: ServiceRecord, starts_at: datetime, ends_at: datetime, break_minutes: int) -> Grade:
    """The evidence of a corrected record: what its first version shows stays proved; time that it does not show has
    been entered afterwards (PRODUCT.md, rule 2). A grade never rises above that of the first version."""
    shown = first.starts_at <= starts_at and ends_at <= first.ends_at and break_minutes >= first.break_minutes
    return Grade(first.grade) if shown else Grade.E


def can_correct(actor: Actor, organization_id: UUID) -> bool:
    """Who records, certifies and corrects (MCA order 67): staff of the organization that wrote the record."""
    return organization_rules.can_record(actor, organization_id)


def is_by_decision(version: ServiceRecord) -> bool:
    """Whether an officer's decision wrote this version: the last step of its trail says so."""
    return bool(version.trail) and version.trail[-1]["what"] == "decided"


def check_recorded_here(head: RecordHead) -> None:
    """Only the node that recorded something writes about it, so that its versions are the same everywhere. Refused for what
    came from another one (`record.carried`)."""
    if head.origin:
        raise Refused(
            "record.carried",
            _("This service was recorded at %(node)s, and only that place corrects it.") % {"node": head.origin},
            next_step=_("Object there; what is decided there follows the record."),
            facts={"origin": head.origin},
        )
