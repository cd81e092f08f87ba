"""Putting documents into the index and taking them back. No actions of their own: the area that publishes calls this in
the transaction in which it publishes, and its audit entry tells of the step."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from .models import Document, State

AT_ONCE = 500
WRITTEN = [column.name for column in Document._meta.concrete_fields if not column.primary_key]


def put(documents: Sequence[Document], at: datetime) -> None:
    """Write what is public now. A document that is there already says afterwards what this one says."""
    for document in documents:
        document.state, document.changed_at, document.sequence = State.OPEN, at, None
    Document.objects.bulk_create(
        documents, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )


def withdraw(ids: Collection[UUID], at: datetime) -> None:
    """Take documents back; unknown ones are none."""
    _withdraw(Q(id__in=ids), at)


def withdraw_project(project_id: UUID, at: datetime, keep: Collection[UUID] = ()) -> None:
    """Take back a project with its shifts, but for those to keep."""
    _withdraw(Q(project_id=project_id) & ~Q(id__in=keep), at)


def _withdraw(which: Q, at: datetime) -> None:
    standing = Document.objects.filter(which).exclude(state=State.WITHDRAWN)
    standing.update(state=State.WITHDRAWN, changed_at=at, sequence=None)
