"""Records that move between nodes."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="transfers.Transfer",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.KEPT,
        fields={C.SERVICE: "node_name region_code agreed_terms parts code trouble"},
        because="that records were handed over, and where to, so that they count once",
    ),
    Held(
        model="transfers.Step",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.KEPT,
        fields={C.SERVICE: "document digest"},
        because="signed by both nodes and held by both; the number of a document is sealed in it to the other node alone",
    ),
    Held(
        model="transfers.Contradiction",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.ERASED,
        fields={C.SERVICE: "document"},
    ),
    Held(
        model="transfers.Bundle",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.ERASED,
        fields={C.SERVICE: "content digest"},
    ),
    Held(
        model="transfers.Handle",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.KEPT,
        fields={C.SERVICE: "node_name digest"},
        because="what the other node corrects later is found by it",
    ),
    Held(
        model="transfers.Brought",
        person="volunteer_id",
        purpose=Purpose.MOVING,
        closing=Closing.ERASED,
        fields={C.SERVICE: "node_name facts"},
    ),
)
PLAIN = (Plain("transfers.Awaited", "*", "sealed to this node, kept by a keyed hash until its day"),)
