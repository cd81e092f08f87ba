"""A first count in pieces, for an installation that is built and not used yet: whoever writes people and their facts sums them
up at once, several sessions side by side, each by a connection of its own. In the end the parts of all come to cells, and
`recounting.conclude` lets the counting of differences begin. Until then nothing counts, and readers see nothing.
"""

from typing import Any

from psycopg import Connection

from . import adding, summing

STANDING = "statistics_"
EMPTY = "TRUNCATE " + ", ".join(f"{STANDING}{cell}" for cell in adding.CELLS)


def lay(connection: Connection[Any], parts: str) -> None:
    """Tables for the parts, whose names begin with ``parts``; the places must be stored by then (`locations.store`)."""
    connection.execute(adding.tables(parts).encode())


def prepare(connection: Connection[Any]) -> None:
    """What a session needs for any number of pieces."""
    connection.execute(summing.TABLES.format(until="").encode())


def sum_up(connection: Connection[Any], facts: dict[str, Any], parts: str) -> None:
    """The parts of the people after one id and until another, whose facts stand."""
    connection.execute("SET LOCAL enable_nestloop = off; TRUNCATE recount_fact")
    for statement in (summing.FACTS, *summing.of_range(parts)):
        connection.execute(statement.encode(), facts)
    connection.execute("SET LOCAL enable_nestloop = on")


def of_cells(parts: str) -> list[list[str]]:
    """The statements that turn all parts into cells, in pieces that know nothing of each other. Each is one transaction."""
    return adding.pieces(parts, STANDING)


def begin_cells(connection: Connection[Any], parts: str) -> None:
    """Take away the cells of a try that was cut off, and count the parts for whoever plans with them."""
    connection.execute(EMPTY.encode())
    for part in summing.PARTS:
        connection.execute(f"ANALYZE {parts}{part.name}".encode())


def forget(connection: Connection[Any], parts: str) -> None:
    """The parts, once they were concluded."""
    connection.execute(f"TRUNCATE {', '.join(f'{parts}{part.name}' for part in summing.PARTS)}".encode())
