"""Noting changes, as a part of the action that makes them, and forgetting those that were counted."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from volunteercloud.core import ids
from volunteercloud.core.reading import among
from volunteercloud.core.writing import Writing, row_of

from .models import Change, Kind

CHANGES = Writing(Change)
BEGINNING = UUID(int=0)


def note_people(volunteer_ids: Iterable[UUID], at: datetime) -> None:
    """These people, or records of theirs, are to be counted again. One statement."""
    _note(((one, one) for one in set(volunteer_ids)), Kind.PERSON, at)


def note_shifts(shifts: Iterable[tuple[UUID, UUID]], at: datetime) -> None:
    """These shifts, by organization and id, are to be counted again. One statement."""
    _note(set(shifts), Kind.SHIFT, at)


def note_organization(organization_id: UUID, at: datetime) -> None:
    """Everything of this organization is to be counted again, piece by piece, however much it is. One statement."""
    _note([(organization_id, BEGINNING)], Kind.ORGANIZATION, at)


def proceed(change: Change, record_id: UUID) -> None:
    """Of an organization everything up to this record was counted again. Part of the transaction that counted it."""
    Change.objects.filter(owner_id=change.owner_id, id=change.id).update(subject_id=record_id)


def forget(changes: Sequence[Change]) -> None:
    """Part of the transaction that counted them."""
    Change.objects.filter(
        owner_id__in=among({one.owner_id for one in changes}), id__in=among({one.id for one in changes})
    ).delete()


def _note(subjects: Iterable[tuple[UUID, UUID]], kind: Kind, at: datetime) -> None:
    rows = [
        row_of(Change, owner_id=owner_id, id=ids.uuid7(), kind=kind.value, subject_id=subject_id, at=at)
        for owner_id, subject_id in subjects
    ]
    CHANGES.write_all(rows, "id")
