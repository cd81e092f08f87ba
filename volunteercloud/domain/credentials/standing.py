"""What a credential was issued on beside what stands now."""

from collections.abc import Sequence
from uuid import UUID

from volunteercloud.domain.records import queries as record_queries
from volunteercloud.domain.records.models import Kind, RecordHead, Standing, Whereabouts

from .models import Credential, CredentialLine, Why


def changed(volunteer_id: UUID, credentials: Sequence[Credential]) -> dict[UUID, Why]:
    """Those of a person's credentials that stand no more, and why; two statements.

    One stands as long as each record behind it counts here with the minutes, grade and day that were certified. A record
    that came since changes nothing: what a credential says is as of its day.
    """
    found_lines = CredentialLine.objects.filter(
        volunteer_id=volunteer_id, credential_id__in=[credential.id for credential in credentials]
    ).order_by("credential_id", "record_id")
    lines = list(found_lines)
    heads = record_queries.stand_of(volunteer_id, sorted({line.record_id for line in lines}))
    found: dict[UUID, Why] = {}
    for line in lines:
        why = _why_not(line, heads.get(line.record_id))
        # Moved and changed: that it changed is what a verifier should mind.
        if why and found.get(line.credential_id) is not Why.RECORDS:
            found[line.credential_id] = why
    return found


def counts(head: RecordHead) -> bool:
    """Whether a record is one that credentials are made from."""
    return _is_here(head) and head.standing == Standing.VALID and head.kind == Kind.SERVICE


def _why_not(line: CredentialLine, head: RecordHead | None) -> Why | None:
    if head is None or (head.standing, head.kind) != (Standing.VALID, Kind.SERVICE):
        return Why.RECORDS
    if (head.day, head.minutes, head.grade) != (line.day, line.minutes, line.grade):
        return Why.RECORDS
    return None if _is_here(head) else Why.MOVED


def _is_here(head: RecordHead) -> bool:
    return head.whereabouts == Whereabouts.HERE
