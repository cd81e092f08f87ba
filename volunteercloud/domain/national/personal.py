"""Who is registered elsewhere; sums of nodes."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="national.Presence",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.KEPT,
        fields={C.NUMBER: "label trouble"},
        because="goes as soon as the national node has been told to forget it",
    ),
    Held(
        model="national.Question",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.ERASED,
        fields={C.TRACES: "nodes code"},
    ),
    Held(
        model="national.Told",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.ERASED,
        fields={C.TRACES: "node_name"},
    ),
    Held(
        model="national.PresenceHandle",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.KEPT,
        fields={C.NUMBER: "token"},
        because="goes with the presence",
    ),
)
PLAIN = (
    Plain("national.Issued", "*", "sums, signed by a node"),
    Plain("national.Contributor", "*", "sums, signed by a node"),
    Plain("national.Gathered", "*", "sums, signed by a node"),
    Plain("national.Figure", "*", "sums, signed by a node"),
    Plain("national.ListedOrganization", "*", "sums, signed by a node"),
    Plain("national.Spent", "*", "sums, signed by a node"),
    Plain("national.Deposit", "*", "tokens that nobody can turn back"),
    Plain("national.Enquiry", "*", "tokens that nobody can turn back"),
    Plain("national.Holder", "*", "tokens that nobody can turn back"),
)
