"""Which hits are enough for a case. One rule, to be read aloud:

A record is suspect where one strong reason speaks about it, or weak reasons of two kinds. Who has entered enough suspect
records on nothing but their word is suspect with what else they entered so. Suspect records make a case where a strong
reason is among those that one person entered, or where there are enough of them: one may be an accident.
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


def is_strong(codes: Iterable[str]) -> bool:
    return any(rulebook.BY_CODE[code].weight is Weight.STRONG for code in codes)


def is_enough(codes: Collection[str]) -> bool:
    return is_strong(codes) or len({rulebook.BY_CODE[code].kind for code in codes}) > 1


def held(
    window: Window,
    thresholds: Thresholds,
    quiet: Mapping[UUID, Collection[str]],
    in_question: Collection[UUID | None] = (),
) -> dict[UUID, Facts]:
    """The records that cases are to hold, each with its reasons. ``quiet`` are reasons that were told in cases that are
    closed: they weigh nothing any more. ``in_question`` is who has an open case already, which takes any number."""
    spoken = {
        record_id: {code: facts for code, facts in said.items() if code not in quiet.get(record_id, ())}
        for record_id, said in hits_of(window, thresholds).items()
    }
    found = {record_id: said for record_id, said in spoken.items() if is_enough(said)}
    for hit in _same_hand(window, thresholds, spoken, found):
        if SAME_HAND.code not in quiet.get(hit.record_id, ()):
            found[hit.record_id] = spoken[hit.record_id] | {SAME_HAND.code: hit.facts}
    by_hand: dict[UUID | None, list[UUID]] = defaultdict(list)
    for entry in window.entries:
        if entry.record_id in found:
            by_hand[entry.entered_by].append(entry.record_id)
    return {
        record_id: found[record_id]
        for hand, records in by_hand.items()
        if hand in in_question
        or len(records) >= thresholds.case_records
        or any(is_strong(found[one]) for one in records)
        for record_id in records
    }


def _same_hand(
    window: Window, thresholds: Thresholds, spoken: Mapping[UUID, Facts], found: Collection[UUID]
) -> list[Hit]:
    """Records entered on somebody's word alone, one by one, by somebody most of whose other such entries are suspect."""
    by_hand: dict[UUID, list[UUID]] = defaultdict(list)
    lists = window.lists(thresholds.list_people)
    for entry in window.entries:
        if entry.entered_by and entry.act not in lists and _is_word(spoken.get(entry.record_id, ())):
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
