"""The table of costs: a line a page or operation that reads, with who is asked and how many statements the database gets.

`--write-costs` writes it anew, as measured; a reviewer sees in the difference what became dearer.
"""

from pathlib import Path

FILE = Path(__file__).parent / "costs.txt"
HEAD = """\
# What each route that reads asks of the database: who asks, how many statements. Written by
# ./test tests/access --write-costs; how it is measured stands in test_costs.py.

"""


def read() -> dict[str, tuple[str, int]]:
    """Route to person and statements."""
    lines = [line.split() for line in FILE.read_text().splitlines() if line and not line.startswith("#")]
    return {f"{method} {name}": (person, int(statements)) for method, name, person, statements in lines}


def write(costs: dict[str, tuple[str, int]]) -> None:
    lines = (f"{route:<60} {person:<8}{statements:>4}\n" for route, (person, statements) in sorted(costs.items()))
    FILE.write_text(HEAD + "".join(lines))
