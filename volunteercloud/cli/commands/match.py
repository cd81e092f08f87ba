"""`volunteercloud match`: what counts how much in matching, and how well search and matching find what is right."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click
from django.utils import timezone

from volunteercloud.cli import progress
from volunteercloud.cli.bench.database import throwaway
from volunteercloud.cli.database import with_database
from volunteercloud.cli.evaluation import finding as evaluation
from volunteercloud.cli.evaluation.ranking import Score
from volunteercloud.cli.problem import Problem
from volunteercloud.core.actor import system
from volunteercloud.domain.codes import loading as codes
from volunteercloud.domain.matching import actions, queries
from volunteercloud.domain.matching.models import Purpose
from volunteercloud.domain.regions import loading as regions

SEED = 2026
OPERATOR = system("command line")
PURPOSES = click.Choice(Purpose.values)


@click.group()
def command() -> None:
    """Opportunities for people, people and organizations for needs."""


@command.command()
@click.argument("purpose", type=PURPOSES, required=False)
@click.option("--set", "pairs", multiple=True, metavar="WISH=NUMBER", help="Give a wish another weight, from 0 to 100.")
@click.option("--reason", default="", help="Why; it stays with the version.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@with_database
def weights(purpose: str | None, pairs: Sequence[str], reason: str, as_json: bool) -> None:
    """The versions of the weights, the latest first; with --set a new version of PURPOSE (opportunities, volunteers,
    organizations, needs), in which the wishes that are not named stay as they are."""
    if pairs:
        if purpose is None:
            raise Problem("Weights are set for one purpose.", f"Name one of {', '.join(Purpose.values)}.")
        values = dict(map(_pair, pairs))
        actions.set_weights(actor=OPERATOR, purpose=purpose, values=values, reason=reason, at=timezone.now())
    for version in queries.weights(purpose):
        facts = {"purpose": version.purpose, "version": version.version, "since": version.since.isoformat()}
        facts |= {"set_by": version.set_by_label, "reason": version.reason, "weights": version.weights}
        click.echo(json.dumps(facts, ensure_ascii=False) if as_json else "\n".join(_lines(facts)))


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


def _pair(text: str) -> tuple[str, int]:
    name, _equals, number = text.partition("=")
    if not number.isdecimal():
        raise Problem(f"{text} is no weight.", "Write the wish and a whole number, such as near=25.")
    return name, int(number)


def _lines(facts: dict[str, object]) -> Iterator[str]:
    yield f"{facts['purpose']} {facts['version']}, since {facts['since']}, by {facts['set_by']}: {facts['reason']}"
    weighed = facts["weights"]
    if isinstance(weighed, dict):
        yield "    " + "  ".join(f"{wish} {weight}" for wish, weight in sorted(weighed.items()))


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
