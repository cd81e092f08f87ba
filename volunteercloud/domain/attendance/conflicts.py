"""Why a scan waits for a person, in sentences for the leader: what happened, then what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Reason

SENTENCES: dict[str, tuple[Promise, Promise]] = {
    Reason.REVOKED: (
        _("This check-in desk was called back before the scan arrived."),
        _("Accept it if you know who held the desk."),
    ),
    Reason.CLOCK: (
        _("The clock of the device was changed, so the time of this scan is not certain."),
        _("Accept it with the time that is right."),
    ),
    Reason.LATE: (
        _("This scan arrived over three days after it was made."),
        _("Accept it if you remember it."),
    ),
    Reason.LEADER: (
        _("Whoever made this scan did not lead the shift at that time."),
        _("Accept it if they stood in for the leader."),
    ),
    Reason.PASS_FORGED: (
        _("The code that was scanned is no pass of Volunteer Cloud."),
        _("Ask who it was, tick them on the roster, and dismiss this."),
    ),
    Reason.PASS_OLD: (
        _("The pass was over a day old when it was scanned."),
        _("Accept it if you know that the person was there."),
    ),
    Reason.UNKNOWN: (
        _("Nobody has this number: a character is wrong."),
        _("Find the person on the roster, and dismiss this."),
    ),
    Reason.OWN: (
        _("Leaders do not check themselves in."),
        _("Another leader accepts it, or the leader scans the code on the screen."),
    ),
    Reason.NOT_ON_ROSTER: (
        _("This person is not on the roster of this shift."),
        _("Add them with a reason, then accept it."),
    ),
    Reason.WRONG_SHIFT: (
        _("This person was expected at another shift at this time."),
        _("Ask where they served. They leave the other shift before you add them here."),
    ),
    Reason.NOT_SETTLED: (
        _("This person's place was not approved or not accepted yet."),
        _("Once it is, accept the scan."),
    ),
    Reason.WINDOW: (
        _("This scan was made outside the time in which one checks in and out."),
        _("Accept it if it is right; time counts within the shift only."),
    ),
    Reason.CONFIRMED: (
        _("The attendance of this person is confirmed already."),
        _("If its times are wrong, correct the record. Dismiss this."),
    ),
    Reason.ID_REUSED: (
        _("This scan carries the id of another one."),
        _("Accept it if both happened."),
    ),
    Reason.CONTRADICTION: (
        _("Another scan of this person says otherwise."),
        _("Accept this one to let it count instead, or dismiss it."),
    ),
    Reason.OVERLAP: (
        _("This person was still at another place at that time."),
        _("Ask which is right: accept it if both are, or dismiss it."),
    ),
}


def words(reason: str) -> Promise:
    """What happened."""
    return SENTENCES[reason][0]


def next_step(reason: str) -> Promise:
    """What a person can do about it."""
    return SENTENCES[reason][1]
