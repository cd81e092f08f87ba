"""What is done about jobs that were given up, and the note of the master key."""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from volunteercloud.core import keys
from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotFound, Refused
from volunteercloud.domain.audit import actions as audit

from . import queries, rules
from .models import KeyCheck

INSTALLATION = uuid5(NAMESPACE_URL, "installation")
MOST_AT_ONCE = 1_000
SHORTEST_REASON = 3


@transaction.atomic
def run_again(*, actor: Actor, job_id: int, at: datetime) -> ProcrastinateJob:
    """Put a job that was given up back into the queue. Every task can be run again: what it did before it does not double.

    Refused for one that did not fail, and where the same work waits already.
    """
    rules.require_keeper(actor)

    job = _given_up(job_id)
    _retry(job, at)

    _record(actor, "upkeep.job_run_again", job, at)
    return job


@transaction.atomic
def run_all_again(*, actor: Actor, task: str, at: datetime) -> int:
    """The same for all jobs of one task that were given up, at most a thousand at once: how many there were.

    What waits already under the same lock is passed over.
    """
    rules.require_keeper(actor)

    found = ProcrastinateJob.objects.filter(status="failed", task_name=task).order_by("id")
    again = 0
    for job in found.select_for_update(skip_locked=True)[:MOST_AT_ONCE]:
        try:
            _retry(job, at)
        except Refused:
            continue
        again += 1
    if not again:
        raise Refused(
            "upkeep.none_failed", _("No job of this kind has failed."), next_step=_("Look at the list again.")
        )

    audit.record(
        actor,
        "upkeep.jobs_run_again",
        at=at,
        owner_id=INSTALLATION,
        subject=("task", uuid5(NAMESPACE_URL, f"task:{task}"), task),
        facts={"count": again},
    )
    return again


@transaction.atomic
def set_aside(*, actor: Actor, job_id: int, reason: str, at: datetime) -> None:
    """Take a job that was given up off the list for good. What it was and why it went stays in the trail.

    Refused for one that did not fail, and without a reason.
    """
    reason = reason.strip()

    rules.require_keeper(actor)

    job = _given_up(job_id)
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "upkeep.reason_missing",
            _("There is no reason yet."),
            next_step=_("Write why it need not be done any more."),
            field="reason",
        )

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job.id])

    _record(actor, "upkeep.job_set_aside", job, at, arguments=job.args, reason=reason)


@transaction.atomic
def note_keys(*, actor: Actor, at: datetime) -> list[int]:
    """Remember what each master key that is here gives, once a version: from then on another one is told apart."""
    noted = set(KeyCheck.objects.values_list("version", flat=True))
    new = [version for version in sorted(keys.versions()) if version not in noted]
    if not new:
        return []

    checks = [KeyCheck(version=version, value=queries.check_value(version), noted_at=at) for version in new]
    KeyCheck.objects.bulk_create(checks, ignore_conflicts=True)

    audit.record(
        actor,
        "upkeep.keys_noted",
        at=at,
        owner_id=INSTALLATION,
        subject=("installation", INSTALLATION, ""),
        facts={"versions": new},
    )
    return new


def _given_up(job_id: int) -> ProcrastinateJob:
    job = ProcrastinateJob.objects.select_for_update().filter(id=job_id).first()
    if job is None:
        raise NotFound
    if job.status != "failed":
        raise Refused(
            "upkeep.not_failed",
            _("This job has not failed, or somebody has seen to it already."),
            next_step=_("Look at the list again."),
        )
    return job


def _retry(job: ProcrastinateJob, at: datetime) -> None:
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job.id, at)
    except UniqueViolation:
        raise Refused(
            "upkeep.waits_already",
            _("The same work waits already."),
            next_step=_("Set this job aside: the other one does it."),
        ) from None


def _record(actor: Actor, name: str, job: ProcrastinateJob, at: datetime, **facts: Any) -> None:
    audit.record(
        actor,
        name,
        at=at,
        owner_id=INSTALLATION,
        subject=("job", _name_of(job.id), f"{job.task_name} {job.id}"),
        facts={"attempts": job.attempts, **facts},
    )


def _name_of(job_id: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"job:{job_id}")
