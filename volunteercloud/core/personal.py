"""What the register of personal data 个人信息登记 says of a field: of what sort it is, what for,
and what closing an account does.

Each area declares its own in a module ``personal``; `domain.privacy.register` joins them, draws the privacy page from them,
and closes accounts by them. A test holds every model to it, so that no field can be forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Category(StrEnum):
    """Sorts of personal data. Of whoever is under 14 all of it is sensitive (PIPL, article 28)."""

    NAME = "name"
    CONTACT = "contact"
    DOCUMENT = "document"
    TRAITS = "traits"  # sex, birth, nationality
    HOME = "home"
    PLACE = "place"  # a point somebody was at, or starts from
    FAMILY = "family"
    ABILITIES = "abilities"
    SERVICE = "service"  # what was served when, where and for whom
    WORDS = "words"  # what somebody wrote, or others wrote about them
    PICTURES = "pictures"
    SECRETS = "secrets"  # what opens an account
    TRACES = "traces"  # devices, addresses of the network, moments
    NUMBER = "number"  # the public number, and others that lead to a person


SENSITIVE = frozenset({Category.DOCUMENT, Category.PLACE, Category.PICTURES, Category.SECRETS})


class Purpose(StrEnum):
    """What data is kept for. `domain.privacy.purposes` says of each in words: legal basis, who sees it, for how long."""

    ACCOUNT = "account"
    REAL_NAME = "real_name"
    TAKING_PART = "taking_part"
    RECORDS = "records"
    PROOF = "proof"
    MOVING = "moving"
    FOUND = "found"
    NEEDS = "needs"
    MESSAGES = "messages"
    OBJECTIONS = "objections"
    FIGURES = "figures"
    WORK = "work"  # who works for an organization or holds an office
    TRAIL = "trail"


class Closing(StrEnum):
    """What becomes of it when the account is closed."""

    ERASED = "erased"  # the rows go
    EMPTIED = "emptied"  # the rows stay with what is not about anybody; the fields are emptied
    SEALED = "sealed"  # what the law keeps is put under a key that nothing here opens; the fields are emptied
    KEPT = "kept"  # stays, for the reason given


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Personal fields of one model: ``fields`` by category, names apart by spaces.

    ``person`` is the column that says whose they are: their id, or that of whoever is named beside it. ``closing`` is done
    by `domain.privacy.emptying`, except where ``by_area`` says that the area has a step of its own. ``left`` makes what stays of
    a field where its default, nothing or a dash would not do. ``because`` says why something is kept.
    """

    model: str
    person: str
    purpose: Purpose
    closing: Closing
    fields: Mapping[Category, str]
    because: str = ""
    by_area: bool = False
    left: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return [name for names in self.fields.values() for name in names.split()]


def blank(_before: object) -> str:
    """For ``left``: a text that is nobody's name or words, and may be empty."""
    return ""


@dataclass(frozen=True, slots=True)
class Plain:
    """Fields that look personal and are not: names apart by spaces, or * for all of the model; and why."""

    model: str
    fields: str
    because: str
