import os

import click

from volunteercloud.cli.commands.serve import LEAN_HEAPS, granian, refuse_taken_port


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes that answer requests.")
def command(host: str, port: int, workers: int) -> None:
    """Answer requests and nothing else, for service managers and containers: `setup` was run before, `worker` runs beside.

    SIGTERM ends it after the requests that it has begun, ten seconds later at most.
    """
    refuse_taken_port(host, port)
    os.environ.update(LEAN_HEAPS)
    program = granian(host, port, workers)
    os.execv(program[0], program)
