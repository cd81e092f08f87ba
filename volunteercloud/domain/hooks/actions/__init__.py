"""All writes of this area."""

from .addresses import add, change, delete, pause, renew_secret, resend, resume, send_test, start_again
from .delivering import claim, note_answer
from .purging import purge

__all__ = [
    "add",
    "change",
    "claim",
    "delete",
    "note_answer",
    "pause",
    "purge",
    "renew_secret",
    "resend",
    "resume",
    "send_test",
    "start_again",
]
