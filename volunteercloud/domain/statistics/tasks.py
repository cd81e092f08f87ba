"""What the worker does for the figures: count what was noted every second, note the shifts that ended every minute, and count
everything where nothing was ever counted."""

import logging
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from django.utils import timezone

from volunteercloud.core import steady
from volunteercloud.core.actor import system

from . import actions, recounting
from .models import Progress

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
SWEPT_EVERY_SECONDS = 60.0
ACTOR = system("statistics")


def counting() -> AbstractContextManager[None]:
    """Count for as long as this lasts. Several workers may: one counts, the others rest."""
    return steady.steadily("statistics", Counter().follow, PAUSE_SECONDS)


@dataclass(slots=True)
class Counter:
    """What one worker remembers from round to round; nothing of it is needed after a restart."""

    swept_at: float = float("-inf")

    def follow(self, ending: Event) -> None:
        """One round: until nothing waits, or the end."""
        if not Progress.objects.filter(recounted_at__isnull=False).exists():
            begin(timezone.now())
        if time.monotonic() - self.swept_at >= SWEPT_EVERY_SECONDS:
            actions.sweep(actor=ACTOR, at=timezone.now())
            self.swept_at = time.monotonic()
        while not ending.is_set() and actions.count(actor=ACTOR, at=timezone.now()):
            pass


def begin(at: datetime) -> None:
    """Count everything for the first time: an installation that is new, or was there before the figures."""
    found = recounting.recount(actor=ACTOR, at=at)
    log.info("the figures were counted for the first time: %s people, %s records", found.people, found.facts)
