"""Why a record has its grade, in sentences: what `trail` of a record keeps as facts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "in_code": gettext_lazy("Checked in by the code on the spot"),
    "out_code": gettext_lazy("Checked out by the code on the spot"),
    "in_pass": gettext_lazy("Checked in: %(who)s scanned the pass"),
    "out_pass": gettext_lazy("Checked out: %(who)s scanned the pass"),
    "in_tick": gettext_lazy("Checked in: %(who)s ticked the roster"),
    "out_tick": gettext_lazy("Checked out: %(who)s ticked the roster"),
    "hour_code_made": gettext_lazy("Hour codes made for this shift by %(who)s"),
    "hour_code_redeemed": gettext_lazy("Hour code entered by %(who)s"),
    "claimed": gettext_lazy("Claimed with proof by %(who)s"),
    "claim_shortened": gettext_lazy("Confirmed for less than was claimed: “%(text)s”"),
    "added": gettext_lazy("Put on the roster by %(who)s without a sign-up: “%(text)s”"),
    "entered_late": gettext_lazy("Entered afterwards by %(who)s: “%(text)s”"),
    "brought": gettext_lazy("Told by %(who)s, which the organization lets record in its name"),
    "in_kiosk": gettext_lazy("Checked in at the tablet at the door, run by %(who)s"),
    "out_kiosk": gettext_lazy("Checked out at the tablet at the door, run by %(who)s"),
    "in_set": gettext_lazy("Arrival stated by %(who)s: “%(text)s”"),
    "out_set": gettext_lazy("Leaving stated by %(who)s: “%(text)s”"),
    "out_closed": gettext_lazy("Nobody checked out: closed at the end of the shift"),
    "position_missing": gettext_lazy("The phone did not tell where it was, so this is not grade A"),
    "confirmed": gettext_lazy("Confirmed by %(who)s"),
    "corrected": gettext_lazy("Times corrected by %(who)s"),
    "decided": gettext_lazy("Decided by %(who)s, an officer"),
    "explained": gettext_lazy("Explained: “%(text)s”"),
}


def sentence(step: Mapping[str, Any]) -> str:
    """One step of the trail. A step of a kind nobody has put into words names who took it."""
    facts = {"who": step.get("who") or _("the leader"), "text": step.get("text", "")}
    words = str(SENTENCES.get(step.get("what", ""), gettext_lazy("Recorded by %(who)s"))) % facts
    if step.get("metres") is not None:
        words += _(", %(metres)s metres from the meeting point") % {"metres": step["metres"]}
    return words


GRADE_NAMES = {
    "A": gettext_lazy("own check-in and check-out, confirmed on the spot"),
    "B": gettext_lazy("leader’s scan"),
    "C": gettext_lazy("hour code on the spot"),
    "D": gettext_lazy("own claim, confirmed later"),
    "E": gettext_lazy("entered afterwards"),
}


def grade_name(grade: str) -> str:
    """What a grade means, in half a line."""
    return str(GRADE_NAMES[grade])


KIND_NAMES = {
    "service": gettext_lazy("service"),
    "preparation": gettext_lazy("preparation"),
    "training": gettext_lazy("training"),
    "paid": gettext_lazy("paid work"),
    "compulsory": gettext_lazy("compulsory service"),
}


def kind_name(kind: str) -> str:
    """What the time of a record was."""
    return str(KIND_NAMES[kind])
