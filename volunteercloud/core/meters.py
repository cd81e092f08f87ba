"""What is counted while it happens, for Prometheus: by process in files that the processes of one machine share.

What can be read from the database is not counted here but asked when somebody looks (web/health). Every meter has labels:
a process that counts nothing, as most commands, leaves no file.
"""

import logging
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any
from uuid import UUID

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, multiprocess

from volunteercloud.core import lines
from volunteercloud.core.errors import NotAllowed, Refused

log = logging.getLogger("volunteercloud.security")
settings.METRICS_FILES.mkdir(parents=True, exist_ok=True)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
STATEMENTS = (0, 2, 5, 10, 20, 50, 100)
JOB_SECONDS = (0.05, 0.25, 1, 5, 30, 120, 600, 3600)

requests = Counter("volunteercloud_requests", "Requests answered.", ["route", "method", "status"])
request_seconds = Histogram(
    "volunteercloud_request_seconds", "From the first byte to the answer.", ["route"], buckets=SECONDS
)
request_statements = Histogram(
    "volunteercloud_request_statements", "Statements that a request sent to the database.", ["door"], buckets=STATEMENTS
)
statements = Counter("volunteercloud_statements", "Statements sent to the database by requests.", ["route"])
refusals = Counter("volunteercloud_refusals", "Requests that were told no, by the code that they were told.", ["code"])
sign_ins = Counter("volunteercloud_sign_ins", "Sign-ins, and tries of them.", ["outcome"])
jobs = Counter("volunteercloud_jobs", "Jobs that a worker ended.", ["task", "outcome"])
job_seconds = Histogram("volunteercloud_job_seconds", "How long jobs took.", ["queue"], buckets=JOB_SECONDS)


def told_no(error: Refused | NotAllowed) -> None:
    """A door has said no with this. Who has no right to something is a line for those who watch, too."""
    refusals.labels(error.code).inc()
    if isinstance(error, NotAllowed):
        log.warning("access.refused", extra={"facts": {"event": "access.refused", "code": error.code}})


def signed_in(outcome: str, person: UUID | None = None) -> None:
    """Somebody signed in, or tried: ``outcome`` is `succeeded`, `failed` or `locked`."""
    sign_ins.labels(outcome).inc()
    event = f"sign_in.{outcome}"
    level = logging.INFO if outcome == "succeeded" else logging.WARNING
    log.log(level, event, extra={"facts": {"event": event, "person": person}})


def counted() -> CollectorRegistry:
    """What every process of this machine has counted, added up."""
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry, path=str(settings.METRICS_FILES))  # type: ignore[no-untyped-call]
    return registry


def forget() -> None:
    """Begin at nothing: for whoever starts all processes of a machine."""
    for file in settings.METRICS_FILES.glob("*.db"):
        file.unlink(missing_ok=True)


async def around_job(call_next: Callable[[], Awaitable[Any]], context: Any, _worker: Any) -> Any:
    """What a worker does around each job: its lines say which it is, and how it ended is counted."""
    began, outcome = perf_counter(), "failed"
    with lines.about(job=context.job.id, task=context.job.task_name):
        try:
            result = await call_next()
            outcome = "succeeded"
            return result
        finally:
            jobs.labels(context.job.task_name, outcome).inc()
            job_seconds.labels(context.job.queue).observe(perf_counter() - began)
