"""`volunteercloud jobs`: what the worker has to do, what it gave up, and what begins by the clock."""

import json
from dataclasses import asdict

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.core.actor import system
from volunteercloud.domain.upkeep import actions, queries

OPERATOR = system("operator")


@click.group()
def command() -> None:
    """Jobs of the worker: what waits, what was given up, what begins by the clock."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_database
def status(as_json: bool) -> None:
    """Workers, queues, and how much was given up."""
    now = timezone.now()
    found = {
        "workers": queries.workers(now),
        "queues": [asdict(queue) for queue in queries.queues(now)],
        "failed": dict(queries.failed_by_task()),
        "late": [each.task for each in queries.late(now)],
    }
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    click.echo(f"{found['workers']} workers")
    for queue in queries.queues(now):
        click.echo(f"{queue.name}: {queue.due} due, {queue.doing} at work, the oldest for {queue.oldest_seconds:.0f} s")
    for task, count in queries.failed_by_task():
        click.secho(f"{task}: {count} given up", fg="red")


@command.command()
@click.option("--before", type=int, help="Those before this number, for the next page.")
@with_database
def failed(before: int | None) -> None:
    """What was given up, the newest first: number, task, tries, when."""
    for job in queries.failed(OPERATOR, before)[: queries.PAGE]:
        when = f"{timezone.localtime(job.failed_at):%Y-%m-%d %H:%M:%S}" if job.failed_at else ""
        click.echo(f"{job.id:>12}  {job.task:<40} {job.attempts:>3}  {when}")


@command.command()
@with_database
def periodic() -> None:
    """What begins by the clock: when it last did, and will next."""
    for each in queries.periodic(timezone.now()):
        last = f"{timezone.localtime(each.last_at):%Y-%m-%d %H:%M}" if each.last_at else "not yet"
        line = f"{each.task:<40} {last:<17} {timezone.localtime(each.next_at):%Y-%m-%d %H:%M}"
        click.secho(f"{line}  late" if each.is_late else line, fg="red" if each.is_late else None)


@command.command()
@click.argument("job_id", metavar="NUMBER", type=int, required=False)
@click.option("--task", help="All of this task instead, at most a thousand at once.")
@with_database
def again(job_id: int | None, task: str | None) -> None:
    """Put what was given up back into the queue. It doubles nothing."""
    if (job_id is None) == (task is None):
        raise click.UsageError("Name a job by its number, or a task.")
    if task is not None:
        click.echo(f"{actions.run_all_again(actor=OPERATOR, task=task, at=timezone.now())} jobs are back in the queue.")
    elif job_id is not None:
        actions.run_again(actor=OPERATOR, job_id=job_id, at=timezone.now())
        click.echo("Back in the queue.")


@command.command()
@click.argument("job_id", metavar="NUMBER", type=int)
@click.option("--reason", required=True, help="Why it need not be done.")
@with_database
def aside(job_id: int, reason: str) -> None:
    """Take a job that was given up off the list. What it was stays in the audit trail."""
    actions.set_aside(actor=OPERATOR, job_id=job_id, reason=reason, at=timezone.now())
    click.echo("Set aside.")
