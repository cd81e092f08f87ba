"""What the worker does for transfers, all the time: say to each node what it has not heard, do what its answers allow, and
end what ran out. Any of it may be done again, and by several workers at once."""

import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from uuid import UUID

from django.db import close_old_connections, connection
from django.utils import timezone

from volunteercloud.core import parsing, steady
from volunteercloud.core.actor import system
from volunteercloud.core.errors import Refused
from volunteercloud.domain.nodes import calling
from volunteercloud.domain.nodes import queries as nodes_queries

from . import actions, receiving, synchronizing
from .models import Transfer
from .storing import Chain

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
AT_ONCE = 200
TURNS = 2  # offer and answer, commitment and receipt: what was begun is ended before the next is begun
TALKS = 3  # with one node at once: while it works on one, we prepare the next, and end the one before
AT_A_TIME = 8  # with all nodes, so that a slow one holds nobody up
SET_BACK_SECONDS = 2.0
LONGEST_SECONDS = 20.0  # with one node, before the next look at what is due
# A node that comes back is found within seconds, by us or because it asks; trying costs one connection.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 4.0
REFUSED_PAUSE = 60.0
# What befell one request on its way; the next, signed anew, may well be answered.
PASSING = {"node.signature", "node.replayed", "node.clock"}
PATH = "/node/v1/transfers"
ACTOR = system("transfers")


@contextmanager
def following() -> Iterator[None]:
    """Follow transfers for as long as this lasts."""
    follower = Follower()
    with steady.steadily("transfers", follower.follow, PAUSE_SECONDS):
        yield
    follower.close()


@dataclass(slots=True)
class Waiting:
    """A node that did not answer: until when it is left alone, in seconds of this machine, and for how long next."""

    until: float
    pause: float


@dataclass(slots=True)
class Follower:
    """What one worker remembers from round to round; nothing of it is needed after a restart."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    busy: dict[tuple[str, int], Future[None]] = field(default_factory=dict)
    ahead: float = math.inf
    amended_after: UUID | None = None
    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(max_workers=AT_A_TIME, thread_name_prefix="transfers")
    )

    def follow(self, ending: Event) -> None:
        """One round: a thread for each node that something is due with, then what is due by itself, which holds nobody up
        should it fail."""
        at = timezone.now()
        if self._was_set_back():
            actions.make_due(actor=ACTOR, at=at)
        self.busy = {talk: running for talk, running in self.busy.items() if not running.done()}
        for name in nodes_due(at):
            for talk in ((name, number) for number in range(TALKS)):
                if talk not in self.busy and not self._is_left_alone(name) and not ending.is_set():
                    self.busy[talk] = self.pool.submit(self._speak_with, name, ending)
        self.keep_house(at)

    def keep_house(self, at: datetime) -> None:
        while actions.lapse(actor=ACTOR, at=at):
            pass
        while actions.tell_awaited(actor=ACTOR, at=at):
            pass
        _said, self.amended_after = actions.amend_what_follows(actor=ACTOR, at=at, after=self.amended_after)

    def close(self) -> None:
        self.pool.shutdown()

    def _was_set_back(self) -> bool:
        """Whether the clock of this machine was set back since the last round: what it said before lies in the future now. The
        first round can't know, and takes it to be so."""
        ahead, self.ahead = self.ahead, time.time() - time.monotonic()
        return self.ahead < ahead - SET_BACK_SECONDS

    def _is_left_alone(self, name: str) -> bool:
        waiting = self.waiting.get(name)
        return waiting is not None and time.monotonic() < waiting.until

    def _speak_with(self, name: str, ending: Event) -> None:
        """Until nothing is due with that node, or it does not answer."""
        close_old_connections()
        try:
            stop = time.monotonic() + LONGEST_SECONDS
            while not ending.is_set() and time.monotonic() < stop and speak(name, timezone.now()):
                self.waiting.pop(name, None)
        except calling.Unreachable:
            self._leave_alone(name)
        except (calling.RefusedThere, Refused) as refusal:
            log.warning("%s does not take in transfers: %s", name, refusal.code)
            if refusal.code in PASSING:
                self._leave_alone(name)
                return
            self.waiting[name] = Waiting(time.monotonic() + REFUSED_PAUSE, FIRST_PAUSE)
        except Exception:
            log.exception("transfers with %s failed; they are tried again", name)
            self._leave_alone(name)
        finally:
            connection.close()

    def _leave_alone(self, name: str) -> None:
        before = self.waiting.get(name)
        pause = min(before.pause * 2, LONGEST_PAUSE) if before else FIRST_PAUSE
        self.waiting[name] = Waiting(time.monotonic() + pause, pause)


def nodes_due(at: datetime) -> list[str]:
    """The nodes that something is due with, by name."""
    due = Transfer.objects.filter(next_at__lte=at).order_by("node_name").values_list("node_name", flat=True)
    return list(due.distinct())


def push(node_name: str) -> str:
    """Speak with a node until nothing is due with it; in a word what came of it, for whoever does so by hand."""
    said = 0
    try:
        while now := speak(node_name, timezone.now()):
            said += now
    except (calling.Unreachable, calling.RefusedThere, Refused) as reason:
        return reason.code
    return str(said)


def speak(node_name: str, at: datetime) -> int:
    """A question to a node about the transfers that are due with it, what its answer lets this node do, and a second one
    about what came of that. Returns how many transfers they were. Raises `calling.Unreachable` and `calling.RefusedThere`;
    what was due is due again then."""
    leased = actions.lease(actor=ACTOR, node_name=node_name, most=AT_ONCE, at=at)
    node = nodes_queries.confirmed(node_name)
    if not leased or node is None:
        actions.end_untrusted(actor=ACTOR, leased=leased, at=at)
        return 0
    try:
        held: dict[UUID, int] = {}
        for _turn in range(TURNS):
            batch = actions.go_on(actor=ACTOR, leased=leased, at=at)
            ready = [chain for chain in batch if not chain.due and _has_news(chain, held)]
            held |= {chain.id: len(chain.held) for chain in ready}
            if not ready:
                break
            answer = _ask(node_name, ready, at)
            receiving.take_in(system(node_name), node, answer, timezone.now(), is_answer=True)
    except Exception:
        actions.return_leased(actor=ACTOR, leased=leased, at=at)
        raise
    return len(leased)


def _has_news(chain: Chain, held: Mapping[UUID, int]) -> bool:
    """Whether it is the first question about it, or there is a step of ours that was said since."""
    return chain.id not in held or (len(chain.held) > held[chain.id] and bool(chain.unheard()))


def _ask(node_name: str, batch: Sequence[Chain], at: datetime) -> list[synchronizing.Entry]:
    body = parsing.json_bytes(synchronizing.question(batch))
    # Who is asked about one person answers at once; about hundreds, in the time that so many take.
    seconds = 5 + 0.05 * len(batch) + len(body) / 400_000
    answer = calling.post(node_name, PATH, body, at, seconds=seconds)
    try:
        return synchronizing.entries_in(parsing.json_object(answer.body))
    except parsing.Unreadable:
        raise calling.Unreachable("malformed") from None
