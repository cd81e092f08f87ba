"""Texts as the index and whoever asks see them: words, pairs of signs, pinyin. Pure.

Both sides use the same functions, so that what was written one way is found when it is typed another way: in full width or
half width, with capitals, accents or marks of direction.
"""

import csv
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from volunteercloud.core import late

from . import pinyin

rjieba = late.Module("rjieba")  # 30 MiB of words: for whoever writes to the index or asks it in Chinese

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇々"
RUNS = re.compile(f"[{HAN}]+|(?:(?![{HAN}])[^\\W_])+")
IS_HAN = re.compile(f"[{HAN}]")
ACCENTS = re.compile("[\u0300-\u036f]")
LONGEST = 40  # signs of a word; what is longer is cut on both sides
LONGEST_SOUND = 24  # letters of pinyin from one word of a name to its end
MOST_SOUNDS = 8  # words of a name that one may begin with
DATA = Path(__file__).parent / "data"
PAIR, SOUND, INITIALS = "=", "~", "^"  # begin the terms that are no words
# Its one dictionary refuses to be asked while it learns, and to learn while it is asked, by another thread.
_one_at_a_time = threading.Lock()


def _everyday(says: str) -> frozenset[str]:
    with (DATA / "everyday.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file) if row["says"] == says)


EMPTY = _everyday("nothing")  # sentences need them, finding does not
WEAK = _everyday("little")  # nearly everything here has them; those that are not Chinese by their stems


def folded(text: str) -> str:
    """The text in one width and case, without accents, marks of direction, control signs and halves of signs."""
    whole = unicodedata.normalize("NFKC", text.encode(errors="ignore").decode()).casefold()
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", whole))
    composed = unicodedata.normalize("NFC", bare)
    return "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in composed)


def runs(text: str) -> list[str]:
    """Stretches of Chinese signs, and of letters and digits of any other script, of a folded text."""
    return RUNS.findall(text)


def is_han(word: str) -> bool:
    return IS_HAN.match(word) is not None


def parted(run: str) -> list[str]:
    """The words of a stretch of Chinese, each sign in one of them: how a question is read."""
    with _one_at_a_time:
        return list(rjieba.cut(run))


def searched(run: str) -> list[str]:
    """The words of a stretch of Chinese and the words within them: how a text is kept."""
    with _one_at_a_time:
        return list(rjieba.cut_for_search(run))


def is_whole(word: str) -> bool:
    """Whether a dictionary has it."""
    with _one_at_a_time:
        return bool(rjieba.has_word(word))


def words(text: str) -> list[str]:
    """The words of a text, Chinese ones as `searched`, others as they stand."""
    return [word[:LONGEST] for run in runs(folded(text)) for word in (searched(run) if is_han(run) else [run])]


def foreign(words: Iterable[str]) -> list[str]:
    """Those that are not Chinese: they have stems, and one may mistype them."""
    return [word for word in words if not is_han(word)]


def pairs(text: str) -> Iterator[str]:
    """Every two neighbouring signs of Chinese, and the last one alone, so that each sign begins a term."""
    for run in runs(folded(text)):
        if is_han(run):
            yield from (PAIR + run[place : place + 2] for place in range(len(run)))


def sounds(name: str) -> Iterator[str]:
    """Pinyin and initials of a name from each of its words on: 青禾社区 by "qinghe", "shequ" and "qhsq"."""
    for run in runs(folded(name)):
        if is_han(run):
            yield from _sounds(run)


def _sounds(run: str) -> Iterator[str]:
    parts = parted(run)
    syllables = [pinyin.syllables(part) for part in parts]
    for start in range(min(len(parts), MOST_SOUNDS)):
        rest = [syllable for part in syllables[start:] for syllable in part]
        yield SOUND + "".join(rest)[:LONGEST_SOUND]
        yield INITIALS + "".join(syllable[0] for syllable in rest)[:LONGEST_SOUND]


def learn(names: Iterable[str]) -> None:
    """Take names as words of their own. On both sides alike: what only one process knew, another would not find."""
    for name in names:
        if len(name) > 1 and parted(name) != [name]:
            with _one_at_a_time:
                rjieba.add_word(name, None, None)


def distance(one: str, other: str) -> int:
    """How many letters to change, add, leave out or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return above[-1]
