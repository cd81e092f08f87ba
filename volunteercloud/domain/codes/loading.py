"""Loading the code lists from their files: again and again, with no harm and no change where nothing changed."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from volunteercloud.core import memory

from .lists import CodeList
from .models import Match, Term

DATA = Path(__file__).parent / "data"
# Terms without a date of their own are as old as anything that is recorded here.
BEGINNING = date(2000, 1, 1)
MATCHES = "crosswalks.csv"
FIELDS = ("name", "name_en", "position", "valid_from", "valid_to")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Changes:
    added: int
    changed: int

    @property
    def total(self) -> int:
        return self.added + self.changed


@transaction.atomic
def load(progress: Progress | None = None, *, folder: Path = DATA) -> Changes:
    """Make the table say what the files in ``folder`` say.

    A term that left its file stays as it is: files retire a term by its ``valid_to``, so that records keep their label.
    """
    known = {(term.list, term.code): term for term in Term.objects.all()}
    added: list[Term] = []
    changed: list[Term] = []
    for term in _terms(folder):
        old = known.get((term.list, term.code))
        if old is None:
            added.append(term)
        elif any(getattr(old, field) != getattr(term, field) for field in FIELDS):
            changed.append(term)

    matched, unmatched = _load_matches(folder)
    changes = Changes(added=len(added) + matched, changed=len(changed) + unmatched)
    written = matched + unmatched
    for batch in (added, changed):
        if batch:
            Term.objects.bulk_create(batch, update_conflicts=True, unique_fields=["list", "code"], update_fields=FIELDS)
            written += len(batch)
        if progress:
            progress(written, changes.total)
    transaction.on_commit(memory.forget_all)
    return changes


def _load_matches(folder: Path) -> tuple[int, int]:
    """Make the matches with other classifications those of the file: how many came, how many went or were said anew."""
    with (folder / MATCHES).open(encoding="utf-8", newline="") as file:
        listed = {match.pk: match for match in (Match(**row) for row in csv.DictReader(file))}
    known = {match.pk: match for match in Match.objects.all()}
    stale = [pk for pk, match in known.items() if pk not in listed or not _same(match, listed[pk])]
    for list_, code, scheme, target in stale:
        Match.objects.filter(list=list_, code=code, scheme=scheme, target=target).delete()
    new = [match for pk, match in listed.items() if pk not in known or pk in stale]
    Match.objects.bulk_create(new, ignore_conflicts=True)
    return len(new), len(stale)


def _same(one: Match, other: Match) -> bool:
    return (one.target_name, one.relation) == (other.target_name, other.relation)


def _terms(folder: Path) -> Iterator[Term]:
    for name in CodeList:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for position, row in enumerate(csv.DictReader(file), start=1):
                yield Term(
                    list=name,
                    code=row["code"],
                    name=row["name"],
                    name_en=row["name_en"],
                    position=position,
                    valid_from=_day(row.get("valid_from")) or BEGINNING,
                    valid_to=_day(row.get("valid_to")),
                )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
