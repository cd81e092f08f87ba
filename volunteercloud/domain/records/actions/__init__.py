"""All writes of service records: first versions, corrections, revocations, erasure, and carrying from node to node."""

from .amending import amend
from .carrying import arrive, expect, forget
from .correcting import correct_record, revoke_record
from .erasing import erase_records
from .handing import hand_over, note_followed
from .reading import read_explanation
from .recording import record_many, record_service
from .voiding import correct_by_decision, restore_record, void_record

__all__ = [
    "amend",
    "arrive",
    "correct_by_decision",
    "correct_record",
    "erase_records",
    "expect",
    "forget",
    "hand_over",
    "note_followed",
    "read_explanation",
    "record_many",
    "record_service",
    "restore_record",
    "revoke_record",
    "void_record",
]
