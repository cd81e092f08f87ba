"""Kind `habit`: against what the organization itself, or the one who entered a record, otherwise does."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.radar.gathering import Window
from volunteercloud.domain.radar.models import Thresholds
from volunteercloud.domain.records.models import CREDIT_GRADES

from .rule import Hit, Kind, Rule, Weight, percent

# With fewer acts than this an organization has no habit that could leap.
FEWEST_ACTS = 10

Act = tuple[UUID, datetime, bool]


def _honour_leap(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """Counted by acts, not by people: a class entered as one list is one act, and so is a shift confirmed at once."""
    now = {(*entry.act, entry.is_afterwards) for entry in window.entries}
    before = {(row.shift_id, row.written_at, row.grade not in CREDIT_GRADES) for row in window.past}
    entered = sum(is_afterwards for _shift, _written, is_afterwards in now)
    if entered < thresholds.leap_entries or len(before) < FEWEST_ACTS:
        return
    share, usual = _share(now), _share(before)
    if percent(share - usual) < thresholds.leap_points:
        return
    for entry in window.entries:
        if entry.is_afterwards and not entry.was_seen:
            yield Hit(entry.record_id, {"entries": entered, "percent": percent(share), "usual": percent(usual)})


def _share(acts: Iterable[Act]) -> float:
    told = [is_afterwards for _shift, _written, is_afterwards in acts]
    return sum(told) / len(told)


def _nowhere(_window: Window, _thresholds: Thresholds) -> Iterator[Hit]:
    """Found by `weighing`, which alone knows what a case holds."""
    return iter(())


SAME_HAND = Rule(
    "entry.same_hand",
    Kind.HABIT,
    Weight.WEAK,
    _("Entered by the same hand"),
    _("Entered in the same way by the one who entered %(records)s records that this case holds for other reasons."),
    _nowhere,
)
RULES = (
    Rule(
        "honour.leap",
        Kind.HABIT,
        Weight.WEAK,
        _("Leap of entries made afterwards"),
        _(
            "One of %(entries)s entries made afterwards: %(percent)s%% of what the organization wrote in these weeks, "
            "against %(usual)s%% before."
        ),
        _honour_leap,
    ),
    SAME_HAND,
)
