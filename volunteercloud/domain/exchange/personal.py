"""Messages with systems that are no nodes."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="exchange.Agreement",
        person="person_id",
        purpose=Purpose.WORK,
        closing=Closing.EMPTIED,
        fields={C.NAME: "person_name"},
    ),
)
PLAIN = (
    Plain("exchange.Agreement", "system_code", "another system"),
    Plain(
        "exchange.Message",
        "lines receipt",
        "names people only by the basis that the other system has; erased 180 days after its receipt",
    ),
    Plain("exchange.Received", "receipt", "numbers of lines"),
    Plain("exchange.Taken", "*", "keyed hashes"),
    Plain("exchange.Form", "*", "shapes"),
    Plain("exchange.FormField", "*", "shapes"),
    Plain("exchange.FormCode", "*", "shapes"),
    Plain("exchange.System", "*", "another system"),
    Plain("exchange.Mark", "*", "how far"),
    Plain("exchange.Offered", "*", "digests"),
)
