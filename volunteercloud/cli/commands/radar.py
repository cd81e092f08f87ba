"""`volunteercloud radar`: what looks bought, and how well that is found."""

import json
from uuid import UUID

import click
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.database import with_database
from volunteercloud.cli.evaluation import radar as evaluation
from volunteercloud.core.actor import system
from volunteercloud.domain.radar import actions, queries, rulebook

OPERATOR = system("command line")
HELD_OUT_SEED = 2026


@click.group()
def command() -> None:
    """Cases that explain why records look bought. The worker looks every night; an officer decides."""


@command.command()
@click.option("--organization", type=click.UUID, metavar="ID", help="Only this organization, whether or not it wrote.")
@with_database
def run(organization: UUID | None) -> None:
    """Look now at everything that organizations wrote since the last time."""
    changed = 0
    with progress.step("Radar") as step:
        if organization:
            changed += len(_scan(organization, again=True))
        else:
            done, after = 0, None
            while found := queries.organizations_from(after, 500):
                for organization_id in found:
                    changed += len(_scan(organization_id))
                    done += 1
                    step(done)
                after = found[-1]
        step.result = f"{changed} cases opened or extended"


@command.command()
@click.option("--region", default="", metavar="CODE", help="Only this region and below.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_database
def cases(region: str, limit: int, as_json: bool) -> None:
    """The open cases, the longest open first."""
    for case in queries.open_cases(region, limit):
        if as_json:
            names = ("id", "region_id", "organization_id", "organization_name", "entered_by", "entered_by_name")
            facts = {name: str(getattr(case, name) or "") for name in names}
            facts |= {"opened_at": case.opened_at.isoformat(), "grew_at": case.grew_at.isoformat()}
            click.echo(json.dumps(facts | {"records": case.records, "minutes": case.minutes, "rules": case.rules}))
            continue
        since = timezone.localtime(case.opened_at).date()
        click.echo(f"{case.id}  {since}  {case.region_id:<10} {case.records:>5} records  {case.organization_name}")
        click.echo(f"    {', '.join(case.rules)}")


@command.command()
def rules() -> None:
    """The rules by code, with their kind and weight."""
    for rule in rulebook.RULES:
        click.echo(f"{rule.code:<28} {rule.kind:<9} {rule.weight:<7} {rule.name}")


@command.command()
@click.option("--seed", default=HELD_OUT_SEED, show_default=True, help="Another seed, another city.")
@click.option("--small", is_flag=True, help="A village instead of a city: whether it works, not how well.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def evaluate(seed: int, small: bool, as_json: bool) -> None:
    """Make up a city of honest and bought records and print how many of the bought ones the radar finds, and how often it
    is right. Works on a database of its own that is gone afterwards. docs/benchmarks/radar.md says what it is worth."""
    size = evaluation.SMALL if small else evaluation.FULL
    with throwaway("radar"), progress.step(f"City {seed}") as step:
        report = evaluation.evaluate(size, seed, step)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        for line in table(report):
            click.echo(line)


def table(report: evaluation.Report) -> list[str]:
    head = f"{'':<34} {'records':>8} {'bought':>8} {'precision':>10} {'recall':>8}"
    lines = [f"seed {report.seed}: {report.honest:,} honest records, {report.bought:,} bought", "", head]
    for title, scores in (("by rule", report.rules), ("by trick", report.tricks), ("in total", [report.total])):
        lines.append(title)
        lines += [
            f"  {one.name:<32} {one.records:>8,} {one.bought:>8,} {one.precision:>10.3f} {one.recall:>8.3f}"
            for one in scores
        ]
    return [
        *lines,
        "",
        f"cases: {report.cases}, of them {report.honest_cases} with nothing bought in them",
        f"overlapping records tried: {report.overlaps_tried}, refused by the database: {report.overlaps_refused}",
        "honest records in cases, by the reasons that hold them:",
        *(f"  {number:>5}  {reasons}" for reasons, number in report.wrongly.items()),
    ]


def _scan(organization_id: UUID, *, again: bool = False) -> list[object]:
    return list(actions.scan(actor=OPERATOR, organization_id=organization_id, at=timezone.now(), again=again))
