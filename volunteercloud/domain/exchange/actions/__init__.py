"""All writes of the exchange: systems and their forms, messages out and in, who lets a system record."""

from .agreeing import agree, end_agreement
from .forms import Loaded, load_form
from .giving import collect, note_receipt
from .systems import Named, begin_again, change_system, end_system, name_system, renew_key
from .taking import take

__all__ = [
    "Loaded",
    "Named",
    "agree",
    "begin_again",
    "change_system",
    "collect",
    "end_agreement",
    "end_system",
    "load_form",
    "name_system",
    "note_receipt",
    "renew_key",
    "take",
]
