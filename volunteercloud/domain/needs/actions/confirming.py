"""The poster's word on what came of a need: it was done, and how well; or it was not."""

from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs.models import Need


def confirm_result(*, actor: Actor, need_id: UUID, rating: int | None, words: str = "", at: datetime) -> Need:
    """The poster confirms the result with a rating from 1 to 5; who works for the organization itself gives none."""
    raise NotImplementedError


def contest_result(*, actor: Actor, need_id: UUID, words: str, at: datetime) -> Need:
    """The poster says that it was not done. The station is told; the need waits for its next shift or is open again."""
    raise NotImplementedError
