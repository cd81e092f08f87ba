"""A number that a careless line would have written, in every place and way: what the search must find."""

import base64
import gzip
from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.bytes.installation import Installation
from tests.bytes.marks import Person, Search
from volunteercloud.cli.drill.nodes import Part

TABLE = "planted"
# How it is planted, and as what it is found. What is packed is told apart from what is plain by standing alone.
WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda said: said.encode("utf-16-le"),
    "figures": lambda said: f"{said[:6]} {said[6:14]}-{said[14:]}".encode(),
    "hexadecimal": lambda said: said.encode().hex().encode(),
    "base64 of utf-8 at 0": lambda said: base64.b64encode(said.encode()),
    "base64 of utf-8 at 1": lambda said: base64.b64encode(b"-" + said.encode()),
    "base64 of utf-8 at 2": lambda said: base64.b64encode(b"--" + said.encode()),
}
PACKED = {"utf-8": lambda said: gzip.compress(b"number=" + said.encode())}
PLACES = ("dump", "base", "pg_wal", "lines")


def missed(site: Installation, person: Person, search: Search) -> dict[str, set[str]]:
    """In which place it was planted and not found in which way: nothing, where the search is any good."""
    site.start(Part.DATABASE)
    found = {f"{place}, open": set(WAYS) - ways for place, ways in _planted(site, person, search, WAYS).items()}
    found |= {f"{place}, packed": set(PACKED) - ways for place, ways in _planted(site, person, search, PACKED).items()}
    site.server.stop()
    return found


def _planted(
    site: Installation, person: Person, search: Search, ways: dict[str, Callable[[str], bytes]]
) -> dict[str, set[str]]:
    written = [write(person.document) for write in ways.values()]
    cluster, lines = site.server.cluster.resolve(), site.folder / "planted.log"
    with psycopg.connect(site.server.url_of("postgres"), autocommit=True) as session:
        session.execute("SELECT pg_switch_wal()")
        session.execute(f"CREATE TABLE {TABLE} (said bytea)")
        for one in written:
            session.execute(f"INSERT INTO {TABLE} VALUES (%s)", [one])
        [(kept, journal)] = session.execute(
            "SELECT pg_relation_filepath(%s), pg_walfile_name(pg_current_wal_lsn())", [TABLE]
        ).fetchall()
        session.execute("CHECKPOINT")
        dump = site.dump(TABLE)
        lines.write_bytes(b"\n".join(written))
        places: dict[str, Path] = {
            "dump": dump,
            "base": cluster / kept,
            "pg_wal": cluster / "pg_wal" / journal,
            "lines": lines,
        }
        found = {place: _ways(search.in_file(path)) for place, path in places.items()}
        session.execute(f"DROP TABLE {TABLE}")
    return found


def _ways(told: set[str]) -> set[str]:
    return {way.removeprefix("document: ") for way in told if way.startswith("document: ")}
