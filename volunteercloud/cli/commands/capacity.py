import json
from collections.abc import Callable
from dataclasses import asdict, fields, replace

import click

from volunteercloud.core import capacity


def each_cell(command: Callable[..., None]) -> Callable[..., None]:
    """An option for every number that the arithmetic rests on, named as it is."""
    for field in reversed(fields(capacity.Demand)):
        command = click.option(f"--{field.name.replace('_', '-')}", field.name, type=field.type)(command)
    return command


@click.command()
@click.argument("place", type=click.Choice(list(capacity.PLACES)), default="city")
@each_cell
@click.option("--markdown", is_flag=True, help="All three places beside each other, as docs/capacity.md has them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document: what was put in, and each line with its sum.")
def command(place: str, markdown: bool, as_json: bool, **cells: float | None) -> None:
    """What an installation needs in cores, disks and money, worked out from the measured cost of a request.

    PLACE is where the numbers begin; each can be changed. `capacity nation --check-ins 20000000 --price-core 50`
    """
    changed = {name: value for name, value in cells.items() if value is not None}
    if markdown:
        click.echo(table([replace(demand, **changed) for demand in capacity.PLACES.values()]))
        return
    demand = replace(capacity.PLACES[place], **changed)
    lines = capacity.plan(demand)
    if as_json:
        said = [{"name": line.name, "value": line.value, "unit": line.unit, "sum": line.sum} for line in lines]
        click.echo(json.dumps({"demand": asdict(demand), "lines": said}, indent=2))
        return
    width = max(len(line.name) for line in lines)
    for line in lines:
        click.echo(f"{line.name:{width}}  {line.value:>14,.0f} {line.unit:<9} = {line.sum}")


def table(demands: list[capacity.Demand]) -> str:
    """The places beside each other, then the sums of the largest."""
    rows = [
        ("", *(place.capitalize() for place in capacity.PLACES)),
        ("---", *("---:" for _place in capacity.PLACES)),
        ("people", *(f"{demand.people:,}" for demand in demands)),
        ("check-ins on the busiest morning", *(f"{demand.check_ins:,}" for demand in demands)),
        ("applicants in the opening minute", *(f"{demand.applicants:,}" for demand in demands)),
    ]
    for lines in zip(*map(capacity.plan, demands), strict=True):
        name, unit = lines[0].name, lines[0].unit
        rows.append((name if unit in name else f"{name}, {unit}", *(f"{line.value:,.0f}" for line in lines)))
    sums = [f"- {line.name}: {line.value:,.0f} {line.unit} = {line.sum}" for line in capacity.plan(demands[-1])]
    beside = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return beside + "\n\nThe sums of the largest:\n\n" + "\n".join(sums)
