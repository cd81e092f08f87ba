"""`volunteercloud exchange`: messages with systems that are no nodes, and the tables of their forms."""

import json
from pathlib import Path

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system as system_actor
from volunteercloud.core.errors import NotFound
from volunteercloud.domain.exchange import actions, envelopes, loading, queries, tasks, telling
from volunteercloud.domain.exchange.models import TAKEN_IN, Entity, System

OPERATOR = system_actor("operator")
SYSTEM = click.option("--system", "code", required=True, help="The code of the system.")


@click.group()
def command() -> None:
    """Messages with systems that are no nodes: what they get, what they bring, in which form."""


@command.command()
@with_database
def systems() -> None:
    """Every system, with how far it is; those with trouble first."""
    for one in queries.systems(OPERATOR):
        system, trouble = one.system, f"{one.turned_down} turned down, {one.lines_refused} refused"
        click.echo(
            f"{system.state:<8}{system.code:<20} {system.form_code:<16} out {one.mark.sequence:<7} "
            f"unanswered {one.waiting:<6} in {one.came:<6} {trouble if one.is_in_trouble else ''}".rstrip()
        )


@command.command()
@click.argument("code")
@click.option("--name", required=True, help="What it is called.")
@click.option("--region", required=True, help="The code of its region; it gets nothing of any other.")
@click.option("--form", "form_code", default="volunteercloud", show_default=True, help="The form of its messages.")
@click.option("--gets", type=click.Choice(Entity.values), multiple=True, help="What it gets; several times.")
@click.option("--brings", type=click.Choice([one.value for one in TAKEN_IN]), multiple=True, help="What it may bring.")
@click.option("--with-names", is_flag=True, help="Names travel beside numbers.")
@click.option("--basis", required=True, help="The law, order or agreement that entitles it.")
@with_database
def name(
    code: str,
    name: str,
    region: str,
    form_code: str,
    gets: tuple[str, ...],
    brings: tuple[str, ...],
    with_names: bool,
    basis: str,
) -> None:
    """Name a system called CODE. Its token and key are printed once."""
    named = actions.name_system(
        actor=OPERATOR,
        code=code,
        name=name,
        region_code=region,
        form_code=form_code,
        gets=gets,
        brings=brings,
        with_names=with_names,
        basis=basis,
        at=timezone.now(),
    )
    _show_keys(named)


@command.command()
@click.argument("code")
@with_database
def renew(code: str) -> None:
    """A new token and key for the system CODE; the old ones end at once."""
    _show_keys(actions.renew_key(actor=OPERATOR, code=code, at=timezone.now()))


@command.command()
@click.argument("code")
@click.option("--reason", required=True)
@with_database
def end(code: str, reason: str) -> None:
    """End the exchange with the system CODE."""
    actions.end_system(actor=OPERATOR, code=code, reason=reason, at=timezone.now())
    click.echo(f"✓ The exchange with {code} has ended")


@command.command()
@click.option("--form", "form_code", default="", help="Print one form as the table that it is loaded from.")
@click.option("--version", "number", type=click.IntRange(1), default=1, show_default=True)
@with_database
def forms(form_code: str, number: int) -> None:
    """Every form with its days of validity."""
    if form_code:
        click.echo(_table(form_code, number), nl=False)
        return
    for form in queries.forms():
        until = form.valid_to or "–"
        click.echo(f"{form.code:<24}{form.version:<4}{form.valid_from} {until!s:<11} {form.name}")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--form", "form_code", required=True, help="The code of the form; a new version where there is one.")
@click.option("--name", required=True, help="What it is called.")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), required=True)
@click.option("--dry-run", is_flag=True, help="Only read it.")
@with_database
def load(file: Path, form_code: str, name: str, valid_from, dry_run: bool) -> None:  # type: ignore[no-untyped-def]
    """Load a form from a table, CSV or a workbook. `volunteercloud exchange forms --form` prints one to begin with."""
    loaded = actions.load_form(
        actor=OPERATOR,
        code=form_code,
        name=name,
        content=file.read_bytes(),
        file_name=file.name,
        valid_from=valid_from.date(),
        is_dry_run=dry_run,
        at=timezone.now(),
    )
    for entity, rules in loaded.mapping.rules.items():
        click.echo(f"{entity:<14}{len(rules)} fields")
    click.echo("Nothing was written." if dry_run else f"✓ {form_code}/{loaded.mapping.version} is loaded")


@command.command()
@SYSTEM
@click.option("--since", type=click.IntRange(0), default=0, help="The number of the last message it has.")
@click.option("--xml", "as_xml", is_flag=True, help="XML instead of JSON.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Into this folder."
)
@with_database
def export(code: str, since: int, as_xml: bool, output: Path) -> None:
    """Write everything new for a system into files, one message each, for a place without a network."""
    system = known(code)
    tasks.collect_for(code)
    output.mkdir(parents=True, exist_ok=True)
    pack, ending = (envelopes.as_xml, "xml") if as_xml else (envelopes.as_json, "json")
    count = 0
    while found := queries.messages_after(system, since):
        for message in found:
            path = output / f"{code}-{message.sequence:08}.{ending}"
            path.write_bytes(pack(queries.written(system, message)))
        since, count = found[-1].sequence, count + len(found)
    click.echo(f"✓ {count} messages in {output}; the last has the number {since}")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@SYSTEM
@click.option("--dry-run", is_flag=True, help="Only say what would come of it.")
@with_database
def take_in(file: Path, code: str, dry_run: bool) -> None:
    """Take in a message that a system wrote, and print the receipt to carry back. The same file again changes nothing."""
    known(code)
    with file.open("rb") as opened:
        content = opened.read(envelopes.LARGEST + 1)
    receipt = actions.take(actor=OPERATOR, code=code, content=content, is_dry_run=dry_run, at=timezone.now())
    click.echo(json.dumps(receipt, ensure_ascii=False, indent=2))
    for one in receipt["rejected"]:
        click.secho(f"{one['source_id']:<24} {one['code']:<24} {telling.of_line(one['code'])}", fg="red", err=True)


@command.command()
@SYSTEM
@with_database
def receipts(code: str) -> None:
    """What a system turned down of ours, and what we turned down of its."""
    known(code)
    for message in queries.messages_of(OPERATOR, code):
        for line in message.receipt:
            click.echo(
                f"out {message.sequence:<7} {message.entity:<12} {line['source_id']} {line['code']} {line['text']}"
            )
    for came in queries.received_of(OPERATOR, code):
        for line in came.receipt["rejected"]:
            click.echo(f"in  {came.sequence:<7} {came.entity:<12} {line['source_id']} {line['code']} {line['path']}")


def known(code: str) -> System:
    try:
        return queries.system(OPERATOR, code)
    except NotFound:
        raise Problem(f"There is no system {code}.", "volunteercloud exchange systems lists them.") from None


def _show_keys(named: actions.Named) -> None:
    click.echo(f"✓ {named.system.code}: {named.system.name}")
    click.echo(f"token  {named.token}")
    click.echo(f"key    {named.key}")
    click.echo("  Both are shown this once. Hand them on by a safe way.")


def _table(code: str, version: int) -> str:
    try:
        mapping = queries.form(code, version)
    except NotFound:
        raise Problem(f"There is no form {code}/{version}.", "volunteercloud exchange forms lists them.") from None
    return loading.as_table(mapping)
