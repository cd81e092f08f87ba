"""Kind `word`: records behind which stands nothing but what the organization said later (DOMAIN.md A12: the main hole)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.radar.gathering import Entry, Window
from volunteercloud.domain.radar.models import Thresholds

from .rule import Hit, Kind, Rule, Weight, instant

MINUTE = timedelta(minutes=1)


def _without_sign_up(window: Window, _thresholds: Thresholds) -> Iterator[Hit]:
    for entry in window.entries:
        shift = window.shifts.get(entry.shift_id)
        if shift and entry.on_roster_at and _is_word(entry) and entry.on_roster_at >= shift.starts_at:
            yield Hit(entry.record_id, {"added_at": instant(entry.on_roster_at), "began_at": instant(shift.starts_at)})


def _faster_than_activity(window: Window, _thresholds: Thresholds) -> Iterator[Hit]:
    for entry in window.entries:
        if not (_is_word(entry) and entry.on_roster_at and entry.on_roster_at >= entry.starts_at):
            continue
        took, lasted = entry.written_at - entry.on_roster_at, entry.ends_at - entry.starts_at
        if took < lasted:
            yield Hit(entry.record_id, {"took": max(0, took // MINUTE), "lasted": lasted // MINUTE})


def _many_a_minute(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """Separate acts within a minute: a whole list entered for one shift is one act, however long it is."""
    by_hand: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in window.entries:
        if entry.entered_by and _is_word(entry):
            by_hand[entry.entered_by].append(entry)
    for entries in by_hand.values():
        most = _most_in_a_minute(sorted({entry.act[::-1] for entry in entries}))
        for entry in entries:
            number = most[entry.act[::-1]]
            if number >= thresholds.entries_a_minute:
                yield Hit(entry.record_id, {"entries": number, "written_at": instant(entry.written_at)})


def _most_in_a_minute(acts: list[tuple[datetime, UUID]]) -> dict[tuple[datetime, UUID], int]:
    """For each act the number of acts in the fullest minute it is part of. Acts come in the order of time."""
    most: dict[tuple[datetime, UUID], int] = dict.fromkeys(acts, 1)
    first = 0
    for last, act in enumerate(acts):
        while act[0] - acts[first][0] >= MINUTE:
            first += 1
        for within in acts[first : last + 1]:
            most[within] = max(most[within], last - first + 1)
    return most


def _no_evidence(window: Window, _thresholds: Thresholds) -> Iterator[Hit]:
    for entry in window.entries:
        shift = window.shifts.get(entry.shift_id)
        if shift and _is_word(entry) and not shift.seen and not shift.early:
            yield Hit(entry.record_id, {"began_at": instant(shift.starts_at)})


def _is_word(entry: Entry) -> bool:
    return entry.is_afterwards and not entry.was_seen


RULES = (
    Rule(
        "entry.without_sign_up",
        Kind.WORD,
        Weight.WEAK,
        _("Put on the roster after the start"),
        _("Put on the roster at %(added_at)s, after the shift had begun at %(began_at)s, and never checked in."),
        _without_sign_up,
    ),
    Rule(
        "entry.faster_than_activity",
        Kind.WORD,
        Weight.WEAK,
        _("Entered faster than the activity lasted"),
        _("Entered %(took)s min after the person came onto the roster, for service of %(lasted)s min."),
        _faster_than_activity,
    ),
    Rule(
        "entry.many_a_minute",
        Kind.WORD,
        Weight.WEAK,
        _("Many entries a minute"),
        _("One of %(entries)s separate entries that the same person made within a minute, about %(written_at)s."),
        _many_a_minute,
    ),
    Rule(
        "activity.no_evidence",
        Kind.WORD,
        Weight.WEAK,
        _("Nobody was seen at the shift"),
        _("The shift of %(began_at)s had nobody on its roster before it began, and nobody was checked in."),
        _no_evidence,
    ),
)
