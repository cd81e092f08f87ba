import click

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.domain.organizations import register
from volunteercloud.domain.organizations.models import Node


@click.group()
def command() -> None:
    """The register of organizations."""


@command.command()
@click.argument("number")
@with_database
def tree(number: str) -> None:
    """An organization, found by NUMBER, USCC or whole name, and what stands below it, a line each."""
    found = register.called(number)
    if len(found) != 1:
        raise Problem(
            f"{len(found)} organizations at work are called {number!r}.", "Give the number that stands on its page."
        )
    top = found[0]
    for node in register.subtree(top.organization_id):
        click.echo(line(node, len(node.path) - len(top.path)))


def line(node: Node, depth: int) -> str:
    return f"{'  ' * depth}{node.name}  {node.number}  {node.kind}  {node.region_id}  {node.state}"
