"""What states, urgencies and reasons of needs are called, on every page about them; and when a need is, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from volunteercloud.domain.needs.models import About, Flag, Frequency, Need, OfferState, State, Unmet, Way
from volunteercloud.domain.search.models import Urgency
from volunteercloud.web import formats

# State: kind of `status`, words, the icon where it is not that of the kind.
STATES = {
    State.DRAFT: ("quiet", gettext_lazy("Draft")),
    State.MODERATION: ("look", gettext_lazy("Being looked at"), "clock"),
    State.RETURNED: ("look", gettext_lazy("Returned")),
    State.OPEN: ("look", pgettext_lazy("need", "Open"), "clock"),
    State.OFFERED: ("look", pgettext_lazy("need", "Somebody offers"), "hand"),
    State.DOCKED: ("good", pgettext_lazy("need", "Taken up")),
    State.RUNNING: ("good", pgettext_lazy("need", "Under way")),
    State.DONE: ("good", pgettext_lazy("need", "Done, to be confirmed")),
    State.CONFIRMED: ("good", pgettext_lazy("need", "Met")),
    State.CLOSED: ("good", pgettext_lazy("need", "Met")),
    State.REJECTED: ("stop", pgettext_lazy("need", "Rejected")),
    State.WITHDRAWN: ("quiet", pgettext_lazy("need", "Withdrawn")),
    State.EXPIRED: ("stop", pgettext_lazy("need", "Expired")),
    State.UNMET: ("stop", pgettext_lazy("need", "Not met")),
}
OFFER_STATES = {
    OfferState.WAITING: ("look", pgettext_lazy("offer", "Waits for an answer"), "clock"),
    OfferState.CHOSEN: ("good", pgettext_lazy("offer", "Chosen")),
    OfferState.DECLINED: ("stop", pgettext_lazy("offer", "Declined")),
    OfferState.WITHDRAWN: ("quiet", pgettext_lazy("offer", "Withdrawn")),
}
URGENCIES = {
    Urgency.NORMAL: gettext_lazy("No hurry"),
    Urgency.SOON: gettext_lazy("Within days"),
    Urgency.URGENT: gettext_lazy("Urgent"),
}
ABOUT = {
    About.MYSELF: gettext_lazy("Whoever posted it"),
    About.PERSON: gettext_lazy("One person, who agreed"),
    About.GROUP: gettext_lazy("A group"),
    About.PUBLIC: gettext_lazy("Everybody here"),
}
FREQUENCIES = {
    Frequency.ONCE: gettext_lazy("Once"),
    Frequency.RECURRING: gettext_lazy("Again and again"),
    Frequency.UNTIL_SOLVED: gettext_lazy("Until it is solved"),
}
UNMET = {
    Unmet.NOBODY: gettext_lazy("Nobody offered"),
    Unmet.TOO_FEW: gettext_lazy("Too few people came together"),
    Unmet.NO_SKILL: gettext_lazy("Nobody near has the skill or language"),
    Unmet.NO_TIME: gettext_lazy("Nobody could at that time"),
    Unmet.TOO_LATE: gettext_lazy("The answer came too late"),
    Unmet.NOT_FOR_VOLUNTEERS: gettext_lazy("Passed on to a public or paid service"),
    Unmet.SOLVED_OTHERWISE: gettext_lazy("Solved in another way"),
    Unmet.OTHER: gettext_lazy("Another reason"),
}
WAYS = {
    Way.SHIFT: gettext_lazy("A shift of an activity that runs"),
    Way.ACTIVITY: gettext_lazy("An activity of its own"),
    Way.PROJECT: gettext_lazy("A project of its own"),
}
FLAGS = {
    Flag.DUPLICATE: gettext_lazy("Much like another need here"),
    Flag.COMMERCIAL: gettext_lazy("It may be business"),
    Flag.UNLAWFUL: gettext_lazy("It may be against the law"),
    Flag.ABUSIVE: gettext_lazy("Its words may hurt somebody"),
}
RATINGS = {
    5: gettext_lazy("Very good"),
    4: gettext_lazy("Good"),
    3: gettext_lazy("It will do"),
    2: gettext_lazy("Not good"),
    1: gettext_lazy("Not at all good"),
}
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
EVERY_DAY = 7


def when(need: Need) -> str:
    """When help is needed: a day and its hours, days of the week, or until it is solved."""
    if need.frequency == Frequency.ONCE:
        return formats.period(need.starts_at, need.ends_at) if need.starts_at and need.ends_at else ""
    parts = [_days(need), _hours(need)] if need.frequency == Frequency.RECURRING else [_hours(need)]
    if need.frequency == Frequency.UNTIL_SOLVED:
        parts.insert(0, str(FREQUENCIES[Frequency.UNTIL_SOLVED]))
    if need.starts_at:
        parts.append(_("from %(day)s") % {"day": formats.plain_day(need.starts_at)})
    if need.ends_at:
        parts.append(_("until %(day)s") % {"day": formats.plain_day(need.ends_at)})
    return _between(part for part in parts if part)


def _days(need: Need) -> str:
    if not need.weekdays:
        return str(FREQUENCIES[Frequency.RECURRING])
    if len(need.weekdays) == EVERY_DAY:
        return _("Every day")
    if formats.in_chinese():
        return "每周" + "、".join(formats.WEEKDAYS_CHINESE[day - 1] for day in sorted(need.weekdays))
    return ", ".join(str(WEEKDAYS[day - 1]) for day in sorted(need.weekdays))


def _hours(need: Need) -> str:
    if need.from_minute is None or need.to_minute is None:
        return ""
    return f"{_clock(need.from_minute)}–{_clock(need.to_minute)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _between(parts) -> str:
    return ("，" if formats.in_chinese() else ", ").join(parts)
