"""All writes of this area: issuing figures, gathering those of others, and knowing who is registered elsewhere."""

from .gathering import Listed, begin, end, keep_figures, keep_listed, note_trouble
from .issuing import issue
from .registering import (
    Mention,
    ask,
    deposit_anew,
    keep_answer,
    keep_gone,
    keep_known,
    keep_token,
    keep_told,
    know_holder,
    put_off,
)
from .serving import deposit, enquire, evaluate

__all__ = [
    "Listed",
    "Mention",
    "ask",
    "begin",
    "deposit",
    "deposit_anew",
    "end",
    "enquire",
    "evaluate",
    "issue",
    "keep_answer",
    "keep_figures",
    "keep_gone",
    "keep_known",
    "keep_listed",
    "keep_token",
    "keep_told",
    "know_holder",
    "note_trouble",
    "put_off",
]
