"""What the worker does for webhooks, all the time: send what is due, a few at once to one address and several addresses at
once, so that a slow one holds up nobody else. Several workers share the work; what one had in hand when it died comes again."""

import logging
import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from threading import Event
from uuid import UUID

from django.db import close_old_connections, connection
from django.utils import timezone

from volunteercloud.core import steady
from volunteercloud.core.actor import system

from . import queries, sending
from .actions import claim, note_answer
from .actions.delivering import IN_FLIGHT

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
AT_A_TIME = 16  # requests of one worker
MOST_DUE = 500  # addresses that one round looks at
SLOW_SECONDS = 2.0
LONGEST_SECONDS = 20.0  # for one address, before the next look at what is due
ACTOR = system("webhooks")


@contextmanager
def following() -> Iterator[None]:
    """Send for as long as this lasts."""
    follower = Follower()
    with steady.steadily("webhooks", follower.follow, PAUSE_SECONDS):
        yield
    follower.close()


@dataclass(slots=True)
class Follower:
    """What one worker remembers from round to round: which threads are at work for whom, and who was slow lately."""

    busy: dict[tuple[UUID, int], Future[None]] = field(default_factory=dict)
    slow: set[UUID] = field(default_factory=set)
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=AT_A_TIME, thread_name_prefix="webhooks")
    )

    def follow(self, ending: Event) -> None:
        """One round: a thread for each address that something is due for, then further ones while threads are free."""
        self.busy = {turn: running for turn, running in self.busy.items() if not running.done()}
        due = queries.due(timezone.now(), MOST_DUE)
        random.shuffle(due)  # no address is first each time
        for number, (organization_id, endpoint_id) in product(range(IN_FLIGHT), due):
            turn = (endpoint_id, number)
            is_free = turn not in self.busy and len(self.busy) < AT_A_TIME and not ending.is_set()
            if is_free and (number == 0 or endpoint_id not in self.slow):
                self.busy[turn] = self.pool.submit(self._send_to, organization_id, endpoint_id, ending)

    def close(self) -> None:
        self.pool.shutdown()

    def _send_to(self, organization_id: UUID, endpoint_id: UUID, ending: Event) -> None:
        """One after the other, until nothing is due for the address."""
        close_old_connections()
        try:
            stop = time.monotonic() + LONGEST_SECONDS
            while not ending.is_set() and time.monotonic() < stop:
                began = time.monotonic()
                if not send_next(organization_id, endpoint_id):
                    return
                if time.monotonic() - began > SLOW_SECONDS:
                    self.slow.add(endpoint_id)
                    return
                self.slow.discard(endpoint_id)
        except Exception:
            log.exception("a webhook could not be sent; it is tried again")
        finally:
            connection.close()


def send_next(organization_id: UUID, endpoint_id: UUID) -> bool:
    """Send what is due longest for an address; False where there is nothing."""
    claimed = claim(actor=ACTOR, organization_id=organization_id, endpoint_id=endpoint_id, at=timezone.now())
    if claimed is None:
        return False
    answer = sending.send(claimed, timezone.now())
    note_answer(actor=ACTOR, claimed=claimed, answer=answer, at=timezone.now())
    return True
