"""The files of the log, as they are served: tiles and bundles, the newest checkpoint, the history of all of them.

A file is written beside its place, brought to the disk and renamed, so that a reader finds all of it or nothing. What
stands at a tile's path never changes: a tile that grows gets another path.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

CHECKPOINT = "checkpoint"
# Of 8 KiB each. A proof in a tree of ten million leaves reads three, of which only the lowest is rarely here.
TILES_KEPT = 256
# In the history an empty line stands between a note's text and its signatures, and after them.
NOTE_ENDS = b"\n\n"
LONGEST_NOTES = 16_384  # so far from the end a note begins


def place(path: str) -> Path:
    return settings.LOG_FILES / path


def read(path: str) -> bytes:
    """The bytes of a tile. Raises `FileNotFoundError`."""
    return _read(settings.LOG_FILES, path)


@lru_cache(maxsize=TILES_KEPT)
def _read(folder: Path, path: str) -> bytes:
    return (folder / path).read_bytes()


def forget() -> None:
    """After tiles were found damaged, or made again."""
    _read.cache_clear()


def write(files: Mapping[str, bytes]) -> None:
    """Bring all of them to the disk, then give them their names, then bring the names to the disk."""
    for path, content in files.items():
        draft = _draft(path)
        draft.parent.mkdir(parents=True, exist_ok=True)
        _write(draft, content)
    for path in files:
        os.replace(_draft(path), place(path))
    for folder in {place(path).parent for path in files}:
        _sync_names(folder)
    forget()


def write_loosely(files: Mapping[str, bytes]) -> None:
    """The same for files that no checkpoint needs yet: they are durable after `bring_all_to_disk` alone. Parts of what is whole
    now go."""
    for folder in {place(path).parent for path in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        draft = _draft(path)
        draft.write_bytes(content)
        os.replace(draft, place(path))
        if ".p/" not in path:
            drop_partial(path)
    forget()


def bring_all_to_disk() -> None:
    """Whatever was written loosely, and names, is durable afterwards."""
    os.sync()


def checkpoint() -> str:
    """The checkpoint that is served, or nothing where none was published."""
    try:
        return place(CHECKPOINT).read_text(errors="replace")
    except FileNotFoundError:
        return ""


def published() -> str:
    """The checkpoint that was shown last: the one that is served, or where that is gone the end of the history."""
    if shown := checkpoint():
        return shown
    months = sorted(place("history").glob("*"))
    newest = _whole(months[-1].read_bytes())[-2:] if months else []
    return NOTE_ENDS.join(newest).decode(errors="replace") + "\n" if newest else ""


def history_of(moment: datetime) -> str:
    """The path of the file that keeps every checkpoint of a month, one after the other, in UTC."""
    return f"history/{moment.astimezone(UTC):%Y-%m}"


def publish(note: str, at: datetime) -> None:
    """Keep the checkpoint in the history of its month, then let everybody see it."""
    history = place(history_of(at))
    history.parent.mkdir(parents=True, exist_ok=True)
    _drop_torn(history, note)
    with history.open("ab") as kept:
        kept.write(note.encode() + b"\n")
        kept.flush()
        os.fsync(kept.fileno())
    write({CHECKPOINT: note.encode()})


def _whole(notes: bytes) -> list[bytes]:
    """Text and signatures of each note, in turn, without what is left of a torn one at the end."""
    parts = notes.split(NOTE_ENDS)
    return parts[: (len(parts) - 1) // 2 * 2]


def _drop_torn(history: Path, note: str) -> None:
    """Take away what a full disk or a cut left of a note: it was never shown, and would make the rest unreadable."""
    if not history.exists():
        return
    with history.open("r+b") as kept:
        begins = max(kept.seek(0, os.SEEK_END) - LONGEST_NOTES, 0)
        kept.seek(begins)
        tail = kept.read()
        first = tail.find(NOTE_ENDS + note.partition("\n")[0].encode() + b"\n") + len(NOTE_ENDS) if begins else 0
        if begins and first < len(NOTE_ENDS):
            return  # nothing that begins like a note of ours: not for us to judge
        kept.truncate(begins + first + sum(len(part) + len(NOTE_ENDS) for part in _whole(tail[first:])))


def history() -> Iterator[str]:
    """Every checkpoint that was published, the oldest first; one may be there twice after a crash."""
    for month in sorted(place("history").glob("*-*")):
        parts = month.read_text().split("\n\n")
        for text, signatures in zip(parts[0::2], parts[1::2], strict=False):
            yield f"{text}\n\n{signatures.rstrip()}\n"


def drop_partial(path: str) -> None:
    """Take away the parts of a tile that is full now; whoever still asks for one falls back on the whole."""
    shutil.rmtree(place(f"{path}.p"), ignore_errors=True)


def _draft(path: str) -> Path:
    return place(f"{path}.new")


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_names(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
