import click
from procrastinate.contrib.django import app

from volunteercloud.cli.database import with_database
from volunteercloud.core import collecting, meters, tracing
from volunteercloud.domain.hooks import following as hooks_following
from volunteercloud.domain.log import tasks as log_tasks
from volunteercloud.domain.search import following as search_following
from volunteercloud.domain.statistics import tasks as statistics_tasks
from volunteercloud.domain.transfers import following as transfers_following


@click.command()
@click.option("--concurrency", default=1, show_default=True, help="Jobs at once.")
@with_database
def command(concurrency: int) -> None:
    """Work off jobs, the periodic ones when they are due, what waits for the public log, what changed in the index, what
    is to be counted, what is to be said to other nodes and which webhooks are due, until it is ended."""
    tracing.begin()
    collecting.rarely()
    with (
        log_tasks.sequencing(),
        search_following.following(),
        transfers_following.following(),
        hooks_following.following(),
        statistics_tasks.counting(),
        app.replace_connector(app.connector.get_worker_connector()),
    ):
        app.run_worker(concurrency=concurrency, worker_middleware=[meters.around_job])
