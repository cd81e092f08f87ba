"""Who may move whose records, and why not."""

from django.utils.translation import gettext_lazy as _

from volunteercloud.core.actor import Actor
from volunteercloud.core.errors import NotAllowed, NotFound, Refused
from volunteercloud.domain.identity import rules as identity_rules
from volunteercloud.domain.identity.models import Volunteer
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node

from .models import Side, Transfer

MOST_A_DAY = 50


def allow_for(actor: Actor, volunteer: Volunteer) -> None:
    """The person, or the guardian in whose account a child is. Not for the number that was joined with another one."""
    if volunteer.merged_into_id is not None:
        raise NotFound
    if not identity_rules.may_act_for(actor, volunteer.id):
        raise NotAllowed("transfer.not_yours")


def check_real_name(volunteer: Volunteer) -> None:
    """Refused below level 1: records move between two people who were both looked at, and found to be one."""
    if volunteer.real_name_level < identity_rules.REAL_NAME:
        raise no_real_name()


def no_real_name() -> Refused:
    return Refused(
        "transfer.real_name",
        _("Records move only for people whose real name is confirmed, and yours is not yet."),
        next_step=_("Confirm your real name with your document first."),
    )


def trusted(node_name: str) -> Node:
    """The node, if officers here trust it. Refused (`transfer.node`) otherwise, whatever the reason."""
    node = nodes_queries.confirmed(node_name) if node_name != nodes_queries.own_name() else None
    if node is None or node.is_national:
        raise not_trusted()
    return node


def not_trusted() -> Refused:
    return Refused(
        "transfer.node",
        _("Records can't move to or from this place: the two do not trust each other, or no longer."),
        next_step=_("Choose a place from the list."),
        field="node",
    )


def check_open(node_name: str, side: Side, open_ones: list[Transfer]) -> None:
    """Refused where the same way is under way (`transfer.open`), or the records are on offer elsewhere (`transfer.offered`)."""
    for one in open_ones:
        if (one.node_name, one.side) == (node_name, side):
            raise Refused(
                "transfer.open",
                _("A transfer with this place is under way already."),
                next_step=_("Open it to see how far it is, or call it off."),
                facts={"transfer": str(one.id)},
            )
    for one in open_ones:
        if side is Side.ORIGIN and one.side == Side.ORIGIN:
            raise Refused(
                "transfer.offered",
                _("Your records are on their way to another place already."),
                next_step=_("Wait until that transfer is over, or call it off."),
                facts={"transfer": str(one.id)},
            )


def check_not_too_often(begun_lately: int) -> None:
    """Refused (`transfer.too_often`) beyond fifty a day: each tells the other node the number of a document, and stays there
    for months."""
    if begun_lately >= MOST_A_DAY:
        raise Refused(
            "transfer.too_often",
            _("You have asked for fifty transfers within a day, and no more begin today."),
            next_step=_("Open the last one to see how far it is, or come back tomorrow."),
        )


def too_late() -> Refused:
    return Refused(
        "transfer.too_late",
        _("It can't be called off any more: the other place has accepted the records, or counts them already."),
        next_step=_("Ask for a transfer back once this one is over."),
    )
