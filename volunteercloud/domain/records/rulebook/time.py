"""Rules about the time of a record, and about what else the person did about that time."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from volunteercloud.core import geography

from .facts import Facts, Neighbour
from .shape import Answer, Result, Rule, Severity, Wording, kept_or, not_applicable

LONGEST = timedelta(hours=24)  # as long as a shift may be
DAY = timedelta(days=1)


def _order(facts: Facts) -> Answer:
    in_order = facts.starts_at < facts.ends_at <= facts.at and facts.ends_at - facts.starts_at <= LONGEST
    return kept_or(Result.REFUSED, in_order, starts_at=facts.starts_at.isoformat(), ends_at=facts.ends_at.isoformat())


def _actual(facts: Facts) -> Answer:
    return kept_or(
        Result.REFUSED,
        facts.minutes > 0,
        worked_minutes=facts.worked_minutes,
        break_minutes=facts.break_minutes,
        counted_minutes=facts.minutes,
        rounding_minutes=facts.rule_set.rounding_minutes,
    )


def _window(facts: Facts) -> Answer:
    """A correction may move a record off a shift whose own time was wrong; then somebody looks at it."""
    since, until = facts.circumstances.window_from, facts.circumstances.window_to
    if since is None or until is None:
        return not_applicable()
    inside = since <= facts.starts_at and facts.ends_at <= until
    otherwise = Result.FLAGGED if facts.is_correction else Result.REFUSED
    return kept_or(otherwise, inside, window_from=since.isoformat(), window_to=until.isoformat())


def _overlap(facts: Facts) -> Answer:
    meeting = [each for each in facts.neighbours if each.starts_at < facts.ends_at and facts.starts_at < each.ends_at]
    return kept_or(Result.REFUSED, not meeting, compared=len(facts.neighbours))


def _daily_cap(facts: Facts) -> Answer:
    already, cap = _minutes_on(facts, 0), facts.rule_set.daily_cap_minutes
    return kept_or(
        Result.ASKED, already + facts.minutes <= cap, already_minutes=already, minutes=facts.minutes, cap_minutes=cap
    )


def _two_days(facts: Facts) -> Answer:
    """The day with the one before or the one after, whichever has more."""
    beside = max(_minutes_on(facts, -1), _minutes_on(facts, 1))
    total, limit = beside + _minutes_on(facts, 0) + facts.minutes, facts.rule_set.two_day_flag_minutes
    return kept_or(Result.FLAGGED, total <= limit, two_day_minutes=total, limit_minutes=limit)


def _minutes_on(facts: Facts, days_away: int) -> int:
    day = facts.day + days_away * DAY
    return sum(each.minutes for each in facts.neighbours if each.day == day)


def _travel(facts: Facts) -> Answer:
    """From the record before and to the record after, where both places are known. Whole minutes: nobody is asked how
    they crossed a street."""
    ways = [_way(facts, each) for each in _next_to(facts)]
    if not ways:
        return not_applicable()
    metres, gap, least = max(ways, key=lambda way: way[2] - way[1])
    return kept_or(
        Result.FLAGGED,
        least <= gap,
        metres=metres,
        gap_minutes=gap,
        least_minutes=least,
        limit_kmh=facts.rule_set.travel_speed_kmh,
    )


def _next_to(facts: Facts) -> list[Neighbour]:
    if facts.latitude is None or facts.longitude is None:
        return []
    placed = [each for each in facts.neighbours if each.latitude is not None and each.longitude is not None]
    before = [each for each in placed if each.ends_at <= facts.starts_at]
    after = [each for each in placed if each.starts_at >= facts.ends_at]
    nearest = [max(before, key=lambda each: each.ends_at)] if before else []
    return nearest + ([min(after, key=lambda each: each.starts_at)] if after else [])


def _way(facts: Facts, other: Neighbour) -> tuple[int, int, int]:
    """Metres, minutes between, and minutes that it takes at the greatest speed."""
    if facts.latitude is None or facts.longitude is None or other.latitude is None or other.longitude is None:
        raise AssertionError("asked only where both places are known")
    metres = geography.metres(facts.latitude, facts.longitude, other.latitude, other.longitude)
    gap = facts.starts_at - other.ends_at if other.ends_at <= facts.starts_at else other.starts_at - facts.ends_at
    metres_a_minute = facts.rule_set.travel_speed_kmh * 1000 / 60
    return metres, int(gap.total_seconds()) // 60, int(metres / metres_a_minute) if metres_a_minute else 0


RULES = (
    Rule(
        "time.order",
        Severity.REFUSE,
        _("Service ends after it begins, lies in the past, and lasts 24 hours at most."),
        _order,
        Wording(
            "record.order",
            _("These times cannot be: the end lies before the start, in the future, or more than 24 hours later."),
            _("Check the day and the time of the start and of the end."),
            field="ends_at",
        ),
    ),
    Rule(
        "time.actual",
        Severity.REFUSE,
        _("Time counts as it was given: without the way there, without breaks, in the region's steps rounded down."),
        _actual,
        Wording(
            "record.too_short",
            _("The time present is shorter than the smallest step that counts."),
            _("If the times are wrong, correct them first; otherwise mark the person as not served."),
        ),
        parameter="rounding_minutes",
        norm=_("Volunteer Service Record Measures (2012): actual time, travel excluded"),
    ),
    Rule(
        "time.window",
        Severity.REFUSE,
        _("Service lies within its shift; a correction that leaves it is looked at."),
        _window,
        Wording(
            "record.window",
            _("These times lie outside the shift."),
            _("Check the times, or choose the shift in which the person served."),
            field="starts_at",
        ),
    ),
    Rule(
        "time.overlap",
        Severity.REFUSE,
        _("Nobody is in two places: no other record of the person, in any organization, overlaps this time."),
        _overlap,
        Wording(
            "record.overlap",
            _("This time overlaps another service record of the same person, perhaps in another organization."),
            _("Nobody is in two places: change the start or the end, or ask for a correction of the other record."),
        ),
    ),
    Rule(
        "time.daily_cap",
        Severity.ASK,
        _("More hours on one day than the region names need a word of explanation."),
        _daily_cap,
        Wording(
            "record.daily_cap",
            _("With this service the day has more hours than are usual for one person."),
            _("If it is true, explain in a sentence why; the explanation stays with the record."),
            field="explanation",
        ),
        parameter="daily_cap_minutes",
    ),
    Rule(
        "time.two_days",
        Severity.FLAG,
        _("More hours on two days in a row than the region names are looked at."),
        _two_days,
        parameter="two_day_flag_minutes",
    ),
    Rule(
        "travel.speed",
        Severity.FLAG,
        _("From the place of one service to the next somebody can travel in the time between."),
        _travel,
        parameter="travel_speed_kmh",
    ),
)
