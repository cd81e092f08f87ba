"""Reading the queue of jobs: what waits, what failed, what begins when; and whether the master key is the right one."""

import copy
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinatePeriodicDefer, ProcrastinateWorker

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed
from volunteercloud.domain.identity import officers
from volunteercloud.domain.identity.models import Right

from .models import KeyCheck

PAGE = 50
# A worker says every ten seconds that it is there.
SILENT = timedelta(minutes=1)
# Beginning up to ten minutes late is what procrastinate itself allows after a pause.
LATE = timedelta(minutes=12)

QUEUES = """
    WITH waiting AS (
        SELECT queue_name, count(*) FILTER (WHERE status = 'todo') AS due, count(*) FILTER (WHERE status = 'doing') AS doing,
               min(id) FILTER (WHERE status = 'todo') AS oldest_id
        FROM procrastinate_jobs
        WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= %(now)s)
        GROUP BY queue_name
    )
    SELECT waiting.queue_name, waiting.due, waiting.doing,
           coalesce(extract(epoch FROM %(now)s - coalesce(oldest.scheduled_at, (
               SELECT max(at) FROM procrastinate_events WHERE job_id = waiting.oldest_id AND type = 'deferred'
           ))), 0)::float8
    FROM waiting LEFT JOIN procrastinate_jobs AS oldest ON oldest.id = waiting.oldest_id
    ORDER BY waiting.queue_name
"""
FAILED = """
    SELECT job.id, job.task_name, job.queue_name, job.attempts,
           (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'failed')
    FROM procrastinate_jobs AS job
    WHERE job.status = 'failed' AND (%(before)s::bigint IS NULL OR job.id < %(before)s)
    ORDER BY job.id DESC LIMIT %(limit)s
"""
FAILED_BY_TASK = """
    SELECT task_name, count(*) FROM procrastinate_jobs WHERE status = 'failed' GROUP BY task_name ORDER BY task_name
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs of one kind of work: those whose time has come, those at work, and how long the oldest has waited."""

    name: str
    due: int
    doing: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that was given up. ``id`` is what the lines of the log call it."""

    id: int
    task: str
    queue: str
    attempts: int
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Periodic:
    """Work that begins by the clock. ``last_at`` is when it last began, None if it never did; ``state`` what became of it,
    "" once its job was cleared away."""

    task: str
    cron: str
    last_at: datetime | None
    state: str
    next_at: datetime
    is_late: bool


def may_keep(viewer: Actor) -> bool:
    """Who looks after jobs, which belong to no region: the operator, and officers of the whole country for its settings."""
    return viewer.is_system or officers.holds_office(viewer, None, Right.SYSTEM)


def queues(now: datetime) -> list[Queue]:
    with connection.cursor() as cursor:
        cursor.execute(QUEUES, {"now": now})
        return [Queue(*row) for row in cursor.fetchall()]


def failed(viewer: Actor, before: int | None = None, limit: int = PAGE) -> list[Failed]:
    """Jobs that were given up, the newest first, at most a page and one more; ``before`` is the cursor."""
    if not may_keep(viewer):
        raise NotAllowed("identity.not_officer")
    with connection.cursor() as cursor:
        cursor.execute(FAILED, {"before": before, "limit": limit + 1})
        return [Failed(*row) for row in cursor.fetchall()]


def failed_by_task() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(FAILED_BY_TASK)
        return cursor.fetchall()


def workers(now: datetime) -> int:
    """How many workers are there, on whatever machines."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - SILENT).count()


def periodic(now: datetime) -> list[Periodic]:
    """Everything that begins by the clock, by name."""
    return sorted(_periodic(now), key=lambda found: found.task)


def late(now: datetime) -> list[Periodic]:
    """What should have begun and did not. What never began is new here, and not late."""
    return [found for found in periodic(now) if found.is_late]


def _periodic(now: datetime) -> Iterator[Periodic]:
    begun = _begun()
    states = dict(
        ProcrastinateJob.objects.filter(id__in=[job for _, job in begun.values()]).values_list("id", "status")
    )
    for (name, periodic_id), task in app.periodic_registry.periodic_tasks.items():
        stamp, job_id = begun.get((name, periodic_id), (None, None))
        last = datetime.fromtimestamp(stamp, UTC) if stamp is not None else None
        clock = copy.copy(task.croniter)
        clock.set_current(now.timestamp(), force=True)
        due = datetime.fromtimestamp(clock.get_prev(), UTC)
        clock.set_current(now.timestamp(), force=True)
        coming = datetime.fromtimestamp(clock.get_next(), UTC)
        is_late = last is not None and last < due and now - due > LATE
        yield Periodic(name, task.cron, last, states.get(job_id or 0, ""), coming, is_late)


def _begun() -> dict[tuple[str, str], tuple[int, int | None]]:
    """When each was last put into the queue, by Unix time, and as which job."""
    rows = ProcrastinatePeriodicDefer.objects.filter(defer_timestamp__isnull=False).order_by("defer_timestamp", "id")
    return {(row.task_name, row.periodic_id): (row.defer_timestamp or 0, row.job_id) for row in rows}


def wrong_keys() -> list[int]:
    """The versions of master keys that are not here, or not those that this database was set up with."""
    here = keys.versions()
    noted = KeyCheck.objects.order_by("version").values_list("version", "value")
    return [
        version
        for version, value in noted
        if version not in here or not hmac.compare_digest(bytes(value), check_value(version))
    ]


def is_noted() -> bool:
    """Whether the key that is written with has left its check value."""
    return KeyCheck.objects.filter(version=keys.current_version()).exists()


def check_value(version: int) -> bytes:
    """What a master key gives for this; without the key it tells nothing about it."""
    return keys.mac("key check", b"", version=version)
