"""`volunteercloud doctor`: what is wrong with this installation, and how to mend it."""

import json
from dataclasses import asdict

import click

from volunteercloud.cli import database, doctor
from volunteercloud.cli.doctor.findings import Finding, Level
from volunteercloud.cli.problem import Problem

COLOURS = {Level.ERROR: "red", Level.WARNING: "yellow"}
MARKS = {Level.ERROR: "✗", Level.WARNING: "!"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(as_json: bool) -> None:
    """Look at settings, keys, clocks, tables, jobs, the public log, backups, disks and whatever mail and texts leave by.

    Changes nothing and takes seconds. Ends with 1 if there is an error; a warning alone ends with 0. On a site without TLS
    what only real use needs is a warning. Run it as the site runs, with the same settings.
    """
    found = examined()
    if as_json:
        click.echo(json.dumps({"findings": [asdict(each) for each in found]}, ensure_ascii=False, indent=2))
    else:
        show(found)
    if any(each.level is Level.ERROR for each in found):
        raise click.exceptions.Exit(1)


def examined() -> list[Finding]:
    """Everything that was found; a database that does not answer is a finding, and hides only what needs it."""
    try:
        with database.joined():
            database.check()
            return list(doctor.every(has_database=True))
    except Problem as problem:
        away = Finding("database.away", Level.ERROR, problem.message, problem.next_step)
        return [away, *doctor.every(has_database=False)]


def show(found: list[Finding]) -> None:
    for each in sorted(found, key=lambda each: each.level is not Level.ERROR):
        click.secho(f"{MARKS[each.level]} {each.what}", fg=COLOURS[each.level], nl=False)
        click.secho(f"  [{each.code}]", dim=True)
        click.echo(f"  {each.mend}")
    if not found:
        click.secho("✓ Nothing is wrong.", fg="green")
