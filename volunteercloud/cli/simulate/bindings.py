"""Foreign keys, exclusions and indexes that are cheaper over all rows at once than row by row: loosened before the first chunk,
fastened after the last, when the database proves each of them. Primary and unique keys and checks hold all the while.

What is loose is noted with it, so that a nation that was cut off is fastened when it is gone on with.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from psycopg import Connection, connect

from . import chunks

AT_ONCE = 2
STEP = "loosened"
MEMORY = "512MB"  # of a session, for sorting an index and comparing keys
# The definition of an index of a partitioned table says that it is of this table alone, which it is not.
FOUND = """
    SELECT conrelid::regclass::text, quote_ident(conname), CASE contype WHEN 'f' THEN 'reference' ELSE 'exclusion' END,
           pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%(tables)s::regclass[]) AND contype IN ('f', 'x') AND conparentid = 0
    UNION ALL
    SELECT indrelid::regclass::text, indexrelid::regclass::text, 'index',
           replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
    FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[]) AND NOT indisunique AND NOT indisexclusion"""
NOTED = """
    SELECT relation, name, kind, definition FROM simulation.loose
    ORDER BY pg_table_size(relation::regclass) DESC, relation, kind, name"""
FORGET = "DELETE FROM simulation.loose WHERE relation = %s AND name = %s"
# Of a key that stands for new rows, the old ones are not proved yet.
UNPROVED = "UPDATE simulation.loose SET kind = 'unproved' WHERE relation = %s AND name = %s"


def loosen(connection: Connection[Any]) -> None:
    """All of it at once, and once in a nation."""
    if connection.execute("SELECT 1 FROM simulation.done WHERE step = %s", [STEP]).fetchone():
        return
    with connection.transaction():
        connection.execute("INSERT INTO simulation.done (step, number) VALUES (%s, 0)", [STEP])
        found = connection.execute(FOUND, {"tables": sorted(chunks.TABLES)}).fetchall()
        with connection.cursor().copy("COPY simulation.loose FROM STDIN") as sink:
            for row in found:
                sink.write_row(row)
        for relation, name, kind, _definition in found:
            what = f"DROP INDEX {name}" if kind == "index" else f"ALTER TABLE {relation} DROP CONSTRAINT {name}"
            connection.execute(what.encode())


def fasten(url: str) -> None:
    """Indexes first, which make keys cheaper to prove; each table by one session, the largest first."""
    _each_table(url, _build, ("index", "exclusion"))
    with connect(url, autocommit=True) as session, session.transaction():
        for relation, name, _kind, definition in _noted(session, ("reference",)):
            session.execute(f"ALTER TABLE {relation} ADD CONSTRAINT {name} {definition} NOT VALID".encode())
            session.execute(UNPROVED, [relation, name])
    _each_table(url, _prove, ("unproved",))


def _noted(session: Connection[Any], kinds: Sequence[str]) -> list[tuple[str, str, str, str]]:
    return [row for row in session.execute(NOTED).fetchall() if row[2] in kinds]


def _each_table(url: str, work: Any, kinds: Sequence[str]) -> None:
    tables: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    with connect(url, autocommit=True) as session:
        for row in _noted(session, kinds):
            tables[row[0]].append(row)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _done in pool.map(partial(work, url), tables.values()):
            pass


def _build(url: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
    for relation, name, kind, definition in rows:
        what = definition if kind == "index" else f"ALTER TABLE {relation} ADD CONSTRAINT {name} {definition}"
        _do(url, what, relation, name)


def _prove(url: str, rows: Sequence[tuple[str, str, str, str]]) -> None:
    for relation, name, _kind, _definition in rows:
        _do(url, f"ALTER TABLE {relation} VALIDATE CONSTRAINT {name}", relation, name)


def _do(url: str, what: str, relation: str, name: str) -> None:
    with connect(url, autocommit=True) as session, session.transaction():
        session.execute(f"SET LOCAL maintenance_work_mem = '{MEMORY}'".encode())
        session.execute(what.encode())
        session.execute(FORGET, [relation, name])
