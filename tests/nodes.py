"""Real installations beside each other: own databases, own keys, own processes. For what one database cannot show."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.drill.nodes import Node


@contextmanager
def installations(count: int = 2, **variables: str) -> Iterator[list[Node]]:
    """So many nodes that run: tables, code lists and the made-up province are there, nobody else. Five seconds for two."""
    with nodes.folder() as folder, ExitStack() as running:
        made = []
        for place in range(count):
            nodes.prepare(folder / str(place), nodes.template(settings.DATA / "drill"))
            port = nodes.free_port()
            made.append(Node(folder / str(place), f"http://{nodes.HOST}:{port}", port, **variables))
            running.callback(nodes.remove, made[-1].folder)
            running.callback(made[-1].stop)
            made[-1].start()
        yield made
