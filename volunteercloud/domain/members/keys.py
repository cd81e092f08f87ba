"""What a member is found by: every ending of the name in both scripts, the numbers, the tail of the phone. Pure.

A part of a name is the beginning of one of its endings, so finding it reads a range of keys in their order.
"""

import unicodedata
from uuid import UUID

from .models import SLOTS, Member, State

LONGEST = 40  # of a key; what people type is shorter
LIST = "="  # begins the one key by which a member stands in a list; no other key has it
BEYOND = "\U0010ffff"
SCOPES = {state: UUID(int=place) for place, state in enumerate(State, 1)}


def folded(text: str) -> str:
    """Letters, digits and their marks alone, of one width and case: "Li Xia" and "lixia" are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LNM")[:300]


def keys_of(member: Member) -> list[str]:
    """Every key of a member, once each, in their order."""
    names = [folded(member.name), folded(member.name_latin)]
    found = {name[start : start + LONGEST] for name in names for start in range(min(len(name), LONGEST))}
    whole = [member.number, member.member_number, member.phone_tail]
    found |= {folded(number)[:LONGEST] for number in whole if folded(number)}
    return sorted({LIST + names[0][:LONGEST]} | found)


def wanted(text: str) -> str | None:
    """The beginning that a search asks for: the whole list without a text, None for a text in which there is nothing."""
    return (folded(text)[:LONGEST] or None) if text.strip() else LIST


def first_key(member: Member, beginning: str) -> str | None:
    """The key by which a search shows a member: the first that fits, so that each stands in its results once."""
    return next((key for key in keys_of(member) if key.startswith(beginning)), None)


def scopes_of(member: Member) -> set[UUID]:
    """The lists a member stands in: that of the state, and those of groups and tags."""
    return {SCOPES[State(member.state)], *member.labels}


def slot_of(volunteer_id: UUID) -> int:
    """Ids of version 7 end in random bits."""
    return volunteer_id.int % SLOTS
