"""When a list can be taken in, entered and thrown away."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.errors import Refused
from volunteercloud.domain.bulk.models import LineState

from .columns import LIMITS
from .models import OVER, RUNNING, Intake, IntakeState
from .opportunity_columns import OpportunityColumn

MOST_ENTRIES = 1_000


def check_size(content: bytes) -> None:
    """Refused before anything is read of it."""
    if not content:
        raise Refused(
            "sheet.empty",
            _("There is nothing in this list."),
            next_step=_("Choose the file with your list."),
            field="file",
        )
    if len(content) > LIMITS.size:
        raise Refused(
            "sheet.too_large",
            _("The file is larger than %(most)s MB.") % {"most": LIMITS.size >> 20},
            next_step=_("Delete pictures and worksheets that are not needed, or send the list in parts."),
            field="file",
        )


def check_at_rest(intake: Intake) -> None:
    """Refused while a list is being worked on, and once it is over."""
    if intake.state in RUNNING:
        raise Refused(
            "sheet.running",
            _("This list is being worked on."),
            next_step=_("Wait until the bar is full."),
        )
    if intake.state in OVER:
        raise Refused(
            "sheet.over",
            _("This list has been entered or discarded already."),
            next_step=_("Send what is left as a new list."),
        )


def check_enterable(intake: Intake, asking: int) -> None:
    """Only with something to enter: good lines, or those that ask and are entered too."""
    check_at_rest(intake)
    if not intake.counts.get(LineState.READY, 0) + asking:
        raise Refused(
            "sheet.nothing",
            _("No row of this list can be entered."),
            next_step=_("Mend the rows as it says beside them, and send the list again."),
        )


def check_title(mapping: Mapping[str, str]) -> None:
    if not mapping.get(OpportunityColumn.TITLE, "").strip():
        raise Refused(
            "sheet.title",
            _("No column is named for the title, and without one nothing can be entered."),
            next_step=_("Choose the column that says what it is called."),
            field=OpportunityColumn.TITLE.value,
        )


def check_number_of_entries(count: int) -> None:
    if not 1 <= count <= MOST_ENTRIES:
        raise Refused(
            "sheet.entries",
            _("Between 1 and %(most)s entries are taken at once.") % {"most": MOST_ENTRIES},
            next_step=_("Send them in parts."),
            field="entries",
        )


def may_be_discarded(intake: Intake) -> bool:
    return intake.state in (IntakeState.CHECKED, IntakeState.UNREAD)


def no_longer_allowed() -> Refused:
    """To whoever started a run and lost the right to it before it was done."""
    return Refused(
        "sheet.not_allowed",
        _("Whoever started this may no longer do so, so it was stopped."),
        next_step=_("Somebody who may starts it again."),
    )
