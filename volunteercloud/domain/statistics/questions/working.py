"""Answering what waits."""

from datetime import datetime
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import Refused
from volunteercloud.domain.identity import queries as identity_queries

from . import actions, answering, asking
from .models import Inquiry

SECONDS = 1800


def work(actor: Actor, inquiry_id: UUID, at: datetime) -> None:
    """Answer one question with the rights that who asked it has now. Cancelled meanwhile, it ends quietly, at whichever statement
    it was stopped."""
    asked = actions.begin(actor=actor, inquiry_id=inquiry_id, at=at)
    if asked is None:
        return
    try:
        _answer(actor, asked, at)
    except OperationalError as error:
        # Whoever cancels holds the row until it says so; if nobody did, something else stopped it, and the job comes again.
        if not answering.was_stopped(error) or actions.begin(actor=actor, inquiry_id=inquiry_id, at=at) is not None:
            raise


def _answer(actor: Actor, asked: Inquiry, at: datetime) -> None:
    viewer = identity_queries.actor_for(asked.account)
    today = timezone.localdate(at)
    try:
        question = asking.read(asked.query, "", today)
        found, refusal = answering.answer(viewer, question, today, SECONDS), ""
    except Refused as refused:
        found, refusal = None, refused.code
    actions.finish(actor=actor, inquiry_id=asked.id, answer=found, refusal=refusal, at=timezone.now())
