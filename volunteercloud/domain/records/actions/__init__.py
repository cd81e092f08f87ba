"""All writes of service records: first versions, corrections, revocations."""

from .correcting import correct_record, revoke_record
from .recording import record_many, record_service

__all__ = ["correct_record", "record_many", "record_service", "revoke_record"]
