"""An export on its way: parts by people, each written before the next is read, so that it goes on where it was killed.

In the folder stands how far it came, the rows as CSV, or parts as Parquet that are joined in the end. PostgreSQL writes the
lines; nothing is held in memory but a piece of them.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection

from volunteercloud.core import late

from .columns import COLUMNS
from .models import Form
from .scopes import LAST, Scope, edge, statement

parquet = late.Module("volunteercloud.domain.statistics.exports.parquet")

STATE = "state.json"
LINES = "lines.csv"
PARTS = "parts"
# A row comes to some eighty-five bytes as CSV. Kept free besides: the database lives on the same disk more often than not.
ROW_BYTES = 85
KEPT_FREE_BYTES = 500_000_000


class Busy(Exception):
    """Somebody else writes in this folder."""


class Full(Exception):
    """The disk has no room for what is still to come."""


class Other(Exception):
    """The folder holds the beginning of another export."""


@dataclass(slots=True)
class Standing:
    """How far an export came: the last person whose facts are in it, whole parts, rows, and the bytes of its CSV."""

    after: str = UUID(int=0).hex
    parts: int = 0
    rows: int = 0
    bytes: int = 0
    is_whole: bool = False

    @property
    def is_read(self) -> bool:
        return self.after == LAST.hex


def result_of(folder: Path, form: Form) -> Path:
    return folder / f"facts.{form}"


class Writer:
    """One that holds a folder; made by `begun`."""

    def __init__(self, scope: Scope, folder: Path) -> None:
        self._scope, self._folder = scope, folder
        self.standing = self._read()
        self._people = scope.people_at_once()
        self._codes = scope.place_codes()

    def step(self) -> bool:
        """Write the next part, or what is left when all are; whether there is more to do."""
        if self.standing.is_whole:
            return False
        if self.standing.is_read:
            self._finish()
            return False
        after = UUID(self.standing.after)
        until = edge(after, self._people)
        if self._scope.form == Form.CSV:
            self._append(after, until)
        else:
            self._add_part(after, until)
        self.standing.after = until.hex
        self._keep()
        return True

    def _append(self, after: UUID, until: UUID) -> None:
        """What a killed run wrote of a part is cut off again."""
        path = self._folder / LINES
        with path.open("r+b" if path.exists() else "w+b") as file:
            file.truncate(self.standing.bytes)
            file.seek(self.standing.bytes)
            if not self.standing.bytes:
                file.write(",".join(column.name for column in COLUMNS).encode() + b"\n")
            self.standing.rows += self._copy(file, after, until)
            self.standing.bytes = file.tell()
            file.flush()
            os.fsync(file.fileno())

    def _add_part(self, after: UUID, until: UUID) -> None:
        lines, part = self._folder / LINES, self._folder / PARTS / f"{self.standing.parts:06}.parquet"
        part.parent.mkdir(exist_ok=True)
        with lines.open("w+b") as file:
            rows = self._copy(file, after, until)
        if rows:
            parquet.of_lines(lines, part)
            self.standing.parts += 1
        self.standing.rows += rows
        lines.unlink()

    def _copy(self, file: Any, after: UUID, until: UUID) -> int:
        rows = 0
        with connection.cursor() as cursor, cursor.copy(*statement(self._scope, self._codes, after, until)) as lines:
            for piece in lines:
                rows += bytes(piece).count(b"\n")
                file.write(piece)
        return rows

    def _finish(self) -> None:
        """A file under its last name is whole: what a killed run left of its parts is not joined again."""
        whole = result_of(self._folder, self._scope.form)
        if not whole.exists():
            self._name(whole)
        shutil.rmtree(self._folder / PARTS, ignore_errors=True)
        self.standing.bytes = whole.stat().st_size
        self.standing.is_whole = True
        self._keep()

    def _name(self, whole: Path) -> None:
        if self._scope.form == Form.CSV:
            (self._folder / LINES).rename(whole)
            return
        drafted = self._folder / "joined"
        parquet.join(sorted((self._folder / PARTS).glob("*.parquet")), drafted, self._scope.as_json)
        drafted.rename(whole)

    def _read(self) -> Standing:
        path = self._folder / STATE
        if not path.exists():
            return Standing()
        said = json.loads(path.read_text(encoding="utf-8"))
        if said.pop("scope") != self._scope.as_json:
            raise Other
        return Standing(**said)

    def _keep(self) -> None:
        """Named only when it is on the disk, so that it never says more than there is."""
        drafted = self._folder / f"{STATE}.new"
        with drafted.open("w", encoding="utf-8") as file:
            json.dump({"scope": self._scope.as_json} | asdict(self.standing), file)
            file.flush()
            os.fsync(file.fileno())
        drafted.replace(self._folder / STATE)


@contextmanager
def begun(scope: Scope, folder: Path) -> Iterator[Writer]:
    """Hold a folder and go on with what is in it. Raises `Busy`, `Other`, and `Full` where there is no room to begin."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        writer = Writer(scope, folder)
        left = max(scope.expected() - writer.standing.rows, 0) * ROW_BYTES
        if shutil.disk_usage(folder).free < left + KEPT_FREE_BYTES:
            raise Full
        yield writer
