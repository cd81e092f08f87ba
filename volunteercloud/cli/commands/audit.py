import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import click
from django.utils import timezone

from volunteercloud.cli.database import with_database
from volunteercloud.domain.audit import queries
from volunteercloud.domain.audit.models import Entry

DAY_OR_TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])


def in_site_time(ctx: click.Context, parameter: click.Parameter, moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment else None


@click.group()
def command() -> None:
    """The trail: who did what, when, to what."""


@command.command("list")
@click.option("--name", default="", help="Only what begins like this, as records. or records.record_corrected.")
@click.option("--region", default="", metavar="CODE", help="Only this region and below.")
@click.option("--owner", type=click.UUID, metavar="ID", help="Only what belongs to this volunteer or organization.")
@click.option("--actor", type=click.UUID, metavar="ID", help="Only what this account did.")
@click.option("--since", type=DAY_OR_TIME, callback=in_site_time, help="Not before.")
@click.option("--until", type=DAY_OR_TIME, callback=in_site_time, help="Before.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_database
def show(
    name: str,
    region: str,
    owner: UUID | None,
    actor: UUID | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """Entries that match, newest first."""
    wanted = queries.Filter(owner_id=owner, actor_id=actor, name=name, region_code=region, since=since, until=until)
    for entry in newest(wanted, limit):
        click.echo(json.dumps(facts(entry), ensure_ascii=False) if as_json else line(entry))


def newest(wanted: queries.Filter, limit: int) -> Iterator[Entry]:
    """Page after page, up to ``limit``."""
    while limit > 0:
        page = list(queries.entries(wanted))[: queries.PAGE]
        yield from page[:limit]
        limit -= len(page)
        if len(page) < queries.PAGE:
            return
        wanted = replace(wanted, before=(page[-1].at, page[-1].id))


def line(entry: Entry) -> str:
    when = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    return f"{when}  {entry.name:<36} {entry.actor_label or '–':<20} {entry.subject_kind} {entry.subject_label}"


def facts(entry: Entry) -> dict[str, object]:
    fields = ("id", "owner_id", "name", "actor_kind", "actor_id", "actor_label", "subject_kind", "subject_id")
    found = {field: getattr(entry, field) for field in (*fields, "subject_label", "region_code")}
    return (
        {"at": entry.at.isoformat()}
        | {name: str(value) if isinstance(value, UUID) else value for name, value in found.items()}
        | {"facts": entry.facts}
    )
