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
@click.option("--json", "as_json", is_flag=True, help="One JSON document: what was put in, and each line with its sum.")
def command(place: str, as_json: bool, **cells: float | None) -> None:
    """What an installation needs in cores, disks and money, worked out from the measured cost of a request.

    PLACE is where the numbers begin; each can be changed. `capacity nation --check-ins 20000000 --price-core 50`
    """
    demand = replace(capacity.PLACES[place], **{name: value for name, value in cells.items() if value is not None})
    lines = capacity.plan(demand)
    if as_json:
        click.echo(json.dumps({"demand": asdict(demand), "lines": [asdict(line) for line in lines]}, indent=2))
        return
    width = max(len(line.name) for line in lines)
    for line in lines:
        click.echo(f"{line.name:{width}}  {line.value:>14,.0f} {line.unit:<9} = {line.sum}")
