"""Loading the administrative divisions: the first list, the same again, and newer ones.

A code that a newer list lacks is retired, with its successor where one is known, and never deleted: records keep it.
"""

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from volunteercloud.core import memory

from .models import Level, Region

DATA = Path(__file__).parent / "data"
DIVISIONS = DATA / "divisions-2023.csv.gz"
DIVISIONS_OF = date(2023, 6, 30)
SUCCESSORS = DATA / "successors.csv"
DEMO_DIVISIONS = DATA / "demo-divisions.csv"
DEMO_PREFIX = "99"

# GB/T 2260 was first issued in 1980; the first list loaded does not say since when its codes stand.
BEGINNING = date(1980, 1, 1)
BATCH = 5000
# Set anew when a list says otherwise; a code that comes back stands again.
FIELDS = ("parent_id", "level", "name", "name_latin", "valid_to", "successor_id")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Changes:
    added: int
    changed: int
    retired: int

    @property
    def total(self) -> int:
        return self.added + self.changed + self.retired


@dataclass(frozen=True, slots=True)
class Successor:
    """What took over from a code, and since when; None where it was split among several, which a person has to decide."""

    code: str | None
    since: date


@transaction.atomic
def load(
    progress: Progress | None = None,
    *,
    divisions: Path = DIVISIONS,
    of: date = DIVISIONS_OF,
    successors: Path = SUCCESSORS,
) -> Changes:
    """Make the table say what the list ``divisions`` of the day ``of`` says, down to townships.

    The demo province and communities below townships are left alone. Raises ValueError where a successor is in neither
    the list nor the table.
    """
    known = {
        region.code: region
        for region in Region.objects.filter(level__lte=Level.STREET).exclude(code__startswith=DEMO_PREFIX)
    }
    listed = {region.code: region for region in _listed(divisions, since=of if known else BEGINNING)}
    retired = _retired(known, listed, of, _successors(successors))
    if unknown := {region.successor_id for region in retired} - {None} - listed.keys() - known.keys():
        raise ValueError(f"Successors that nobody knows: {sorted(filter(None, unknown))}")
    return _write(known, listed, retired, progress)


@transaction.atomic
def load_demo(progress: Progress | None = None) -> Changes:
    """The demo province, which exists nowhere else; only when asked for."""
    known = {region.code: region for region in Region.objects.filter(code__startswith=DEMO_PREFIX)}
    listed = {region.code: region for region in _listed(DEMO_DIVISIONS, since=BEGINNING)}
    return _write(known, listed, [], progress)


def _write(
    known: dict[str, Region], listed: dict[str, Region], retired: list[Region], progress: Progress | None
) -> Changes:
    added = [region for code, region in listed.items() if code not in known]
    changed = [region for code, region in listed.items() if code in known and _differs(known[code], region)]
    total = len(added) + len(changed) + len(retired)
    for start in range(0, len(added), BATCH):
        # Another process may load at the same time; it writes the same.
        Region.objects.bulk_create(added[start : start + BATCH], ignore_conflicts=True)
        if progress:
            progress(min(start + BATCH, len(added)), total)
    Region.objects.bulk_update(changed + retired, FIELDS, batch_size=BATCH)
    if progress:
        progress(total, total)
    transaction.on_commit(memory.forget_all)
    return Changes(added=len(added), changed=len(changed), retired=len(retired))


def _differs(old: Region, new: Region) -> bool:
    return any(getattr(old, field) != getattr(new, field) for field in FIELDS)


def _retired(
    known: dict[str, Region], listed: dict[str, Region], of: date, successors: dict[str, Successor]
) -> list[Region]:
    """Rows to retire now, and rows retired before whose successor is known only now."""
    found = []
    for code, region in known.items():
        successor = successors.get(code)
        if code in listed:
            continue
        if region.valid_to is None:
            region.valid_to = successor.since if successor else of
        elif successor is None or region.successor_id == successor.code:
            continue
        region.successor_id = successor.code if successor else None
        found.append(region)
    return found


def _listed(file: Path, since: date) -> Iterator[Region]:
    for row in _rows(file):
        yield Region(
            code=row["code"],
            parent_id=row["parent"] or None,
            level=Level[row["level"].upper()],
            name=row["name"],
            name_latin=row["name_latin"],
            valid_from=since,
        )


def _successors(file: Path) -> dict[str, Successor]:
    found: dict[str, Successor] = {}
    for row in _rows(file):
        named = Successor(row["successor"], date.fromisoformat(row["since"]))
        before = found.get(row["code"], named)
        found[row["code"]] = named if before.code == named.code else Successor(None, before.since)
    return found


def _rows(file: Path) -> Iterator[dict[str, str]]:
    content = file.read_bytes()
    if file.suffix == ".gz":
        content = gzip.decompress(content)
    return csv.DictReader(io.StringIO(content.decode(), newline=""))
