"""`volunteercloud match`: how well search and matching find what is right."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.evaluation import finding as evaluation
from volunteercloud.cli.evaluation.ranking import Score
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.regions import loading as regions

SEED = 2026


@click.group()
def command() -> None:
    """Opportunities for people, people and organizations for needs."""


@command.command()
@click.option("--seed", default=SEED, show_default=True, help="Another seed, another city.")
@click.option("--small", is_flag=True, help="A village instead of a city: whether it works, not how well.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of tables.")
def evaluate(seed: int, small: bool, as_json: bool) -> None:
    """Make up a city in which it is known what suits whom, ask search and matching, and print how much of it they show
    first. Works on a database of its own that is gone afterwards. docs/benchmarks/finding.md says what it is worth."""
    size = evaluation.SMALL if small else evaluation.FULL
    with throwaway("match"), progress.step(f"City {seed}") as step:
        regions.load_demo()
        codes.load()
        report = evaluation.evaluate(size, seed, timezone.now(), step)
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2))
    else:
        for line in table(report):
            click.echo(line)


def table(report: evaluation.Report) -> Iterator[str]:
    yield f"seed {report.seed}: {report.documents:,} opportunities, {report.people:,} people"
    yield from _scores("labelled searches", report.search)
    yield from _scores("search, by what makes them hard", report.by_kind)
    yield from _scores("opportunities for a volunteer", report.volunteers)
    yield from _scores("people for a need", report.needs)


def _scores(title: str, scores: Sequence[Score]) -> Iterator[str]:
    yield ""
    yield f"{title:<38} {'asked':>6} {'recall@10':>10} {'nDCG@10':>8} {'coverage':>9}"
    for one in scores:
        yield f"  {one.name:<36} {one.asked:>6,} {one.recall:>10.3f} {one.ndcg:>8.3f} {one.coverage:>9.3f}"
