"""About records that move between nodes."""

from django.utils.translation import gettext_lazy as _

from .text import Text

TEXTS: dict[str, Text] = {
    "transfer_invited": Text(
        _("Your records could come here from {node}"),
        _(
            "At {node} somebody with your document asked to move their service records here. If that was you, agree under "
            "“Moving” by {until}. If not, say no there: nothing moves without you."
        ),
    ),
    "transfer_requested": Text(
        _("{node} asks for your records"),
        _(
            "At {node} somebody with your document asked for your service records here. If that was you, agree under "
            "“Moving” by {until}. If not, say no there: nothing moves without you."
        ),
    ),
    "transfer_moved_here": Text(
        _("Your records have come from {node}"),
        _("{name}: {records} records with {hours} hours came from {node}, and count here now."),
    ),
    "transfer_moved_here_in_part": Text(
        _("Most of your records have come from {node}"),
        _(
            "{name}: {records} records with {hours} hours came from {node}, and count here now. {refused} could not be taken "
            "in and still count there; the transfer's page says why."
        ),
    ),
    "transfer_moved_away": Text(
        _("Your records count at {node} now"),
        _("{name}: {records} records with {hours} hours moved to {node}. You can still read them here."),
    ),
    "transfer_moved_away_in_part": Text(
        _("Most of your records count at {node} now"),
        _(
            "{name}: {records} records with {hours} hours moved to {node}. {refused} were not taken in there and still count "
            "here; the transfer's page says why."
        ),
    ),
    "transfer_ended": Text(
        _("The transfer with {node} has ended"),
        _("{name}: no record moved between here and {node}. The transfer's page says why, and what you can do."),
    ),
}
