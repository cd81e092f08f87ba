"""What somebody means who types a few words: which terms a document must have, which it had better have.

Words are asked for together with what means the same. Those that nearly everything has ("volunteer", 服务) are left out of what
must be there, as long as something else is. A word in Latin script that nothing has is taken for pinyin, initials or the
beginning of one, and at last for a slip of the finger.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

from . import synonyms, words
from .composing import quoted
from .stemming import stems
from .synonyms import LONGEST, Said, Thesaurus
from .words import EMPTY, WEAK

MOST_SIGNS = 200
MOST_WORDS = 12  # of a search; further ones are not looked at
MOST_UNKNOWN = 3  # of its words are looked at more closely
SHORTEST_BEGINNING = 3
# How many letters may be wrong: one in words of four and five letters, two in longer ones.
SHORTEST_MENDED, LONG, MOST_SLIPS = 4, 6, 2
QUOTED = re.compile('"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』|《([^》]*)》')
OPERANDS = re.compile(r"'(?:[^']|'')*'(?::\*)?")
HIT = """
    WITH hit AS MATERIALIZED (SELECT 1 FROM search_document WHERE state = 'open' AND terms @@ %s::tsquery)
    SELECT EXISTS (SELECT 1 FROM hit)"""
KNOWN = "SELECT text FROM search_word WHERE text = ANY(%s)"
ALIKE = """
    SELECT text FROM search_word
    WHERE text LIKE ANY(%s) AND length(text) BETWEEN %s AND %s
    ORDER BY similarity(text, %s) DESC, text LIMIT 200"""


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that was asked for: ``exact`` as it was said, ``any`` with what means the same, ``parts`` of a long word, all
    as texts of `tsquery`."""

    exact: tuple[str, ...]
    any: tuple[str, ...]
    parts: tuple[str, ...] = ()
    is_weak: bool = False

    @property
    def one_of(self) -> str:
        return f"({' | '.join(self.any)})"

    @property
    def exact_size(self) -> int:
        return len(set(self.exact))

    @property
    def any_size(self) -> int:
        """How many different words stand in it."""
        return len(set(OPERANDS.findall(self.one_of)))


@dataclass(frozen=True, slots=True)
class Understood:
    """``phrases`` stand in the text as they are. ``is_nothing``: something was typed, and nothing of it can be looked for."""

    groups: tuple[Group, ...] = ()
    phrases: tuple[str, ...] = ()
    corrected: str = ""
    is_nothing: bool = False

    @property
    def strong(self) -> tuple[Group, ...]:
        """What a document must have."""
        return tuple(group for group in self.groups if not group.is_weak) or self.groups

    @property
    def every(self) -> str:
        """Asks for a document that has all of it."""
        return " & ".join(group.one_of for group in self.strong)

    @property
    def some(self) -> str:
        """Asks for a document that has any of it; empty where that is no less than all."""
        if self.phrases or (len(self.strong) == 1 and not self.strong[0].parts):
            return ""
        return " | ".join(" | ".join([group.one_of, *group.parts]) for group in self.strong)


@dataclass(slots=True)
class _Reading:
    """The words of one search while they are being understood."""

    stem: dict[str, str]
    thesaurus: Thesaurus
    groups: list[Group] = field(default_factory=list)


def understood(text: str) -> Understood:
    """Refused where it is longer than anything that somebody looks for (`search.text_too_long`). One statement where there
    are words that are not Chinese and were not met before, few more where they stand nowhere."""
    if len(text) > MOST_SIGNS:
        raise Refused(
            "search.text_too_long",
            _("You can search for up to %(most)d characters; this is longer.") % {"most": MOST_SIGNS},
            next_step=_("Search for the few words that matter most."),
            field="text",
        )
    plain = words.folded(text)
    phrases = [next(filter(None, found.groups()), "").strip() for found in QUOTED.finditer(plain)]
    phrases = [phrase for phrase in phrases if words.runs(phrase)]
    loose = words.runs(QUOTED.sub(" ", plain))
    if not loose and not phrases:
        return Understood(is_nothing=bool(text.strip()))
    thesaurus = synonyms.thesaurus()
    read = [word[: words.LONGEST] for run in loose for word in (_read(run) if words.is_han(run) else [run])][
        :MOST_WORDS
    ]
    spoken = [word for phrase in phrases for word in words.runs(phrase)]
    foreign = words.foreign([*read, *spoken])
    reading = _Reading(stems(foreign), thesaurus)
    unknown = _unknown(reading, words.foreign(read))
    corrections = {word: found for word in unknown[:MOST_UNKNOWN] if (found := _corrected(reading, word))}
    if corrections:
        reading.stem.update(stems(list(corrections.values())))
        read = [corrections.get(word, word) for word in read]
    _group(reading, read, [word for word in unknown if word not in corrections], loose)
    reading.groups += [_spoken(reading, phrase) for phrase in phrases]
    return Understood(tuple(reading.groups), tuple(phrases), _mended(plain, corrections), not reading.groups)


def _read(run: str) -> list[str]:
    """The words of a stretch of Chinese; signs that stand alone side by side are one, for no dictionary has every word."""
    parts: list[str] = []
    alone = False
    for word in words.parted(run):
        if len(word) == 1 and word not in EMPTY:
            if alone:
                parts[-1] += word
            else:
                parts.append(word)
            alone = True
        else:
            parts.append(word)
            alone = False
    return parts


def _group(reading: _Reading, read: Sequence[str], unknown: Sequence[str], alone: Sequence[str]) -> None:
    """Words in their order, several together where they mean something together; empty ones only where nothing else is."""
    telling = [word for word in read if word not in EMPTY and reading.stem.get(word, word)] or [
        word for word in read if reading.stem.get(word, word)
    ]
    place = 0
    while place < len(telling):
        said, place = _said(reading, telling, place)
        reading.groups.append(_meant(reading, said, unknown, alone))


def _said(reading: _Reading, read: Sequence[str], place: int) -> tuple[Said, int]:
    """The longest stretch of words from a place on that means something together, and the place behind it."""
    for length in range(min(LONGEST, len(read) - place), 1, -1):
        stretch = tuple(reading.stem.get(word, word) for word in read[place : place + length])
        if reading.thesaurus.knows(stretch):
            return stretch, place + length
    return (read[place],), place + 1


def _meant(reading: _Reading, said: Said, unknown: Sequence[str], alone: Sequence[str]) -> Group:
    stemmed = tuple(reading.stem.get(word, word) for word in said)
    found = [_all(stemmed), *sorted(map(_all, reading.thesaurus.others(stemmed)))]
    word = said[0]
    if len(said) == 1 and words.is_han(word) and (len(word) > 2 or word in alone or not words.is_whole(word)):
        found.append(_paired(word))
    if len(said) == 1 and word in unknown:
        found += _begun(word, stemmed[0])
    is_weak = all(part in WEAK or (len(part) == 1 and words.is_han(part)) for part in stemmed)
    return Group(tuple(map(quoted, stemmed)), tuple(dict.fromkeys(found)), _parts(reading, stemmed), is_weak)


def _parts(reading: _Reading, said: Said) -> tuple[str, ...]:
    """What a long word consists of, and what several words that mean something together mean alone."""
    inner = [part for word in said if words.is_han(word) for part in words.searched(word)] if len(said) == 1 else said
    found = [(part,) for part in inner if part not in WEAK and part not in said[:1] and len(part) > 1]
    others = [other for part in found for other in sorted(reading.thesaurus.others(part))]
    return tuple(dict.fromkeys(map(_all, [*found, *others])))


def _spoken(reading: _Reading, phrase: str) -> Group:
    """A phrase in quotation marks: all its signs in pairs, all its other words."""
    runs = words.runs(phrase)
    stemmed = [stem for run in words.foreign(runs) if (stem := reading.stem[run])]
    found = [_paired(run) for run in runs if words.is_han(run)] + list(map(quoted, stemmed))
    exact = [quoted(word) for run in runs if words.is_han(run) for word in words.searched(run)]
    return Group((*exact, *map(quoted, stemmed)), (f"({' & '.join(found)})",))


def _all(said: Said) -> str:
    return quoted(said[0]) if len(said) == 1 else f"({' & '.join(map(quoted, said))})"


def _paired(word: str) -> str:
    """Every two neighbouring signs; of one sign alone whatever begins with it."""
    if len(word) == 1:
        return f"{quoted(words.PAIR + word)}:*"
    parts = [quoted(words.PAIR + word[place : place + 2]) for place in range(len(word) - 1)]
    return parts[0] if len(parts) == 1 else f"({' & '.join(parts)})"


def _begun(word: str, stem: str) -> list[str]:
    """What nobody wrote may be pinyin, initials or the beginning of a word."""
    if len(word) < SHORTEST_BEGINNING:
        return [quoted(words.SOUND + word), quoted(words.INITIALS + word)]
    return [f"{quoted(beginning + word)}:*" for beginning in (words.SOUND, words.INITIALS)] + [f"{quoted(stem)}:*"]


def _unknown(reading: _Reading, read: Iterable[str]) -> list[str]:
    """Words that no text has and no list of ours."""
    asked = [
        word
        for word in dict.fromkeys(read)
        if (stem := reading.stem[word]) and stem not in WEAK and not reading.thesaurus.knows((stem,))
    ]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [asked])
        known = {text for (text,) in cursor.fetchall()}
    return [word for word in asked if word not in known]


def _corrected(reading: _Reading, word: str) -> str:
    """The nearest word that texts have; empty where the word finds something as it is, or nothing is near."""
    wanted = " | ".join([quoted(reading.stem[word]), *_begun(word, reading.stem[word])])
    with connection.cursor() as cursor:
        cursor.execute(HIT, [wanted])
        if cursor.fetchone()[0] or len(word) < SHORTEST_MENDED:
            return ""
        bound = MOST_SLIPS if len(word) >= LONG else 1
        likes = [f"{word[0]}%", *(f"%{word[place : place + 3]}%" for place in range(len(word) - 2))]
        cursor.execute(ALIKE, [likes, len(word) - bound, len(word) + bound, word])
        near = [(_slips(word, text), place, text) for place, (text,) in enumerate(cursor.fetchall())]
    slips, _place, text = min(near, default=(bound + 1, 0, ""))
    return text if slips <= bound else ""


def _slips(word: str, text: str) -> int:
    """Nobody mistypes the first letter easily: it counts twice."""
    return words.distance(word, text) + (word[0] != text[0])


def _mended(text: str, corrections: dict[str, str]) -> str:
    """The text with the words that are near; empty where nothing was amiss."""
    if not corrections:
        return ""
    return words.RUNS.sub(lambda run: corrections.get(run.group(), run.group()), text).strip()
