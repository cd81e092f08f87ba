"""What a moderator is asked to look at before a need is public: words of a list, and texts much like another. Pure."""

import csv
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from uuid import UUID

from .models import Flag

DATA = Path(__file__).parent / "data"
ALIKE = 0.6  # of the pairs of neighbouring signs in either text


def text_key(*texts: str) -> UUID:
    """A text without signs and spaces, hashed: the same for texts that differ in nothing else."""
    return UUID(bytes=hashlib.sha256("\n".join(map(_letters, texts)).encode()).digest()[:16])


def words_found(*texts: str) -> dict[Flag, list[str]]:
    """The words of the lists that stand in these texts, by what they raise; a flag that nothing raises is left out."""
    text = unicodedata.normalize("NFKC", "\n".join(texts)).casefold()
    letters = "\n".join(map(_letters, texts))  # signs and spaces between those of a word hide nothing
    found: dict[Flag, list[str]] = {}
    for flag, word in _chinese():
        if word in text or word in letters:
            found.setdefault(flag, []).append(word)
    flags, pattern = _english()
    for word in dict.fromkeys(pattern.findall(text)):
        found.setdefault(flags[word], []).append(word)
    return found


def pairs(*texts: str) -> frozenset[str]:
    """A text as the pairs of its neighbouring letters: what `likeness` compares."""
    letters = _letters("".join(texts))
    return frozenset(letters[place : place + 2] for place in range(len(letters) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Of all pairs of two texts the share that stands in both: 1 for the same text, 0 for nothing in common."""
    return len(one & other) / len(one | other) if one | other else 0.0


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


@cache
def _chinese() -> tuple[tuple[Flag, str], ...]:
    return tuple(_lines("flags_zh.csv"))


@cache
def _english() -> tuple[dict[str, Flag], re.Pattern[str]]:
    flags = {word: flag for flag, word in _lines("flags_en.csv")}
    longest_first = sorted(flags, key=len, reverse=True)
    return flags, re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z])")


def _lines(name: str) -> Iterable[tuple[Flag, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [(Flag(line["flag"]), line["word"]) for line in csv.DictReader(file)]
