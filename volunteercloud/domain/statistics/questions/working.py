"""Answering what waits."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import queries as identity_queries

from . import actions, answering, asking
from .answering import Answer

SECONDS = 1800


def work(actor: Actor, inquiry_id: UUID, at: datetime) -> None:
    """Answer one question with the rights that who asked it has now."""
    asked = actions.begin(actor=actor, inquiry_id=inquiry_id, at=at)
    if asked is None:
        return
    viewer = identity_queries.actor_for(asked.account)
    today = timezone.localdate(at)
    try:
        question = asking.read(asked.query, "", today)
        found, refusal = answering.answer(viewer, question, today, SECONDS), ""
    except Refused as refused:
        found, refusal = None, refused.code
    _finish(actor, inquiry_id, found, refusal)


def _finish(actor: Actor, inquiry_id: UUID, found: Answer | None, refusal: str) -> None:
    """Write it down. Whoever cancels meanwhile holds the row and stops what waits for it; asked again, the row says whether it is
    cancelled."""
    said: dict[str, Any] = {
        "actor": actor,
        "inquiry_id": inquiry_id,
        "answer": found,
        "refusal": refusal,
        "at": timezone.now(),
    }
    try:
        actions.finish(**said)
    except OperationalError as error:
        if not answering.was_stopped(error):
            raise
        actions.finish(**said)
