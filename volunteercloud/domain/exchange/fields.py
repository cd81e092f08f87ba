"""Our own words for what messages tell: the fields of each entity, what kind of value each holds, and which a line needs.

Values inside are text, whole numbers, truth, lists of texts, days (2026-05-16) and moments (2026-05-16T09:00:00+08:00).
"""

from dataclasses import dataclass
from enum import StrEnum

from .models import Entity


class Kind(StrEnum):
    TEXT = "text"
    WHOLE = "whole"
    FLAG = "flag"
    LIST = "list"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False


def _fields(text: str) -> dict[str, Field]:
    """``name``, ``name:kind``; with a star where every line has it."""
    found = {}
    for said in text.split():
        name, _colon, kind = said.rstrip("*").partition(":")
        found[name] = Field(name, Kind(kind or "text"), said.endswith("*"))
    return found


ENVELOPE = "envelope"
# The root, the place of the lines and a line are names of elements; the others are values.
NAMES = ("message", "payload", "line")
OF_MESSAGE = _fields(
    "message_id* version:whole* sender* receiver* created_at:moment* entity* operation* sequence:whole* count:whole*"
)
SEALS = _fields("digest* signature*")
OF_LINE = _fields("source_id* source_version:whole*")

_SAID = {
    Entity.VOLUNTEER: "number* name region_code registered_on:day real_name:flag languages:list skills:list categories:list",
    Entity.GROUP: "number* name* name_en kind uscc region_code state* established_on:day categories:list liaison_name",
    Entity.PROJECT: (
        "title* title_en group_number group_name category region_code place state* recruits_from:day recruits_to:day "
        "is_insured:flag"
    ),
    Entity.ACTIVITY: "title* title_en project_id group_number group_name region_code place is_remote:flag",
    Entity.RECORD: (
        "volunteer_number person_sealed volunteer_name title* post content group_uscc group_name category kind grade "
        "region_code starts_at:moment* ends_at:moment* break_minutes:whole worked_minutes:whole minutes:whole "
        "record_version:whole standing reason origin counted_at activity_id"
    ),
    Entity.TRAINING: "volunteer_number* name* granted_by valid_from:day valid_to:day is_seen:flag",
    Entity.CERTIFICATE: (
        "volunteer_number* number* kind from_on:day to_on:day credit_minutes:whole honour_minutes:whole "
        "issued_at:moment is_withdrawn:flag"
    ),
}
OF_ENTITY: dict[str, dict[str, Field]] = {entity.value: OF_LINE | _fields(said) for entity, said in _SAID.items()}
IN_ENVELOPE: dict[str, Field] = {name: Field(name, required=True) for name in NAMES} | OF_MESSAGE | SEALS


def of(entity: str) -> dict[str, Field]:
    return IN_ENVELOPE if entity == ENVELOPE else OF_ENTITY.get(entity, {})


# What is translated by a list in every form, because both are part of every envelope.
ENTITY_LIST, OPERATION_LIST = "entity", "operation"
