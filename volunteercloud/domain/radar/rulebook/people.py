"""Kind `people`: who the person is to the organization that says they served."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from volunteercloud.domain.radar.gathering import Entry, Window
from volunteercloud.domain.radar.models import Thresholds
from volunteercloud.domain.records.models import CREDIT_GRADES

from .rule import Hit, Kind, Rule, Weight, instant, percent

PROVINCE = 2  # digits of a region's code
# Fewer people than this have no habit. A twentieth from other provinces is usual anywhere.
FEWEST_PEOPLE = 20
USUAL_FAR = 0.05

Act = tuple[UUID, datetime]


def _after_end(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    late = timedelta(hours=thresholds.joined_after_hours)
    after = [entry for entry in window.entries if entry.person and entry.person.registered_at > entry.ends_at + late]
    for entry in _but_for_lists(window, thresholds, after):
        registered_at = entry.person.registered_at if entry.person else entry.ends_at
        yield Hit(entry.record_id, {"registered_at": instant(registered_at), "ended_at": instant(entry.ends_at)})


def _stranger(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """Who signed up before the shift is no stranger: they meant to come. Nor is who came on a list with others."""
    share = _share_seen(window, thresholds)
    if percent(share) < thresholds.seen_percent:
        return
    late, lists = timedelta(days=thresholds.stranger_days), window.lists(thresholds.list_people)
    for entry in _unknown(window):
        after = entry.written_at - entry.ends_at
        if entry.act not in lists and _was_added(window, entry) and after >= late:
            yield Hit(entry.record_id, {"days": after.days, "percent": percent(share)})


def _far(window: Window, thresholds: Thresholds) -> Iterator[Hit]:
    """Sudden: a far larger share of those entered afterwards than of the people this organization otherwise has."""
    entered = _unknown(window)
    usual = _usual_far(window, entered)
    if usual is None:  # nothing to compare a class with: only who was entered alone is looked at
        lists = window.lists(thresholds.list_people)
        entered = [entry for entry in entered if entry.act not in lists]
    far = _but_for_lists(window, thresholds, [entry for entry in entered if _is_far(window, entry)])
    people = len({entry.volunteer_id for entry in far})
    if people < thresholds.far_people:
        return
    share, usual = people / len({entry.volunteer_id for entry in entered}), max(usual or 0, USUAL_FAR)
    if share < usual * thresholds.far_times:
        return
    for entry in far:
        yield Hit(entry.record_id, {"people": people, "percent": percent(share), "usual": percent(usual)})


def _but_for_lists(window: Window, thresholds: Thresholds, found: list[Entry]) -> list[Entry]:
    """On a list of a class some always register late or come from afar: it counts where it is so for half of the list."""
    told = {entry.record_id for entry in found}
    for entries in window.lists(thresholds.list_people).values():
        on_list = {entry.record_id for entry in entries}
        if 2 * len(on_list & told) < len(on_list):
            told -= on_list
    return [entry for entry in found if entry.record_id in told]


def _unknown(window: Window) -> list[Entry]:
    """What was entered afterwards for people whom the organization has never seen, not before and not since."""
    known = {row.volunteer_id for row in window.past if row.grade in CREDIT_GRADES}
    known |= {entry.volunteer_id for entry in window.entries if entry.was_seen or not entry.is_afterwards}
    return [entry for entry in window.entries if entry.is_afterwards and entry.volunteer_id not in known]


def _was_added(window: Window, entry: Entry) -> bool:
    shift = window.shifts.get(entry.shift_id)
    return bool(shift and entry.on_roster_at and entry.on_roster_at >= shift.starts_at)


def _share_seen(window: Window, thresholds: Thresholds) -> float:
    """How many of its people an organization checks in, but for those whom it hands in as lists."""
    acts: dict[Act, list[str]] = defaultdict(list)
    for entry in window.entries:
        acts[entry.act].append(entry.grade)
    for row in window.past:
        acts[row.shift_id, row.written_at].append(row.grade)
    one_by_one = [grade for grades in acts.values() if not _is_list(grades, thresholds) for grade in grades]
    return sum(grade in CREDIT_GRADES for grade in one_by_one) / len(one_by_one) if one_by_one else 0.0


def _is_list(grades: list[str], thresholds: Thresholds) -> bool:
    return sum(grade not in CREDIT_GRADES for grade in grades) >= thresholds.list_people


def _is_far(window: Window, entry: Entry) -> bool:
    shift = window.shifts.get(entry.shift_id)
    return bool(shift and entry.person and _differ(entry.person.home, shift.region_code))


def _differ(home: str, service: str) -> bool:
    return home != "" and home[:PROVINCE] != service[:PROVINCE]


def _usual_far(window: Window, entered: list[Entry]) -> float | None:
    """The share of people from elsewhere among those the organization otherwise has; None where it has too few."""
    provinces = [shift.region_code for shift in window.shifts.values()]
    people = {row.volunteer_id for row in window.past} | {entry.volunteer_id for entry in window.entries}
    people -= {entry.volunteer_id for entry in entered}
    homes = [window.people[person_id].home for person_id in people if person_id in window.people]
    if len(homes) < FEWEST_PEOPLE:
        return None
    return sum(_differ(home, provinces[0]) for home in homes) / len(homes)


RULES = (
    Rule(
        "member.after_end",
        Kind.PEOPLE,
        Weight.WEAK,
        _("Registered after the end"),
        _("The person registered at %(registered_at)s, long after the service had ended at %(ended_at)s."),
        _after_end,
    ),
    Rule(
        "member.stranger",
        Kind.PEOPLE,
        Weight.WEAK,
        _("Never seen by an organization that checks people in"),
        _(
            "Entered %(days)s days after the service, for a person whom the organization has never checked in. "
            "It checks in %(percent)s%% of its people."
        ),
        _stranger,
    ),
    Rule(
        "far.joins",
        Kind.PEOPLE,
        Weight.WEAK,
        _("Sudden joins from far away"),
        _(
            "One of %(people)s people from other provinces whom the organization has never checked in: %(percent)s%% of "
            "those entered afterwards, against %(usual)s%% that are usual."
        ),
        _far,
    ),
)
