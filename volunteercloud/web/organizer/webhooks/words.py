"""What states, problems and steps are called on the pages about webhooks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.hooks.kinds import SHAPES, Kind
from volunteercloud.domain.hooks.models import DeliveryState, Pause, State

SENDING = ("good", pgettext_lazy("webhook", "Sending"))
FAILING = ("look", _("Takes nothing"))
PAUSED = ("stop", _("Paused"))
WHY_PAUSED = {
    Pause.OWNER: _("An owner paused it. What happens meanwhile is not told later."),
    Pause.FAILING: _("For days nothing that was sent was taken. What happens meanwhile is not told later."),
    Pause.GONE: _("The system there answered that nothing is wanted any more (410)."),
}
STATES = {
    DeliveryState.WAITING: ("look", pgettext_lazy("webhook", "Waiting")),
    DeliveryState.DELIVERED: ("good", pgettext_lazy("webhook", "Taken")),
    DeliveryState.GIVEN_UP: ("stop", _("Given up")),
}
PROBLEMS = {
    "timeout": _("no answer within ten seconds"),
    "unreachable": _("could not be reached, or has no valid certificate"),
    "forbidden": _("the name stands for an address inside a network, and nothing is sent there"),
}
DONE = {
    "test": _("A test is on its way. Look again in some seconds."),
    "pause": _("Paused. Nothing is sent until you go on."),
    "resume": _("Sent again from now on; what waits goes first."),
    "delete": _("The address is gone, with its secret and everything that waited."),
    "again": _("It is on its way again, under the same id."),
}


def state(endpoint):
    if endpoint.state == State.PAUSED:
        return PAUSED
    return FAILING if endpoint.fails else SENDING


def standing(delivery):
    """What waits for its first try needs nobody's eye yet."""
    sign, label = STATES[delivery.state]
    is_new = delivery.state == DeliveryState.WAITING and not delivery.tries
    return ("quiet" if is_new else sign), label


def kind(delivery):
    return SHAPES[Kind(delivery.kind)].name


def answer(delivery):
    """What was answered to the last try; nothing where none was made."""
    if delivery.last_status:
        return _("answered %(status)s") % {"status": delivery.last_status}
    return PROBLEMS.get(delivery.last_problem, "")
