"""What a version says to the rows beside it: the head of the record, and the organization's side."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.range import TimestamptzRange

from volunteercloud.domain.records.models import OrganizationRecord, RecordHead, ServiceRecord
from volunteercloud.domain.records.rulebook import Result


def flags_of(version: ServiceRecord) -> list[str]:
    """The rules by which somebody looks at this version."""
    return flagged(version.findings)


def flagged(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(each["rule"]) for each in findings if each["result"] == Result.FLAGGED]


def point(head: RecordHead, version: ServiceRecord) -> RecordHead:
    """Let the head say what this version says."""
    head.version_id, head.version, head.standing = version.id, version.version, version.standing
    head.day, head.minutes, head.grade, head.kind = version.day, version.minutes, version.grade, version.kind
    head.flags = flags_of(version)
    head.latitude, head.longitude = version.latitude, version.longitude
    head.during = TimestamptzRange(version.starts_at, version.ends_at)
    return head


def repeat(row: OrganizationRecord, version: ServiceRecord) -> OrganizationRecord:
    """Let the organization's row say what this version says."""
    row.activity_id, row.title, row.version, row.standing = (
        version.activity_id,
        version.title,
        version.version,
        version.standing,
    )
    row.day, row.starts_at, row.ends_at = version.day, version.starts_at, version.ends_at
    row.kind, row.minutes, row.grade = version.kind, version.minutes, version.grade
    row.flags = flags_of(version)
    row.confirmer_id, row.confirmer_name = version.confirmer_id, version.confirmer_name
    row.written_at = version.written_at
    return row
