"""What a check says."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings


class Level(StrEnum):
    """An error stands against real use or will soon hurt; a warning is for whoever has a minute."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` stays the same between versions; ``what`` is wrong, ``mend`` is what to do."""

    code: str
    level: Level
    what: str
    mend: str


def in_real_use() -> Level:
    """How much a thing weighs that a laptop may go without: a site that people reach by TLS may not."""
    return Level.ERROR if settings.SECURE else Level.WARNING
