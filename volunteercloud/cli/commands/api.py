import json

import click

from volunteercloud.api import door


@click.group()
def command() -> None:
    """The API."""


@command.command()
def schema() -> None:
    """Print the description of the API as OpenAPI 3.1. docs/api/openapi.json is what it printed last."""
    click.echo(json.dumps(door.schema(), ensure_ascii=False, indent=1))
