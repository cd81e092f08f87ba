"""Sheets of organizations, line by line."""

from volunteercloud.core.personal import Category as C
from volunteercloud.core.personal import Closing, Held, Plain, Purpose, blank

HELD = (
    Held(
        model="bulk.SheetLine",
        person="volunteer_id",
        purpose=Purpose.RECORDS,
        closing=Closing.EMPTIED,
        fields={
            C.NAME: "name",
            C.NUMBER: "number",
            C.WORDS: "cells explanation facts said notes code",
            C.TRACES: "candidates",
        },
        left={"code": blank},
    ),
)
PLAIN = (
    Plain(
        "bulk.Sheet",
        "file_name sample mapping reason added_reason counts totals trouble worksheet headings",
        "shapes and sums; the sample of a list that waits is emptied by `closing.forget`",
    ),
    Plain("bulk.SheetFile", "*", "sealed, gone within days (`kept_until`)"),
)
