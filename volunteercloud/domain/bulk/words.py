"""What is said of a line: why it cannot be entered, what is asked, what is worth a look. Codes are stable, words are not.

Words of other areas for a line are kept in each language as they were said; those of this area are made when they are read.
"""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused

TOO_OLD_OR_NEW = _("Write the day with its year, such as 2026-05-16.")
MEND_TIME = _("Write it like 9:00 or 14:30.")

# By code: what happened and why, then what to do. Placeholders are filled from the facts of the line.
WORDS: dict[str, tuple[Promise | str, Promise | str]] = {
    "line.date_missing": (_("The day is missing."), TOO_OLD_OR_NEW),
    "line.date": (_("“{said}” is not a day that can be read."), TOO_OLD_OR_NEW),
    "line.date_ambiguous": (_("“{said}” can be two days, by which of the numbers is the month."), TOO_OLD_OR_NEW),
    "line.no_such_day": (_("“{said}” is a day that does not exist."), _("Check it against the list that was signed.")),
    "line.year": (_("The year in “{said}” can't be meant."), TOO_OLD_OR_NEW),
    "line.dates_differ": (
        _("The times stand on another day than the date of this row."),
        _("Check which of the two days is right."),
    ),
    "line.time": (_("“{said}” is not a time of day that can be read."), MEND_TIME),
    "line.span": (_("“{said}” does not tell a start and an end."), _("Write it like 9:00–11:30.")),
    "line.end_missing": (_("The end is missing, and so are the hours."), _("Fill in one of the two.")),
    "line.hours": (
        _("“{said}” is not a number of hours that can be read."),
        _("Write it like 2.5 or 2 h 30 min, at most 24 hours."),
    ),
    "line.no_hours": (
        _("The row says neither times nor hours."),
        _("Fill in the start and the end, or the hours."),
    ),
    "line.order": (_("The end is not after the start."), _("Check which of the two is right.")),
    "line.hours_differ": (
        _("From start to end it is {times_minutes} minutes, but the row says {hours_minutes}."),
        _("Correct the times or the hours, or write the break into its own column."),
    ),
    "line.break": (_("“{said}” is not a break that can be read."), _("Write it in minutes.")),
    "line.break_too_long": (_("The break takes all the time."), _("Check the break and the times.")),
    "line.no_person": (
        _("The row does not say who served."),
        _("Fill in the volunteer's number, or the name."),
    ),
    "line.name": (_("“{said}” can't be a name."), _("Write the name as it stands on the document.")),
    "person.number": (
        _("The volunteer's number {said} is mistyped: its last character does not fit."),
        _("Check it against the pass of the volunteer."),
    ),
    "person.unknown_number": (
        _("Nobody has the volunteer's number {said}."),
        _("Check it against the pass of the volunteer."),
    ),
    "person.another_name": (
        _("The number and the name of this row do not belong to one person."),
        _("Check both with the volunteer."),
    ),
    "person.name_with_document": (
        _("A document number counts only together with the name."),
        _("Fill in the name as it stands on the document."),
    ),
    "person.unknown": (
        _("Nobody with this document or phone and this name is registered here."),
        _("Check them with the volunteer. Who is not registered yet registers first; then send this row again."),
    ),
    "person.unknown_name": (
        _("Nobody called {name} has been on a roster of yours."),
        _("Add the volunteer's number, or the phone with which they registered."),
    ),
    "person.which": (
        _("{count} people called {name} have been on rosters of yours."),
        _("Choose who is meant."),
    ),
    "shift.none": (
        _("There is no shift at that time."),
        _("Check the day and the times, or plan the shift that took place."),
    ),
    "shift.none_that_day": (
        _("There is no shift on that day."),
        _("Check the day, or plan the shift that took place."),
    ),
    "shift.unknown_post": (
        _("No shift on that day has the post “{said}”."),
        _("Write the post as it is called in the plan: {posts}."),
    ),
    "shift.which": (
        _("Several shifts fit: {posts}."),
        _("Write the post, or the times of the shift, into the row."),
    ),
    "shift.unknown": (_("There is no shift with this code."), _("Copy it from the page of the shift.")),
    "shift.too_long": (
        _("The row says more hours than the shift is long ({shift_minutes} minutes)."),
        _("Check the hours against the list that was signed."),
    ),
    "line.twice": (
        _("Row {other} says the same person and the same shift."),
        _("Keep one of the two rows."),
    ),
    "line.overlaps": (
        _("Row {other} has the same person elsewhere at that time."),
        _("Nobody is in two places: change the times of one row, or remove it."),
    ),
    "line.same": (_("This is recorded already, just so."), _("Nothing is entered a second time.")),
    "line.not_signed_up": (
        _("This person was not signed up for the shift."),
        _("If they did come, say below why they were not on the roster; it stays visible. Else remove the row."),
    ),
    "line.ready": (_("Can be entered."), ""),
    "line.entered": (_("Entered."), ""),
}

NOTES: dict[str, Promise] = {
    "rounded": _("Counted in whole steps, rounded down; the minutes themselves are kept."),
    "added": _("Was not signed up and is put on the roster, with your reason."),
    "explained": _("A long day; your explanation stays with the record."),
    "by_name": _("Found by the name on your rosters."),
    "flagged": _("Will be looked at: unusual, but not refused."),
}


class Unsaid(Exception):
    """A line that cannot be read so far as a record needs; ``code`` is one of `WORDS`."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def of_line(code: str, facts: dict[str, Any], said: dict[str, list[str]]) -> tuple[str, str]:
    """What happened and what to do, in the reader's language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if said:
        told = said.get(language) or next(iter(said.values()))
        return told[0], told[1]
    message, next_step = WORDS[code]
    return str(message).format(**facts), str(next_step).format(**facts)


def of_refusal(refusal: Refused) -> tuple[str, str]:
    return str(refusal.message), str(refusal.next_step)


def in_each_language(refusal: Refused) -> dict[str, list[str]]:
    """The words of a refusal in every language of the site, to be read later by whoever comes."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = [str(refusal.message), str(refusal.next_step)]
    return said
