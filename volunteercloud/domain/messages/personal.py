"""What was written to people, and where to."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="messaging.Message",
        person="recipient_id",
        purpose=Purpose.MESSAGES,
        closing=Closing.ERASED,
        fields={C.WORDS: "template facts link"},
    ),
    Held(
        model="messaging.Delivery",
        person="recipient_id",
        purpose=Purpose.MESSAGES,
        closing=Closing.ERASED,
        fields={C.CONTACT: "address_sealed", C.WORDS: "template content_sealed error"},
    ),
    Held(
        model="messaging.Mute",
        person="recipient_id",
        purpose=Purpose.MESSAGES,
        closing=Closing.ERASED,
        fields={C.TRACES: "sender"},
    ),
    Held(
        model="messaging.NewsDay",
        person="recipient_id",
        purpose=Purpose.MESSAGES,
        closing=Closing.ERASED,
        fields={C.TRACES: "day_on"},
    ),
)
PLAIN = (Plain("messaging.Circular", "*", "what an organization writes to many, the same for all"),)
