"""Putting documents into the index and taking them back. No actions of their own: the area that publishes calls this in
the transaction in which it publishes, and its audit entry tells of the step."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from volunteercloud.core.reading import columns

from . import composing
from .models import Change, Document, State

AT_ONCE = 500
MADE = ("words", "terms", "changed_at")  # by the index itself
MOVING = "places_left"  # changes with every sign-up; no change that anybody follows
SAID = columns(Document, without=("id", MOVING, *MADE))
WRITTEN = columns(Document, without=("id",))


def put(documents: Sequence[Document], at: datetime, *, is_held: bool = False, is_forced: bool = False) -> None:
    """Write what is public now; a document that is there already says afterwards what this one says. What says nothing new
    is left alone; ``is_forced`` makes its words anew and tells nobody. ``is_held``: whoever answers for it may not act for
    now, so nobody finds it."""
    for start in range(0, len(documents), AT_ONCE):
        _put(documents[start : start + AT_ONCE], State.HELD if is_held else State.OPEN, at, is_forced)


def withdraw(ids: Collection[UUID], at: datetime) -> None:
    """Take documents back; unknown ones are none."""
    _withdraw(Q(id__in=ids), at)


def withdraw_project(project_id: UUID, at: datetime, keep: Collection[UUID] = ()) -> None:
    """Take back a project with its shifts, but for those to keep."""
    _withdraw(Q(project_id=project_id) & ~Q(id__in=keep), at)


def withdraw_owner(owner_id: UUID, at: datetime) -> None:
    """Take back an organization with everything that belongs to it."""
    _withdraw(Q(owner_id=owner_id), at)


def hold(owner_id: UUID, at: datetime) -> None:
    """Let nobody find an organization and what belongs to it, until it is released."""
    _turn(owner_id, State.OPEN, State.HELD, at)


def release(owner_id: UUID, at: datetime) -> None:
    _turn(owner_id, State.HELD, State.OPEN, at)


def _put(documents: Sequence[Document], state: State, at: datetime, is_forced: bool) -> None:
    there = Document.objects.only("id", "changed_at", MOVING, *SAID).select_for_update().order_by("id")
    known = {row.id: row for row in there.filter(id__in=[document.id for document in documents])}
    said: list[tuple[UUID, str]] = []
    written: list[Document] = []
    moved: list[Document] = []
    # In the order of ids, so that two who write the same documents wait for each other and don't lock crosswise.
    for document in sorted(documents, key=lambda row: row.id):
        before = known.get(document.id)
        document.state, document.changed_at = state, at
        composing.time(document)
        if before is None or _differs(document, before):
            said.append((document.id, document.kind))
            written.append(document)
        elif is_forced:
            document.changed_at = before.changed_at
            written.append(document)
        elif document.places_left != before.places_left:
            moved.append(document)
    if written:
        composing.fill(written)
        Document.objects.bulk_create(written, update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN)
        _tell(said, state, at)
    if moved:
        Document.objects.bulk_update(moved, [MOVING])


def _differs(one: Document, other: Document) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in SAID)


def _withdraw(which: Q, at: datetime) -> None:
    """Nothing stays of what it said; its change keeps the id."""
    standing = list(Document.objects.filter(which).order_by("id").select_for_update().values_list("id", "kind"))
    if standing:
        Document.objects.filter(id__in=[id_ for id_, _kind in standing]).delete()
        _tell(standing, State.WITHDRAWN, at)


def _turn(owner_id: UUID, before: State, after: State, at: datetime) -> None:
    found = Document.objects.filter(owner_id=owner_id, state=before).order_by("id").select_for_update()
    turned = list(found.values_list("id", "kind"))
    if turned:
        Document.objects.filter(id__in=[id_ for id_, _kind in turned]).update(state=after, changed_at=at)
        _tell(turned, after, at)


def _tell(documents: Iterable[tuple[UUID, str]], state: State, at: datetime) -> None:
    told = State.WITHDRAWN if state == State.HELD else state
    changes = [Change(document_id=id_, kind=kind, state=told, changed_at=at) for id_, kind in sorted(documents)]
    Change.objects.bulk_create(
        changes,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["document_id"],
        update_fields=["kind", "state", "changed_at", "sequence"],
    )
