"""Public documents, and what people had searched for."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose

HELD = (
    Held(
        model="search.SavedSearch",
        person="volunteer_id",
        purpose=Purpose.FOUND,
        closing=Closing.ERASED,
        fields={C.WORDS: "name query", C.SECRETS: "feed_key", C.TRACES: "looked_on told_ids"},
    ),
)
PLAIN = (
    Plain("search.Document", "*", "public, and of organizations"),
    Plain("search.Word", "*", "words of public texts"),
)
