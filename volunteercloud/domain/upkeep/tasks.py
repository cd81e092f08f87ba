"""Work of the job worker on the queue itself."""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

FINISHED_JOBS_KEPT_HOURS = 24
# A job that is begun so often and never ended takes its worker with it each time: somebody has to look.
MOST_BEGINNINGS = 20


@app.periodic(cron="* * * * *")
@app.task(name="jobs.requeue_stalled", queue="jobs", queueing_lock="jobs.requeue_stalled", pass_context=True)
async def requeue_stalled(context: JobContext, timestamp: int) -> None:
    """A worker that was killed leaves its jobs "doing" for ever; every task can be run again, so they are."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.attempts < MOST_BEGINNINGS:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, Status.FAILED, delete_job=False)


@app.periodic(cron="17 * * * *")
@app.task(name="jobs.remove_finished", queue="jobs", queueing_lock="jobs.remove_finished", pass_context=True)
async def remove_finished(context: JobContext, timestamp: int) -> None:
    """Failed jobs stay until somebody runs them again or sets them aside."""
    await context.app.job_manager.delete_old_jobs(nb_hours=FINISHED_JOBS_KEPT_HOURS)
