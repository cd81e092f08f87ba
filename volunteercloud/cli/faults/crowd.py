"""Those who use the site while things go wrong: each asks, writes down what was answered, and asks again until it is known.

They come and go, race for few places, ask for two places at one time, check people in, state their times and confirm them.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from volunteercloud.cli.drill import nodes
from volunteercloud.cli.faults.grounds import Expected, Ground, Racer
from volunteercloud.cli.faults.history import Attempt, History, Kind

PATIENCE_SECONDS = 10
LONGEST_PAUSE_SECONDS = 0.4
MOMENT_SECONDS = 0.02
ASKED_OF_A_RACE = 30
SERVED_MINUTES = 60


class Shares:
    """What all of them take from: who comes next to check in, and which race is on."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._lock = threading.Lock()
        self._coming = iter(ground.expected)
        self._asked = 0

    def next_expected(self) -> Expected | None:
        with self._lock:
            return next(self._coming, None)

    def race(self) -> int:
        with self._lock:
            self._asked += 1
            return self._asked // ASKED_OF_A_RACE % len(self.ground.races)


class Client(threading.Thread):
    """One of them, from `start` until ``ending`` is set and what it has begun is known."""

    def __init__(
        self, port: int, shares: Shares, history: History, racer: Racer, seed: str, ending: threading.Event
    ) -> None:
        super().__init__(name=f"client {seed}", daemon=True)
        self.port = port
        self.shares = shares
        self.history = history
        self.racer = racer
        self.chance = random.Random(seed)  # noqa: S311  dice, no secret
        self.ending = ending
        self.broken: list[str] = []
        self._line: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while not self.ending.is_set():
            die = self.chance.random()
            if die < 0.5:
                self._race()
            elif die < 0.6:
                self._ask_twice()
            else:
                self._serve()
            time.sleep(MOMENT_SECONDS)
        if self._line:
            self._line.close()

    def _race(self) -> None:
        shift_id = self.shares.ground.races[self.shares.race()]
        if self.chance.random() < 0.6:
            self._until_known(Kind.SIGN_UP, "PUT", shift_id, self.racer, {})
        else:
            self._until_known(Kind.WITHDRAW, "DELETE", shift_id, self.racer, None)

    def _ask_twice(self) -> None:
        """Others ask for the other twin of the same person at this very moment."""
        ground = self.shares.ground
        person = self.chance.choice(ground.doubles)
        self._until_known(Kind.TWIN, "PUT", self.chance.choice(ground.twins[self.shares.race()]), person, {})

    def _serve(self) -> None:
        """Somebody comes, their times are stated, and they are confirmed."""
        if not (person := self.shares.next_expected()):
            return
        came = datetime.fromisoformat(self.shares.ground.began_at) + timedelta(minutes=5)
        went = came + timedelta(minutes=SERVED_MINUTES)
        stated = {"in_at": came.isoformat(), "out_at": went.isoformat(), "reason": "现场名单上的时间。"}
        for kind, method, way, body in (
            (Kind.SCAN, "POST", "/scans", {"direction": "in", "volunteer_id": person.volunteer_id}),
            (Kind.TIMES, "PUT", f"/people/{person.volunteer_id}/times", stated),
            (Kind.CONFIRM, "POST", "/confirmations", {"volunteer_ids": [person.volunteer_id]}),
        ):
            known = self._of_leader(kind, method, way, person, body)
            if not known.is_acknowledged or str(known.said).startswith("refused"):
                self.broken.append(f"{kind} was refused: {known.status} {known.said}")
                return

    def _of_leader(self, kind: Kind, method: str, way: str, person: Expected, body: dict[str, Any]) -> Attempt:
        ground = self.shares.ground
        path = f"/api/v1/organizations/{ground.organization_id}/shifts/{person.shift_id}{way}"
        leader = Racer(person.volunteer_id, ground.leader_token)
        return self._known(kind, method, path, person.shift_id, leader, body)

    def _until_known(
        self, kind: Kind, method: str, shift_id: str, person: Racer, body: dict[str, Any] | None
    ) -> Attempt:
        path = f"/api/v1/me/sign-ups/{self.shares.ground.organization_id}/{shift_id}"
        return self._known(kind, method, path, shift_id, person, body)

    def _known(
        self, kind: Kind, method: str, path: str, shift_id: str, person: Racer, body: dict[str, Any] | None
    ) -> Attempt:
        """Send it, and the same again under the same key, until there is an answer that says what became of it."""
        key = str(UUID(int=self.chance.getrandbits(128), version=4))
        pause = 0.05
        while True:
            with suppress(OSError):  # nobody takes the call: nothing was sent
                line = self._connected()
                attempt = self.history.begin(kind, shift_id, person.volunteer_id, key)
                self._ask(line, attempt, method, path, person.token, body)
                if attempt.is_known:
                    return attempt
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _connected(self) -> http.client.HTTPConnection:
        if self._line is None:
            line = http.client.HTTPConnection(nodes.HOST, self.port, timeout=PATIENCE_SECONDS)
            line.connect()
            self._line = line
        return self._line

    def _ask(
        self,
        line: http.client.HTTPConnection,
        attempt: Attempt,
        method: str,
        path: str,
        token: str,
        body: dict[str, Any] | None,
    ) -> None:
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept-Language": "en",
            "Content-Type": "application/json",
            "Idempotency-Key": attempt.key,
        }
        try:
            line.request(method, path, None if body is None else json.dumps(body), headers)
            answer = line.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            attempt.said = f"nothing: {error or type(error).__name__}"
            line.close()
            self._line = None
            return
        if answer.will_close:
            line.close()
            self._line = None
        attempt.said = _gist(attempt.kind, answer.status, said)
        attempt.status = answer.status
        if attempt.is_known:
            attempt.ended = time.monotonic()


def _gist(kind: Kind, status: int, said: bytes) -> Any:
    """What of an answer is looked at afterwards: the state it tells, the record, or the code of a refusal."""
    document = json.loads(said)
    if not 200 <= status < 300:
        return document.get("code")
    if kind == Kind.CONFIRM:
        return document[0]["record_id"] or f"refused: {document[0]['refusal']['code']}"
    return document["state"]


@contextmanager
def at_work(port: int, ground: Ground, seed: int) -> Iterator[tuple[History, list[Client]]]:
    """For as long as this lasts they are at it; afterwards every one of them knows what became of all it asked."""
    ending, history, shares = threading.Event(), History(), Shares(ground)
    clients = [
        Client(port, shares, history, racer, f"{seed}-{place}", ending) for place, racer in enumerate(ground.racers)
    ]
    for client in clients:
        client.start()
    try:
        yield history, clients
    finally:
        ending.set()
        for client in clients:
            client.join(timeout=60)
