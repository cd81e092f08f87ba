"""Words that mean the same: our own list (data/synonyms.csv), and the terms of the code lists in both languages."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from volunteercloud.core.memory import Remembered
from volunteercloud.domain.codes import queries as code_queries
from volunteercloud.domain.codes.lists import CodeList

from . import words
from .stemming import stems

FILE = words.DATA / "synonyms.csv"
LISTS = (CodeList.CATEGORY, CodeList.BENEFICIARY, CodeList.SKILL, CodeList.LANGUAGE)
OTHER = "other"
LONGEST = 4  # words of one synonym

Said = tuple[str, ...]  # a synonym in the words that it consists of, those that are not Chinese by their stems


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What else may be said for something said."""

    _groups: dict[Said, list[frozenset[Said]]] = field(default_factory=dict)

    def others(self, said: Said) -> set[Said]:
        """Everything that means the same, but for what was said."""
        return {other for group in self._groups.get(said, ()) for other in group} - {said}

    def knows(self, said: Said) -> bool:
        return said in self._groups


def thesaurus() -> Thesaurus:
    return _thesaurus("")


@cache
def learn() -> None:
    """Take the Chinese ones as words of their own, so that both sides cut them alike. Once is enough."""
    words.learn(member for group in groups() for member in group if words.is_han(member))


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Of the file, folded."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(tuple(words.folded(word) for word in f"{row['zh']}|{row['en']}".split("|")) for row in rows)


def _read(_: str) -> Thesaurus:
    learn()
    together = [*groups(), *_listed()]
    cut = {member: _cut(member) for group in together for member in group}
    stem = stems(words.foreign(word for said in cut.values() for word in said))
    found: defaultdict[Said, list[frozenset[Said]]] = defaultdict(list)
    for group in together:
        members = frozenset(_stemmed(cut[member], stem) for member in group) - {()}
        for member in members:
            found[member].append(members)
    return Thesaurus(dict(found))


_thesaurus = Remembered(_read)


def _listed() -> Iterator[tuple[str, str]]:
    """The terms of the lists, folded; "other" means nothing."""
    for name in LISTS:
        for term in code_queries.history(name):
            if term.code != OTHER:
                yield words.folded(term.name), words.folded(term.name_en)


def _cut(member: str) -> Said:
    parts = (words.parted(run) if words.is_han(run) else [run] for run in words.runs(member))
    return tuple(word for part in parts for word in part)


def _stemmed(said: Iterable[str], stem: dict[str, str]) -> Said:
    return tuple(filter(None, (stem.get(word, word) for word in said)))[:LONGEST]
