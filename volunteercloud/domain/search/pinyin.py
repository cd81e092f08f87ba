"""How a Chinese word is read: the syllables of its signs, without tones. Pure.

The data is that of pypinyin, made smaller (`data/MANIFEST.md`): it reads each of its phrases as pypinyin does, and takes six
mebibytes instead of fifty-five, since every process that writes to the index has it.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


class Readings:
    """What each sign is read as, and the phrases in which signs are read otherwise."""

    def __init__(self, signs: Mapping[str, str], phrases: Mapping[str, Sequence[str]]) -> None:
        self._signs, self._phrases = signs, phrases
        self._longest = max(map(len, phrases), default=0)

    def of(self, word: str) -> list[str]:
        """A syllable for each sign; a sign that nothing is known of stands for itself."""
        found: list[str] = []
        while len(found) < len(word):
            found += self._next(word, len(found))
        return found

    def _next(self, word: str, start: int) -> Sequence[str]:
        """The longest phrase that begins here, or the one sign."""
        for length in range(min(self._longest, len(word) - start), 1, -1):
            if syllables := self._phrases.get(word[start : start + length]):
                return syllables
        return [self._signs.get(word[start], word[start])]


def syllables(word: str) -> list[str]:
    """重庆 is "chong", "qing", and 重量 is "zhong", "liang"."""
    return _readings().of(word)


@cache
def _readings() -> Readings:
    signs = {sign: row["syllable"] for row in _rows("pinyin.csv") for sign in row["signs"]}
    return Readings(signs, {row["phrase"]: row["syllables"].split() for row in _rows("phrases.csv")})


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
