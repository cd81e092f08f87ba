"""Who may send, answer and enter a list, and what it must say first."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, Refused
from volunteercloud.domain.organizations import rules as organization_rules
from volunteercloud.domain.organizations.models import Organization

from .models import Choice, LineState, Sheet, SheetState
from .reading.headings import PERSON, Field

SHORTEST_REASON = 4
LONGEST_REASON = 300
FILE_KEPT_DAYS = 3
WHEN = frozenset({Field.DATE, Field.STARTS})
HOW_LONG = frozenset({Field.ENDS, Field.SPAN, Field.HOURS, Field.MINUTES})


def allow(actor: Actor, organization: Organization) -> None:
    """Those who may record, for an organization that may act. Refused otherwise."""
    if not organization_rules.can_record(actor, organization.id):
        raise NotAllowed("organization.not_recorder")
    organization_rules.check_active(organization)


def stated(reason: str) -> str:
    """Why a whole list comes late; it stays with each record."""
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise Refused(
            "sheet.reason",
            _("A list that comes after the event says why."),
            next_step=_("Write a sentence; it stays with each record, and the volunteers read it."),
            field="reason",
        )
    return reason[:LONGEST_REASON]


def stated_if_any(reason: str) -> str:
    """Why people are put on rosters who were not signed up; empty where nobody is."""
    reason = reason.strip()
    if reason and len(reason) < SHORTEST_REASON:
        raise Refused(
            "sheet.added_reason",
            _("This is too short to tell anybody why people were not signed up."),
            next_step=_("Write a sentence; it stays visible on the roster."),
            field="added_reason",
        )
    return reason[:LONGEST_REASON]


def check_mapping(mapping: dict[str, int], columns: int) -> dict[str, int]:
    """Each field at one column of the list, enough of them to tell who served and when. Refused otherwise."""
    known = {Field(name): column for name, column in mapping.items() if name in Field.values}
    if any(not 0 <= column < columns for column in known.values()):
        raise Refused("sheet.columns", _("The list has no such column."), field="mapping")
    if len(set(known.values())) < len(known):
        raise Refused(
            "sheet.columns",
            _("One column is named for two things."),
            next_step=_("Choose another column for one of them, or none."),
            field="mapping",
        )
    if not PERSON & known.keys():
        raise Refused(
            "sheet.columns",
            _("No column says who served."),
            next_step=_("Choose the column of the volunteer's number, the document number or the name."),
            field="mapping",
        )
    if not WHEN & known.keys() or not HOW_LONG & known.keys():
        raise Refused(
            "sheet.columns",
            _("The columns don't say when somebody served, or how long."),
            next_step=_("Choose the column of the date, and that of the end or the hours."),
            field="mapping",
        )
    return {field.value: column for field, column in known.items()}


def check_at_rest(sheet: Sheet) -> None:
    """Refused while a sheet is being worked on, and once it is entered or discarded."""
    if sheet.state in {SheetState.CHECKING, SheetState.ENTERING}:
        raise Refused(
            "sheet.running",
            _("This list is being worked on."),
            next_step=_("Wait until the bar is full; it takes a minute at most."),
        )
    if sheet.state in {SheetState.ENTERED, SheetState.DISCARDED}:
        raise Refused(
            "sheet.over",
            _("This list has been entered or discarded already."),
            next_step=_("Send what is left as a new list."),
        )


def check_enterable(sheet: Sheet, choice: str) -> Choice:
    """Only a checked sheet with something to enter, and whole where all or none was chosen."""
    check_at_rest(sheet)
    if sheet.state != SheetState.CHECKED:
        raise Refused(
            "sheet.unchecked",
            _("This list has not been checked yet."),
            next_step=_("Say which columns are which; the dry run follows."),
        )
    if choice not in Choice.values:
        raise Refused("sheet.choice", _("Choose the good rows, or all or none."), field="choice")
    counts = sheet.counts
    if not counts.get(LineState.READY):
        raise Refused(
            "sheet.nothing",
            _("No row of this list can be entered."),
            next_step=_("Mend the rows as it says beside them, and send the list again."),
        )
    left = counts.get(LineState.ASKS, 0) + counts.get(LineState.REFUSED, 0)
    if choice == Choice.ALL_OR_NONE and left:
        raise Refused(
            "sheet.not_all",
            _("Some rows can't be entered, so none is, as you chose."),
            next_step=_("Mend them and send the list again, or enter the good rows only."),
            field="choice",
            facts={"left": left},
        )
    return Choice(choice)


def check_number_of_entries(count: int, most: int) -> None:
    if not 1 <= count <= most:
        raise Refused(
            "sheet.entries",
            _("Between 1 and %(most)s entries are taken at once.") % {"most": most},
            next_step=_("Send them in parts."),
            field="entries",
        )


def no_longer_allowed() -> Refused:
    """To whoever started a run and lost the right to it before it was done."""
    return Refused(
        "sheet.not_allowed",
        _("Whoever started this may no longer record for the organization, so it was stopped."),
        next_step=_("Somebody who may starts it again."),
    )
