"""The site as `serve` keeps it running, on what is set up already: `serving PORT [APPLICATION]` in its environment.

Without `DATABASE_URL` the embedded PostgreSQL is part of it, started again when it is killed.
"""

import os
import sys

from volunteercloud.cli import database
from volunteercloud.cli.commands import serve
from volunteercloud.cli.drill import nodes
from volunteercloud.core import meters

WORKERS = 2


def main() -> None:
    port = int(sys.argv[2])
    os.environ.update(serve.LEAN_HEAPS)
    with database.joined() as server:
        meters.forget()
        site = serve.granian(nodes.HOST, port, WORKERS, nodes.APPLICATION)
        serve.kept_running(server, site, [*nodes.LAUNCHED, "worker"]).run(lambda: True)
