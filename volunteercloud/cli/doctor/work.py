"""The work behind the requests: workers, jobs, the public log, the figures."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from volunteercloud.domain.changes import queries as change_queries
from volunteercloud.domain.log import queries as log_queries
from volunteercloud.domain.upkeep import queries

from .findings import Finding, Level, in_real_use

LONG_WAIT = timedelta(minutes=15)
# The log takes in what waits within seconds, the figures within a minute.
LOG_BEHIND, FIGURES_BEHIND = timedelta(minutes=5), timedelta(minutes=15)


def workers() -> Iterator[Finding]:
    if not queries.workers(timezone.now()):
        yield Finding(
            "jobs.no_worker",
            in_real_use(),
            "No worker runs: no message leaves, nothing is sealed, nothing is counted.",
            "volunteercloud worker, under a service manager that starts it again; `serve` starts one.",
        )


def jobs() -> Iterator[Finding]:
    slow = [queue for queue in queries.queues(timezone.now()) if queue.oldest_seconds > LONG_WAIT.total_seconds()]
    for queue in slow:
        yield Finding(
            "jobs.waiting",
            Level.ERROR,
            f"{queue.due} jobs of the queue {queue.name} wait, the oldest for {queue.oldest_seconds / 60:.0f} minutes.",
            "Look whether the worker is at one long job; start another worker.",
        )
    if failed := queries.failed_by_task():
        told = ", ".join(f"{count} {task}" for task, count in failed)
        yield Finding(
            "jobs.failed",
            Level.ERROR,
            f"Jobs were given up: {told}.",
            "volunteercloud jobs failed; then jobs again NUMBER, or jobs aside NUMBER.",
        )


def clockwork() -> Iterator[Finding]:
    if late := queries.late(timezone.now()):
        yield Finding(
            "jobs.late",
            Level.WARNING,
            f"{len(late)} jobs did not begin when they were due, among them {late[0].task}.",
            "volunteercloud jobs periodic; look whether a worker ran at that time.",
        )


def log() -> Iterator[Finding]:
    if alarms := log_queries.open_alarms():
        yield Finding(
            "log.alarms",
            Level.ERROR,
            f"The public log has {len(alarms)} open alarms, the newest {alarms[0].kind}.",
            "volunteercloud log alarms; docs/log.md says what each means.",
        )
    newest, waiting = log_queries.newest_checkpoint(), log_queries.waiting_count()
    if waiting and (newest is None or timezone.now() - newest.signed_at > LOG_BEHIND):
        yield Finding(
            "log.behind",
            Level.ERROR,
            f"{waiting} entries wait for the public log, and nothing was signed for minutes.",
            "Look whether a worker runs and what it writes; volunteercloud log integrate does it now.",
        )


def figures() -> Iterator[Finding]:
    oldest = change_queries.oldest()
    if oldest and timezone.now() - oldest > FIGURES_BEHIND:
        yield Finding(
            "figures.behind",
            Level.ERROR,
            f"The figures are behind since {timezone.localtime(oldest):%Y-%m-%d %H:%M}.",
            "Look whether a worker runs and what it writes; volunteercloud statistics count does it now.",
        )
