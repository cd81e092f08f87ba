"""A worker that is killed leaves its job to the next; one that kills every worker is given up."""

import asyncio
from types import SimpleNamespace

import pytest
from procrastinate import jobs

from volunteercloud.domain.upkeep import tasks


class Manager:
    """Stands for the queue: what was done about each job that stalled."""

    def __init__(self, *stalled):
        self.stalled = stalled
        self.done = []

    async def get_stalled_jobs(self):
        return self.stalled

    async def retry_job(self, job):
        self.done.append((job.id, "again"))

    async def finish_job(self, job, status, *, delete_job):
        self.done.append((job.id, status, delete_job))


@pytest.mark.parametrize(
    ("attempts", "done"),
    [
        (0, (7, "again")),
        (tasks.MOST_BEGINNINGS - 1, (7, "again")),
        (tasks.MOST_BEGINNINGS, (7, jobs.Status.FAILED, False)),
    ],
)
def test_a_job_that_stalled(attempts, done):
    manager = Manager(SimpleNamespace(id=7, attempts=attempts))
    context = SimpleNamespace(app=SimpleNamespace(job_manager=manager))
    asyncio.run(tasks.requeue_stalled.func(context, timestamp=0))
    assert manager.done == [done]
