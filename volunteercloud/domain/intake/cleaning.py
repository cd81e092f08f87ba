"""Texts as people and other programs leave them, made right: entities, markup, odd spaces. What was changed is noted."""

import html
import re
import unicodedata

from volunteercloud.domain.bulk.lines import shown
from volunteercloud.domain.bulk.reading.tables import Cell

ENTITY = re.compile(r"&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>|<!--.*?-->", re.DOTALL)
BREAK = re.compile(r"</?(br|p|div|li|tr|h[1-6])\b[^<>]{0,300}>", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]")
MOST_TURNS = 3  # what went through several programs may be escaped several times


def text(cell: Cell) -> str:
    return shown(cell) if not isinstance(cell, str) else cell


def keepable(said: str) -> str:
    """Without what JSON can say and the database can't keep: a NUL, half of a character of two halves."""
    return said.replace("\x00", "").encode(errors="replace").decode()


def cleaned(said: str, notes: list[str]) -> str:
    """Several lines of text: entities and markup are gone, spaces are ordinary; paragraphs stay."""
    if "&" in said or "<" in said:
        said = _plain(said, notes)
    said = unicodedata.normalize("NFC", said.replace("\r\n", "\n").replace("\r", "\n"))
    lines = [" ".join(UNSEEN.sub("", line).split()) for line in said.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def line(said: str, notes: list[str]) -> str:
    """The same in one line."""
    return " ".join(cleaned(said, notes).split())


def _plain(said: str, notes: list[str]) -> str:
    for _turn in range(MOST_TURNS):
        if not ENTITY.search(said):
            break
        _note("entities", notes)
        said = html.unescape(said)
    if TAG.search(said):
        _note("markup", notes)
        said = TAG.sub("", BREAK.sub("\n", said))
    return said


def _note(name: str, notes: list[str]) -> None:
    if name not in notes:
        notes.append(name)
