"""One person registered twice: joining two rows of a person under the one that is kept, and parting them again.

Nothing is copied and no record is rewritten. The other row names the one kept, its account signs in as the one kept, and
the numbers that lead to it lead to the one kept. What joins and parts here leaves no entry; the actions of the desk do.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models.expressions import RawSQL

from volunteercloud.core.errors import NotFound
from volunteercloud.core.reading import among
from volunteercloud.domain.changes import noting

from . import claims, numbers
from .models import Account, Claim, ClaimKind, Document, DocumentState, Merge, MergeState, Volunteer

MOST_MERGES = 20
PROVED = (DocumentState.VERIFIED, DocumentState.REPLACED)
WHOLE = "SELECT %s::uuid UNION ALL SELECT other_id FROM identity_merge WHERE volunteer_id = %s AND state = 'merged'"


def rows_of(volunteer_id: UUID) -> RawSQL:
    """Everybody whose rows are this person's, for `filter(volunteer_id__in=…)`: nearly always the person alone.

    On a distributed database they are asked for before, by a statement more, so that only their machines are asked then.
    """
    if settings.DISTRIBUTED:
        joined = Merge.objects.filter(volunteer_id=volunteer_id, state=MergeState.MERGED)
        return among([volunteer_id, *joined.values_list("other_id", flat=True)])
    return RawSQL(WHOLE, [volunteer_id, volunteer_id])  # noqa: S611  the id alone goes in, as a parameter


def owners_of(volunteer_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The same for many people at once: under whose ids their rows stand, and whose they are. One statement."""
    people = set(volunteer_ids)
    joined = Merge.objects.filter(volunteer_id__in=among(people), state=MergeState.MERGED)
    return {person: person for person in people} | dict(joined.values_list("other_id", "volunteer_id"))


def merges_of(volunteer_id: UUID) -> list[Merge]:
    """Under whom else a person was registered, and was said to be; the newest first."""
    return list(Merge.objects.filter(volunteer_id=volunteer_id).order_by("-proposed_at", "-id")[:MOST_MERGES])


def merge(volunteer_id: UUID, merge_id: UUID) -> Merge:
    found = Merge.objects.select_for_update().filter(volunteer_id=volunteer_id, id=merge_id).first()
    if found is None:
        raise NotFound
    return found


def join(found: Merge, other: Volunteer, at: datetime) -> None:
    """Let the other row, its account and its numbers lead to the one that is kept. The caller holds both people."""
    values = [(ClaimKind.NUMBER, other.number)]
    documents = Document.objects.filter(volunteer_id=other.id, state__in=PROVED).order_by("id")
    values += [(ClaimKind.DOCUMENT, numbers.claim_value(document)) for document in documents]
    indexes = [claims.index(kind, value) for kind, value in values]
    theirs = Claim.objects.filter(value_index__in=indexes, holder_id=other.id)
    found.moved = sorted(theirs.values_list("value_index", flat=True))
    theirs.update(holder_id=found.volunteer_id)
    _lead(other.id, found.volunteer_id)
    noting.note_people([found.volunteer_id, other.id], at)
    found.state, found.merged_at = MergeState.MERGED, at
    found.save(update_fields=["state", "merged_at", "moved"])


def part(found: Merge, reason: str, at: datetime) -> None:
    """Lead back what was led to the one kept. A number that was given back or taken over meanwhile stays where it is."""
    Claim.objects.filter(value_index__in=found.moved, holder_id=found.volunteer_id).update(holder_id=found.other_id)
    _lead(found.other_id, None)
    noting.note_people([found.volunteer_id, found.other_id], at)
    found.state, found.undone_at, found.undone_reason = MergeState.UNDONE, at, reason
    found.save(update_fields=["state", "undone_at", "undone_reason"])


def is_joined(people: Iterable[UUID]) -> bool:
    """Whether one of these people is the other row of somebody, or has one."""
    wanted = list(people)
    return (
        Volunteer.objects.filter(id__in=among(wanted), merged_into_id__isnull=False).exists()
        or Merge.objects.filter(volunteer_id__in=among(wanted), state=MergeState.MERGED).exists()
    )


def _lead(other_id: UUID, kept_id: UUID | None) -> None:
    Volunteer.objects.filter(id=other_id).update(merged_into_id=kept_id)
    Account.objects.filter(id=other_id).update(merged_into_id=kept_id)
