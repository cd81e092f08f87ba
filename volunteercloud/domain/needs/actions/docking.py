"""Docking 对接: a need that was taken up becomes a shift, an activity or a project, filled in from what it says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from volunteercloud.core.actor import Actor
from volunteercloud.domain.needs.models import Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When people come: one shift, or the same one in each of ``weeks`` weeks. Without ``places``, as many as the need asks."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    weeks: int = 1
    places: int | None = None


def dock_into_activity(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    activity_id: UUID,
    post_id: UUID | None = None,
    times: Times,
    offer_ids: Collection[UUID] = (),
    at: datetime,
) -> Need:
    """A shift of an activity that runs. Without ``post_id`` a post is made from the need. ``offer_ids``: volunteers who are
    chosen with this step and signed up."""
    raise NotImplementedError


def dock_as_activity(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    project_id: UUID,
    title: str = "",
    times: Times,
    offer_ids: Collection[UUID] = (),
    at: datetime,
) -> Need:
    """A new activity of a project that is public, with its post and shift."""
    raise NotImplementedError


def dock_as_project(
    *,
    actor: Actor,
    organization_id: UUID,
    need_id: UUID,
    title: str = "",
    risks: str = "",
    times: Times,
    submit: bool = False,
    at: datetime,
) -> Need:
    """A draft of a project with activity, post and shift; handed to its officer at once with ``submit``."""
    raise NotImplementedError
