"""`volunteercloud transfer`: records that move between nodes, where no worker and no network does it."""

import json
import random
import time
from pathlib import Path

import click
from django.conf import settings
from django.utils import timezone

from volunteercloud.cli import steps
from volunteercloud.cli.database import with_database
from volunteercloud.cli.drill import drilling, telling
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system
from volunteercloud.domain.transfers import actions, files, following

OPERATOR = system("operator")


@click.group()
def command() -> None:
    """Records that move between nodes."""


@command.command("export")
@click.option("--node", "node_name", required=True, help="The name of the node that the file is for.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it."
)
@with_database
def export(node_name: str, output: Path) -> None:
    """Write what a node has not heard yet into a file that it alone can read."""
    packed = files.packed(actor=OPERATOR, node_name=node_name, at=timezone.now())
    output.write_text(packed.content)
    click.echo(f"✓ {packed.transfers} transfers for {node_name} in {output}")
    if packed.more:
        click.echo("  There are more. Make another file once this one was answered.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the answer.")
@with_database
def take_in(file: Path, output: Path | None) -> None:
    """Take in a file of another node, and write the answer to carry back beside it. The same file again changes nothing."""
    if file.stat().st_size > files.LARGEST:
        raise Problem(f"{file} is too large for a file of transfers.", "Check that it is the right one.")
    found = files.taken_in(actor=OPERATOR, content=file.read_text(errors="replace"), at=timezone.now())
    answer = output or file.with_name(f"{file.name}.answer")
    answer.write_text(found.answer.content)
    click.echo(f"✓ {found.transfers} transfers of {found.node.name}, said {found.made_at:%Y-%m-%d %H:%M}")
    for transfer_id, code in sorted(found.troubles.items()):
        click.echo(f"  {transfer_id} {code}")
    click.echo(f"✓ Answer in {answer}: carry it back.")


@command.command()
@click.option("--node", "node_name", help="This node alone.")
@with_database
def push(node_name: str | None) -> None:
    """Say to other nodes now what is due, as the worker does all the time."""
    at = timezone.now()
    actions.lapse(actor=OPERATOR, at=at)
    for name in [node_name] if node_name else following.nodes_due(at):
        click.echo(f"{name}: {following.push(name)}")


@command.command()
@click.option(
    "--schedules", default=300, show_default=True, type=click.IntRange(1), help="How many, one after the other."
)
@click.option("--seed", type=int, help="The number of the first schedule; the others follow.  [a new one each time]")
@click.option("--nodes", default=3, show_default=True, type=click.IntRange(2, 3), help="How many nodes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of words.")
@click.option("-v", "--verbose", is_flag=True, help="Tell the story of every schedule.")
@click.option("-x", "--exit-first", is_flag=True, help="End with the first that fails.")
def drill(schedules: int, seed: int | None, nodes: int, as_json: bool, verbose: bool, exit_first: bool) -> None:
    """Let real nodes carry records while links break, processes are killed and clocks are wrong.

    Each node has a database and processes of its own in a folder of /tmp; nothing of this installation is touched. Ends
    with 1 if hours were lost or doubled, if it did not heal within ten seconds, or if a replay or a forgery was taken.
    """
    steps.compile_messages()
    first = random.randrange(1_000_000) if seed is None else seed  # noqa: S311  dice, no secret
    progress, began = telling.Progress(schedules, everything=verbose), time.monotonic()
    report = drilling.run(
        range(first, first + schedules), nodes, settings.DATA / "drill", told=progress, stops=exit_first
    )
    progress.end()
    found = report.document(time.monotonic() - began)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(telling.summary(found)))
    if report.failed:
        raise click.exceptions.Exit(1)
