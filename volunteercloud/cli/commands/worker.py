import click
from procrastinate.contrib.django import app

from volunteercloud.cli.database import with_database


@click.command()
@click.option("--concurrency", default=1, show_default=True, help="Jobs at once.")
@with_database
def command(concurrency: int) -> None:
    """Work off jobs, and the periodic ones when they are due, until it is ended."""
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(concurrency=concurrency)
