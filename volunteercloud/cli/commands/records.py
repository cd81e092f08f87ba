import json
from dataclasses import asdict
from uuid import UUID

import click
from django.db import transaction
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.core import actor as actors
from volunteercloud.domain.identity import queries as identity_queries
from volunteercloud.domain.objections import actions as objection_actions
from volunteercloud.domain.records import actions as record_actions
from volunteercloud.domain.records import explaining
from volunteercloud.domain.records.explaining import Explained

MARKS = {"ok": "✓", "asked": "?", "flagged": "!", "refused": "✗", "not_applicable": "·"}
OPERATOR = actors.system("operator")


@click.group()
def command() -> None:
    """Service records: why each is as it is; erasing those of a person."""


@command.command()
@click.argument("record_id", type=click.UUID, metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@with_database
def explain(record_id: UUID, as_json: bool) -> None:
    """Every version of the record ID: each rule, what it read, what it found."""
    versions = explaining.explain(OPERATOR, explaining.volunteer_of(OPERATOR, record_id), record_id)
    if as_json:
        click.echo(json.dumps([document(each) for each in versions], ensure_ascii=False, indent=2))
        return
    for each in versions:
        show(each)


def document(explained: Explained) -> dict[str, object]:
    version = explained.version
    return {
        "version": version.version,
        "standing": version.standing,
        "written_at": version.written_at.isoformat(),
        "grade": version.grade,
        "minutes": version.minutes,
        "rules": [asdict(line) for line in explained.lines],
    }


def show(explained: Explained) -> None:
    version = explained.version
    start, end = timezone.localtime(version.starts_at), timezone.localtime(version.ends_at)
    click.secho(
        f"{version.title} · {start:%Y-%m-%d %H:%M}–{end:%H:%M} · {version.minutes} min · {version.grade}"
        f" · version {version.version}, {version.standing}",
        bold=True,
    )
    for line in explained.lines:
        click.echo(f"{MARKS[line.result]} {line.rule:<22} {line.sentence}")
        read = "; ".join(f"{name}: {value}" for name, value in line.inputs)
        click.echo(f"  {line.result_words}{f' ({read})' if read else ''} — {line.norm}")


@command.command()
@click.argument("number")
@click.option("--reason", required=True, help="The decision it rests on: which, of when, by whom.")
@click.confirmation_option(prompt="Erase every service record of this person for good?")
@with_database
def erase(number: str, reason: str) -> None:
    """Erase every service record of the volunteer with the public NUMBER, and what was objected to them.

    A legal duty in rare cases; statutory records are kept otherwise. The public log says openly how many were erased.
    """
    volunteer = identity_queries.volunteer_by_number(number)
    erased = {"actor": OPERATOR, "volunteer_id": volunteer.id, "reason": reason, "at": timezone.now()}
    with transaction.atomic():
        objections = objection_actions.erase_objections(**erased)
        versions = record_actions.erase_records(**erased)
    click.echo(f"{versions} versions and {objections} objections erased")
