"""The terms by which people who agreed to be found are found: regions, skills, languages, kinds of service, and a slot.

A slot is one of 64 parts into which people fall by their id, evenly and for good. Where a region holds more people than are
looked at for one subject, some slots are looked at, beginning with one that goes by the subject: so everybody has a turn.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from uuid import UUID

from volunteercloud.domain.regions.queries import LENGTHS

SLOTS = 64


def of(
    volunteer_id: UUID, region_code: str, skills: Iterable[str], languages: Iterable[str], categories: Iterable[str]
) -> list[str]:
    return [
        *regions(region_code),
        *asked(skills, languages),
        *(f"c:{code}" for code in categories),
        f"z:{slot(volunteer_id)}",
    ]


def regions(code: str) -> list[str]:
    """The region and all above it, the province first."""
    return [f"r:{code[:length]}" for length in LENGTHS if length <= len(code)]


def asked(skills: Iterable[str], languages: Iterable[str]) -> list[str]:
    """What somebody must have, of a subject that asks for it."""
    return [*(f"s:{code}" for code in skills), *(f"l:{code}" for code in languages)]


def slot(some_id: UUID) -> int:
    return int.from_bytes(blake2b(some_id.bytes, digest_size=2).digest()) % SLOTS


def slots(subject_id: UUID, number: int) -> Sequence[str]:
    """So many slots in a row, beginning with the subject's."""
    first = slot(subject_id)
    return [f"z:{(first + step) % SLOTS}" for step in range(min(number, SLOTS))]
