"""`volunteercloud national`: figures that travel between nodes, and who is registered elsewhere."""

import json
from typing import Any

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.national import actions, asking, gathering, presences, queries, totals
from volunteercloud.domain.nodes import queries as nodes_queries

OPERATOR = system("operator")


@click.group()
def command() -> None:
    """Figures of all nodes at the national one, and the question who is registered elsewhere."""


@command.command()
@with_database
def begin() -> None:
    """Make this the national node, which gathers from all that it trusts. Its document says so to the others."""
    click.echo(f"{actions.begin(actor=OPERATOR, at=timezone.now()).name} is the national node")


@command.command()
@with_database
def end() -> None:
    """Be the national node no more. What was gathered stays."""
    click.echo(f"{actions.end(actor=OPERATOR, at=timezone.now()).name} is not the national node")


@command.command()
@with_database
def issue() -> None:
    """Count this node's own figures and issue what is new. The worker does it every night."""
    for issued in actions.issue(actor=OPERATOR, at=timezone.now()):
        click.echo(f"{issued.period} version {issued.version} ({issued.reason})")


@command.command()
@click.argument("name", default="")
@with_database
def gather(name: str) -> None:
    """Ask every node for what is new, or the one called NAME. The worker does it every hour. Ends with 3 on trouble."""
    if not nodes_queries.own().is_national:
        raise Problem(
            "This is not the national node, which alone gathers.", "volunteercloud national begin makes it so."
        )
    now = timezone.now()
    found = [gathering.gather_from(OPERATOR, name, now)] if name else gathering.gather(OPERATOR, now)
    for each in found:
        as_of = f"as of {timezone.localtime(each.figures_at):%Y-%m-%d %H:%M}" if each.figures_at else "no figures yet"
        click.secho(f"{each.node_name:<32} {as_of}  {each.trouble}".rstrip(), fg="red" if each.trouble else None)
    if any(each.trouble for each in found):
        raise click.exceptions.Exit(3)


@command.command()
@click.option("--month", default="", help="One month as YYYY-MM; without it all of them.")
@with_database
def figures(month: str) -> None:
    """What all nodes come to, as one JSON object. As on the public page, small groups stand together."""
    try:
        found = totals.nation(timezone.now(), month)
    except NotFound:
        raise Problem(f"No node has figures of {month}.", "volunteercloud national figures tells all months.") from None
    parts = {part.code or "together": as_json(part.sums) for part in found.parts}
    said = {"month": found.period, "months": found.periods, "whole": as_json(found.whole), "regions": parts}
    click.echo(json.dumps(said, ensure_ascii=False, indent=2))


@command.command()
@click.argument("name")
@click.argument("month")
@click.option("--version", "number", type=click.IntRange(1), help="An older version.")
@with_database
def document(name: str, month: str, number: int | None) -> None:
    """Print the signed document of a node's figures with its proof. It names small groups: not for publishing."""
    try:
        found = totals.version(name, month, number)
    except NotFound:
        raise Problem(
            f"There are no figures of {name} for {month}.", "volunteercloud national gather asks for them."
        ) from None
    click.echo(json.dumps({"text": found.text, "proof": found.proof}, ensure_ascii=False, indent=2))


@command.command()
@with_database
def status() -> None:
    """Whether this node gathers, and whether people here can ask where else they are registered."""
    own, node = nodes_queries.own(), presences.national_node()
    facts = {
        "name": own.name,
        "national": "yes" if own.is_national else node.name if node else "nobody that is trusted here",
        "asking": "set up" if presences.is_set_up() else "not set up",
        "known": queries.known_presences(),
        "deposits": queries.deposits(),
    }
    for name, value in facts.items():
        click.echo(f"{name:<12}{value}")


@command.command()
@with_database
def follow() -> None:
    """Ask the national node for everybody who waits, and fetch what was asked about people here. The worker does it every
    minute."""
    if not presences.is_set_up():
        raise Problem(
            "This node has no national node that it trusts, or no secret that it shares with the others.",
            "docs/nation.md says how a node is joined.",
        )
    click.echo(f"{asking.follow(OPERATOR, timezone.now())} people")


def as_json(sums: totals.Sums) -> dict[str, Any]:
    return {name: getattr(sums, name) for name in sums.__dataclass_fields__}
