"""What was certified beside what stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from volunteercloud.domain.identity.joining import rows_of
from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records import rules as record_rules
from volunteercloud.domain.records.models import RecordHead, ServiceRecord, Standing

from .models import CertificateLine


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is not what it was when it was certified. ``now_minutes`` is 0 for one that was revoked or erased,
    by an officer's decision where ``is_voided``; ``now_grade`` is weaker where a correction went beyond the evidence."""

    title: str
    title_en: str
    certified_minutes: int
    now_minutes: int
    grade: str
    now_grade: str
    is_voided: bool = False


class Line(NamedTuple):
    """A line of a certificate, as it is compared: no row, of which a verification would make dozens."""

    certificate_id: UUID
    record_id: UUID
    version_id: UUID
    minutes: int
    grade: str


def in_order(written: QuerySet[CertificateLine]) -> QuerySet[CertificateLine, tuple[Any, ...]]:
    """What a `Line` consists of, in the order of the records."""
    return written.order_by("record_id", "certificate_id").values_list(*Line._fields)


def changes(volunteer_id: UUID, lines: Sequence[Line]) -> list[Change]:
    """In the order of the lines; one statement where all stands as it was, as nearly always, else three. A record that says
    again what was certified has not changed."""
    # The keys alone, not the heads: this is most of what a verification reads.
    rows = RecordHead.objects.filter(
        volunteer_id__in=rows_of(volunteer_id), record_id__in=[line.record_id for line in lines]
    )
    stands = dict(rows.values_list("record_id", "version_id"))
    other = [line for line in lines if stands.get(line.record_id) != line.version_id]
    return _changes(volunteer_id, other) if other else []


def _changes(volunteer_id: UUID, other: Sequence[Line]) -> list[Change]:
    heads = record_queries.stand_of(volunteer_id, [line.record_id for line in other])
    wanted = [line.version_id for line in other]
    wanted += [heads[line.record_id].version_id for line in other if line.record_id in heads]
    versions = {version.id: version for version in record_queries.versions_by_id(volunteer_id, wanted)}
    found = []
    for line in other:
        head = heads.get(line.record_id)
        then, now = versions.get(line.version_id), versions.get(head.version_id) if head else None
        if then is None or now is None or _said(then) != _said(now):
            found.append(_change(line, then, now))
    return found


def _said(version: ServiceRecord) -> tuple[object, ...]:
    return version.standing, version.starts_at, version.ends_at, version.break_minutes, version.minutes, version.grade


def _change(line: Line, then: ServiceRecord | None, now: ServiceRecord | None) -> Change:
    """Of an erased record nothing is known any more but what the certificate says."""
    counts = now is not None and now.standing == Standing.VALID
    return Change(
        title=then.title if then else "",
        title_en=then.title_en if then else "",
        certified_minutes=line.minutes,
        now_minutes=now.minutes if now and counts else 0,
        grade=line.grade,
        now_grade=now.grade if now else line.grade,
        is_voided=now is not None and not counts and record_rules.is_by_decision(now),
    )
