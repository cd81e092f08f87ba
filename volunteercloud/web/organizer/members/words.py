"""What states and ways are called on the pages about members, and which sign goes with a state."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteercloud.domain.members.models import Joining, LabelKind, State, Via

# State: kind of `status`, words on one member, words over a list.
STATES = {
    State.ACTIVE: ("good", pgettext_lazy("of a person", "Member"), _("Members")),
    State.REQUESTED: ("look", _("Waits for an answer"), _("Asked to join")),
    State.INVITED: ("look", _("Invited, not accepted yet"), _("Invited")),
    State.LEFT: ("quiet", pgettext_lazy("of a member", "Left"), pgettext_lazy("list of members", "Left")),
    State.REMOVED: ("stop", pgettext_lazy("of a member", "Removed"), pgettext_lazy("list of members", "Removed")),
    State.REFUSED: ("stop", _("Not taken in"), pgettext_lazy("list of members", "Not taken in")),
}
WAYS = {
    Via.SEARCH: _("found you by themselves"),
    Via.LINK: _("came by a link"),
    Via.INVITATION: _("was invited"),
    Via.LIST: _("was invited by a list"),
}
JOINING = {
    Joining.OPEN: (_("Anybody"), _("Whoever wants to is a member at once")),
    Joining.APPROVAL: (_("With your approval"), _("Requests wait under “Asked to join”")),
    Joining.INVITATION: (_("By link or invitation only"), _("The public page takes no requests")),
}
KINDS = {LabelKind.GROUP: _("Group"), LabelKind.TAG: _("Tag")}
