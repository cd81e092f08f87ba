import json

import click

from volunteercloud.api import door
from volunteercloud.api.node import routes


@click.group()
def command() -> None:
    """The API."""


@command.command()
@click.option("--nodes", is_flag=True, help="What nodes say to each other; docs/api/node.json is what it printed last.")
def schema(nodes: bool) -> None:
    """Print the description of the API as OpenAPI 3.1. docs/api/openapi.json is what it printed last."""
    found = routes.schema() if nodes else door.schema()
    click.echo(json.dumps(found, ensure_ascii=False, indent=1))
