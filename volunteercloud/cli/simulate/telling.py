"""What the command says before and after."""

from typing import Any

import click
from django.db import connection

from volunteercloud.cli import progress
from volunteercloud.cli.bench import report

from . import afterwards, bare, chunks, loading, size
from .meter import span
from .nation import Nation

GIB = 1024**3
STEPS = ("keys", "analyze", "figures", "needs", "index", "statistics", "seal", "sign-ins")
WHOLE = """
    SELECT coalesce(sum(pg_total_relation_size(part.oid)), 0)::bigint
    FROM pg_class AS part LEFT JOIN pg_inherits ON inhrelid = part.oid
    WHERE part.relkind = 'r' AND (part.oid = %s::regclass OR inhparent = %s::regclass)"""


def before(nation: Nation, free: int | None) -> None:
    needed = size.of(nation)
    click.echo(f"{nation.scale} of the nation, {nation.begins} to {nation.until}, in {nation.chunk_count:,} chunks:")
    for table, rows in needed.rows.items():
        click.echo(f"  {table:<30}{rows:>15,} rows")
    says = "an unknown amount is" if free is None else f"{free / GIB:,.1f} GiB are"
    click.echo(
        f"{sum(needed.rows.values()):,} rows take about {needed.bytes / GIB:,.1f} GiB with what is kept free; {says} free."
    )


def found(nation: Nation, machine: dict[str, Any], *, url: str, with_bare: bool) -> dict[str, Any]:
    """Rows, seconds and bytes of what stands, by table and step."""
    tally = loading.tally(connection.connection)
    counting = tally.pop(chunks.COUNTING)[1] / loading.AT_ONCE
    keys = afterwards.seconds_of("keys") or 0.0
    seconds = sum(taken for _count, taken in tally.values()) / loading.AT_ONCE + keys
    drawing = tally.pop(chunks.DRAWING)[1] / loading.AT_ONCE
    rows = {table: count for table, (count, _seconds) in tally.items()}
    document: dict[str, Any] = {
        "scale": str(nation.scale),
        "seed": nation.seed,
        "until": str(nation.until),
        "people": nation.people,
        "records": rows["records_recordhead"],
        "rows": sum(rows.values()),
        "loading_s": round(seconds, 1),
        "rows_a_second": round(sum(rows.values()) / seconds),
        "drawing_s": round(drawing, 1),
        "keys_s": round(keys, 1),
        "counting_s": round(counting, 1),
        "tables": {table: _table(table, *tally[table]) for table in rows},
        "steps": {step: round(taken, 1) for step in STEPS if (taken := afterwards.seconds_of(step)) is not None},
        "database_bytes": _one("SELECT pg_database_size(current_database())"),
        "machine": machine,
        "versions": report.versions(),
    }
    if with_bare:
        with progress.step("Bare COPY"):
            limit = bare.measure(url, rows)
        document["bare"] = {
            "rows": limit.rows,
            "rows_a_second": round(limit.rate),
            "ratio": round(document["rows_a_second"] / limit.rate, 2),
        }
    return document


def after(document: dict[str, Any]) -> None:
    click.echo(f"\n{'table':<30}{'rows':>14}{'seconds':>10}{'rows/s':>10}{'bytes/row':>11}")
    for table, one in document["tables"].items():
        rate = f"{one['rows'] / one['seconds']:,.0f}" if one["seconds"] else ""
        click.echo(f"{table:<30}{one['rows']:>14,}{one['seconds']:>10,.1f}{rate:>10}{one['bytes_a_row']:>11,}")
    click.echo(
        f"\n{document['rows']:,} rows in {span(document['loading_s'])} by {loading.AT_ONCE} sessions: "
        f"{document['rows_a_second']:,} a second; {document['drawing_s']:,} s of it went into drawing them, "
        f"{document['keys_s']:,} s into keys and indexes. "
        f"Summing them up for the figures took {document['counting_s']:,} s besides."
    )
    if limit := document.get("bare"):
        click.echo(
            f"Bare COPY of {limit['rows']:,} of them: {limit['rows_a_second']:,} a second; ratio {limit['ratio']:.2f}."
        )
    for step, seconds in document["steps"].items():
        click.echo(f"{step:<30}{seconds:>24,.1f}")
    click.echo(f"The database takes {document['database_bytes'] / GIB:,.2f} GiB.\n")
    for role, (address, password) in afterwards.sign_ins().items():
        click.echo(f"{role:<12} {address:<32} {password}")


def _table(table: str, rows: int, seconds: float) -> dict[str, Any]:
    taken = _one(WHOLE, table, table)
    return {"rows": rows, "seconds": round(seconds, 2), "bytes_a_row": round(taken / rows) if rows else 0}


def _one(statement: str, *told: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, told or None)
        (found,) = cursor.fetchone()
    return found
