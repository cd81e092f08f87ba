"""Which hits are enough for a case. One rule, to be read aloud:

A record is held where one strong reason speaks about it, or weak reasons of two kinds. Once a case holds enough records
that one person entered, records that the same person entered on nothing but their word count that as a reason more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from . import rulebook
from .gathering import Window
from .models import Thresholds
from .rulebook import Hit, Kind, Weight
from .rulebook.past import SAME_HAND

Facts = dict[str, dict[str, object]]  # by the code of the rule that speaks


def hits_of(window: Window, thresholds: Thresholds) -> dict[UUID, Facts]:
    """What every rule says, by record. A rule speaks once about a record: the first time it does."""
    found: dict[UUID, Facts] = defaultdict(dict)
    for rule in rulebook.RULES:
        for hit in rule.find(window, thresholds):
            found[hit.record_id].setdefault(rule.code, hit.facts)
    return found


def is_enough(codes: Iterable[str]) -> bool:
    rules = [rulebook.BY_CODE[code] for code in codes]
    return any(rule.weight is Weight.STRONG for rule in rules) or len({rule.kind for rule in rules}) > 1


def held(window: Window, thresholds: Thresholds, quiet: Mapping[UUID, Collection[str]]) -> dict[UUID, Facts]:
    """The records that a case is to hold, each with its reasons. ``quiet`` are reasons that were told in cases that are
    closed: they weigh nothing any more."""
    spoken = {
        record_id: {code: facts for code, facts in said.items() if code not in quiet.get(record_id, ())}
        for record_id, said in hits_of(window, thresholds).items()
    }
    found = {record_id: said for record_id, said in spoken.items() if is_enough(said)}
    for hit in _same_hand(window, thresholds, spoken, found):
        if SAME_HAND.code not in quiet.get(hit.record_id, ()):
            found[hit.record_id] = spoken[hit.record_id] | {SAME_HAND.code: hit.facts}
    return found


def _same_hand(
    window: Window, thresholds: Thresholds, spoken: Mapping[UUID, Facts], found: Collection[UUID]
) -> list[Hit]:
    """Records entered on somebody's word alone, by one whose other such entries a case holds."""
    by_hand: dict[UUID, list[UUID]] = defaultdict(list)
    for entry in window.entries:
        if entry.entered_by and _is_word(spoken.get(entry.record_id, ())):
            by_hand[entry.entered_by].append(entry.record_id)
    hits = []
    for records in by_hand.values():
        known = [record_id for record_id in records if record_id in found]
        # Most of what this person entered so is questioned already: the rest is of the same kind.
        if len(known) >= thresholds.same_hand_records and 2 * len(known) >= len(records):
            others = (record_id for record_id in records if record_id not in found)
            hits += [Hit(record_id, {"records": len(known)}) for record_id in others]
    return hits


def _is_word(codes: Iterable[str]) -> bool:
    return any(rulebook.BY_CODE[code].kind is Kind.WORD for code in codes)
