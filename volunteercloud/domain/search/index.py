"""Putting documents into the index and taking them back. No actions of their own: the area that publishes calls this in
the transaction in which it publishes, and its audit entry tells of the step."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from . import composing
from .models import Change, Document, State

AT_ONCE = 500
WRITTEN = [column.name for column in Document._meta.concrete_fields if not column.primary_key]


def put(documents: Sequence[Document], at: datetime) -> None:
    """Write what is public now. A document that is there already says afterwards what this one says."""
    for document in documents:
        document.state, document.changed_at = State.OPEN, at
    composing.fill(documents)
    Document.objects.bulk_create(
        documents, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
    )
    _tell([(document.id, document.kind) for document in documents], State.OPEN, at)


def withdraw(ids: Collection[UUID], at: datetime) -> None:
    """Take documents back; unknown ones are none."""
    _withdraw(Q(id__in=ids), at)


def withdraw_project(project_id: UUID, at: datetime, keep: Collection[UUID] = ()) -> None:
    """Take back a project with its shifts, but for those to keep."""
    _withdraw(Q(project_id=project_id) & ~Q(id__in=keep), at)


def withdraw_owner(owner_id: UUID, at: datetime) -> None:
    """Take back an organization with everything that belongs to it."""
    _withdraw(Q(owner_id=owner_id), at)


def _withdraw(which: Q, at: datetime) -> None:
    """Nothing stays of what it said; its change keeps the id."""
    standing = list(Document.objects.filter(which).order_by("id").select_for_update().values_list("id", "kind"))
    Document.objects.filter(id__in=[id_ for id_, _ in standing]).delete()
    _tell(standing, State.WITHDRAWN, at)


def _tell(documents: Sequence[tuple[UUID, str]], state: State, at: datetime) -> None:
    changes = [Change(document_id=id_, kind=kind, state=state, changed_at=at) for id_, kind in documents]
    Change.objects.bulk_create(
        changes,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["document_id"],
        update_fields=["kind", "state", "changed_at", "sequence"],
    )
