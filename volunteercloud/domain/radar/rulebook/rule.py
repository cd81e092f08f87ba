"""What a rule of the radar is, and what it yields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from volunteercloud.domain.radar.gathering import Window
from volunteercloud.domain.radar.models import Thresholds


class Kind(StrEnum):
    """What a rule's evidence is about. Two rules of one kind mostly see the same thing twice, so they count once."""

    WORD = "word"  # that nothing but the organization's own later word stands behind a record
    PEOPLE = "people"  # who the person is to the organization
    PRESENCE = "presence"  # whether anybody can have been where the record says
    PROOF = "proof"  # the pictures that came with it
    HABIT = "habit"  # what the organization, or the one who entered it, otherwise does


class Weight(StrEnum):
    """A strong reason is enough for a case; weak ones are where they are of two kinds (`weighing`)."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule speaks about a record. ``facts`` are numbers, ids and instants in ISO 8601, as JSON keeps them."""

    record_id: UUID
    facts: dict[str, Any] = field(default_factory=dict)


def plainly(moment: datetime) -> str:
    """In the site's time, the same in every language."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Rule:
    """``name`` is a few words for lists, ``sentence`` takes a hit's facts."""

    code: str
    kind: Kind
    weight: Weight
    name: Promise
    sentence: Promise
    find: Callable[[Window, Thresholds], Iterator[Hit]]

    def told(self, facts: Mapping[str, Any], written: Callable[[datetime], str] = plainly) -> str:
        """The sentence about one hit in the reader's language; ``written`` is how instants stand in it."""
        said = {name: written(datetime.fromisoformat(value)) for name, value in facts.items() if name.endswith("_at")}
        return str(self.sentence) % {**facts, **said}


def instant(moment: datetime) -> str:
    """A moment as facts keep it; the name of such a fact ends in ``_at``."""
    return moment.isoformat(timespec="seconds")


def percent(part: float) -> int:
    return round(part * 100)
