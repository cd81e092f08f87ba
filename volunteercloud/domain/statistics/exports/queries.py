"""Exports of an officer, and where their files lie."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound

from . import rules
from .models import Export, Form, State
from .writing import result_of

SHOWN = 20
AT_ONCE = 100


def mine(viewer: Actor) -> list[Export]:
    """The last ones that somebody ordered, the newest first."""
    return list(Export.objects.filter(asked_by=viewer.person_id).order_by("-asked_at", "-id")[:SHOWN])


def export(viewer: Actor, export_id: UUID) -> Export:
    """One that the viewer ordered; raises `NotFound` for others'."""
    found = Export.objects.filter(id=export_id, asked_by=viewer.person_id).first()
    if found is None:
        raise NotFound
    return found


def file_of(viewer: Actor, export_id: UUID) -> tuple[Export, Path]:
    """The file of an export that is done. `NotFound` for everybody but who ordered it and still has the right."""
    found = export(viewer, export_id)
    if found.state != State.DONE or not rules.may_export(viewer, found.region_code):
        raise NotFound
    path = result_of(folder_of(found.id), Form(found.form))
    if not path.exists():
        raise NotFound
    return found, path


def folder_of(export_id: UUID) -> Path:
    return settings.DATA / "files" / "exports" / str(export_id)


def over(before: datetime) -> list[Export]:
    """Some that are to be deleted: cancelled, or ended before a time."""
    ended = Q(state__in=(State.DONE, State.FAILED), ended_at__lt=before) | Q(state=State.CANCELLED)
    return list(Export.objects.filter(ended).order_by("ended_at", "id")[:AT_ONCE])
