"""How a transfer is told, to the person and to officers: its state, its steps, whose turn it is, and why something stayed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from volunteercloud.domain.nodes import queries as node_queries
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.transfers.bundles import Part
from volunteercloud.domain.transfers.models import Kind, Side, State, Transfer
from volunteercloud.domain.transfers.persons import Difference
from volunteercloud.domain.transfers.queries import Moment, Whole
from volunteercloud.web import formats

PARTS: dict[Part, str | Promise] = {
    Part.PROFILE: gettext_lazy("Languages, skills and what I like to do"),
    Part.TRAININGS: gettext_lazy("Training courses"),
    Part.HONOURS: gettext_lazy("Honours"),
    Part.CERTIFICATES: gettext_lazy("Which certificates there are, and whether they stand"),
}

# The kind of a status (`parts.status`) and its words, by state; committed is the one time in which hours count nowhere.
STATES: dict[State, tuple[str, str | Promise]] = {
    State.ASKED: ("look", pgettext_lazy("transfer", "asked")),
    State.OFFERED: ("look", pgettext_lazy("transfer", "being checked")),
    State.ACCEPTED: ("look", pgettext_lazy("transfer", "checked and accepted")),
    State.COMMITTED: ("look", pgettext_lazy("transfer", "on the way")),
    State.DONE: ("good", pgettext_lazy("transfer", "moved")),
    State.DECLINED: ("quiet", pgettext_lazy("transfer", "ended without moving")),
    State.CANCELLED: ("quiet", pgettext_lazy("transfer", "ended without moving")),
}


@dataclass(frozen=True, slots=True)
class Why:
    """A reason in words, and what can be done."""

    words: str | Promise
    then: str | Promise = ""


# Why a transfer ended without records, or what an officer should look at.
ENDED: dict[str, Why] = {
    "transfer.withdrawn": Why(gettext_lazy("It was called off."), gettext_lazy("You can ask again at any time.")),
    "transfer.replaced": Why(
        gettext_lazy("It was asked for at both places; the other transfer goes on."),
        gettext_lazy("Open that one from the list."),
    ),
    "transfer.lapsed": Why(
        gettext_lazy("Nobody agreed at the other place within 30 days."),
        gettext_lazy("Ask again, and agree there with the same document."),
    ),
    "transfer.unanswered": Why(
        gettext_lazy("The other place did not answer within a day, so everything still counts where it did."),
        gettext_lazy("Ask again later."),
    ),
    "transfer.person": Why(
        gettext_lazy("The two places do not mean the same person: name or birth date differ."),
        gettext_lazy("Compare your real name at both places, and have the wrong one mended there."),
    ),
    "transfer.real_name": Why(
        gettext_lazy("At one of the two places the real name is not verified."),
        gettext_lazy("Verify it with your document, then ask again."),
    ),
    "transfer.node": Why(gettext_lazy("The two places do not trust each other any more.")),
    "transfer.node_withdrawn": Why(
        gettext_lazy("One of the two places withdrew its trust before anything had moved."),
        gettext_lazy("Ask an officer of your region why."),
    ),
    "transfer.evidence": Why(
        gettext_lazy("The proofs of what was sent did not hold, so nothing was taken in."),
        gettext_lazy("Your records still count where they did. Both places have been told."),
    ),
    "transfer.form": Why(
        gettext_lazy("What was sent could not be read, so nothing was taken in."),
        gettext_lazy("Your records still count where they did. Both places have been told."),
    ),
    "transfer.failed": Why(
        gettext_lazy("It could not be carried out, and nothing has moved."), gettext_lazy("Ask again later.")
    ),
    "transfer.contradiction": Why(
        gettext_lazy("The other place signed two things of which only one can be meant; the first one counts."),
        gettext_lazy("Officers of both places compare the steps."),
    ),
    "transfer.amendment_refused": Why(
        gettext_lazy("A correction was sent after the move, and could not be taken over as it is."),
        gettext_lazy("Officers of both places look at it."),
    ),
}

# Why one record stayed.
REFUSED: dict[str, Why] = {
    "record.overlap": Why(
        gettext_lazy("At this time another record of yours counts at the place it would move to."),
        gettext_lazy("If that one is wrong, object to it there and ask for another transfer."),
    ),
    "record.arriving": Why(
        gettext_lazy("It is on its way in another transfer."), gettext_lazy("Wait until that one is over.")
    ),
    "record.conflict": Why(
        gettext_lazy("There it is known in another version, or as somebody else’s."),
        gettext_lazy("Ask an officer of that place to compare them."),
    ),
    "record.erased": Why(gettext_lazy("It was erased there once by an officer’s decision.")),
    "record.organization": Why(
        gettext_lazy("The organization records at that place itself."),
        gettext_lazy("Ask the organization to enter it there."),
    ),
    "record.person": Why(gettext_lazy("It is not clear whose it is.")),
    "record.before_birth": Why(gettext_lazy("Its day lies before your birth."), gettext_lazy("Object to it.")),
    "record.future": Why(gettext_lazy("Its time has not passed yet."), gettext_lazy("Move it afterwards.")),
    "record.doubled": Why(gettext_lazy("It came twice; the other copy was taken.")),
    "record.unknown": Why(gettext_lazy("It says that it was recorded there, and nothing of it is known there.")),
}
UNFIT = Why(
    gettext_lazy("It does not hold together: something in it is missing or does not fit."),
    gettext_lazy("Ask the organization that recorded it."),
)


def difference(one: Difference, characters: Sequence[int]) -> str:
    """In what the other place names somebody otherwise; ``characters`` are those of the name, counted from 1."""
    match one:
        case Difference.NAME if len(characters) == 1:
            return _("Character %(number)s of the name is another one.") % {"number": characters[0]}
        case Difference.NAME:
            return _("The names are different.")
        case Difference.SCRIPT:
            return _("The names are in different scripts, and can’t be compared.")
        case _:
            return _("The dates of birth are different.")


def own_title() -> str:
    """What this site is called where both are named, as the other one shows it."""
    title, title_en = node_queries.shown_titles()
    return (_is_english() and title_en) or title


def title(node: Node | None, name: str) -> str:
    """A place as people know it; its address where nothing else is known."""
    if node is None:
        return name
    return (_is_english() and node.title_en) or node.title or name


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def titles(names: Collection[str]) -> dict[str, str]:
    """What these nodes are called; their addresses where they are not known. One statement for any number, none for none."""
    known = node_queries.named(names)
    return {name: title(known.get(name), name) for name in names}


def ended(code: str) -> Why:
    return ENDED.get(code, Why(gettext_lazy("It ended, and nothing has moved."), gettext_lazy("Ask again later.")))


def refused(code: str) -> Why:
    return REFUSED.get(code, UNFIT)


def way(transfer: Transfer, place: str) -> str:
    """Which way the records go."""
    if transfer.side == Side.RECEIVER:
        return _("From %(place)s to here") % {"place": place}
    return _("From here to %(place)s") % {"place": place}


def told(moment: Moment, first: Kind, place: str) -> str:
    """One step as a sentence. ``first`` is how it began, ``place`` the other node."""
    said, other = (own_title(), place) if moment.here else (place, own_title())
    names = {"place": said, "other": other}
    match moment.kind:
        case Kind.INVITE:
            return _("Asked at %(place)s: take the records along to %(other)s.") % names
        case Kind.REQUEST if first is Kind.REQUEST:
            return _("Asked at %(place)s: bring the records from %(other)s.") % names
        case Kind.REQUEST:
            return _("Agreed at %(place)s.") % names
        case Kind.OFFER if first is Kind.REQUEST:
            return _("Agreed at %(place)s, which signed what it would hand over.") % names
        case Kind.OFFER:
            return _("%(place)s signed what it would hand over.") % names
        case Kind.ACCEPT:
            return _("%(place)s checked every record with its proofs and keeps the times free.") % names
        case Kind.COMMIT:
            return _("%(place)s handed the records over. They count there no longer.") % names
        case Kind.RECEIPT:
            return _("%(place)s signed that it has them. They count there.") % names
        case Kind.DECLINE | Kind.CANCEL:
            gap = "" if formats.in_chinese() else " "
            who = _("%(place)s ended it.") % names
            return f"{who}{gap}{ended(moment.code).words}"
        case Kind.AMEND:
            return _("%(place)s sent a correction of a record that had moved.") % names
        case _:
            return _("%(place)s took the correction over.") % names


@dataclass(frozen=True, slots=True)
class Coming:
    """What comes next: whose turn it is in one sentence, until when, and whether it is the reader's."""

    words: str
    until: datetime | None
    is_readers: bool = False


def coming(whole: Whole, place: str) -> Coming | None:
    """None where nothing is to come."""
    transfer, names = whole.transfer, {"place": place, "here": own_title()}
    if whole.next is None or transfer.state in (State.DONE, State.DECLINED, State.CANCELLED):
        return None
    if whole.turn == "person_there":
        text = _("Sign in at %(place)s and agree there as well. Nothing moves before that.") % names
        return Coming(text, transfer.until, is_readers=True)
    if whole.turn == "person_here":
        return Coming(_("Agree here as well. Nothing moves before that.") % names, transfer.until, is_readers=True)
    who = names["here"] if whole.turn == "here" else place
    names = {"place": who, "other": place if whole.turn == "here" else names["here"]}
    match whole.next:
        case Kind.OFFER:
            return Coming(_("%(place)s now puts the records together and signs them.") % names, transfer.until)
        case Kind.ACCEPT:
            return Coming(_("%(place)s now checks every record and its proofs.") % names, transfer.until)
        case Kind.COMMIT:
            return Coming(
                _("%(place)s now hands the records over. Until it has, they count there as before.") % names,
                transfer.until,
            )
        case Kind.RECEIPT:
            text = _(
                "The records are on the way to %(place)s, and count there as soon as it knows. Nothing can be lost."
            )
            return Coming(text % names, None)
        case _:
            return Coming(_("%(place)s now takes the correction over.") % names, None)
