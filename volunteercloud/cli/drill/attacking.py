"""After a schedule: everything that was said is said again, and much of it changed. Nothing may come of it.

Three kinds of attackers: one who taped the link and plays the tape; one who changes the tape, or signs with a key of their own;
and a node that is trusted, signs rightly, and says what it should not.
"""

import base64
import json
import random
import re
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from joserfc.jwk import OKPKey

from volunteercloud.cli.drill.link import Message, body_of, flipped
from volunteercloud.cli.drill.watching import Eye
from volunteercloud.cli.drill.world import LETTERS, World
from volunteercloud.domain.nodes import http_signing
from volunteercloud.domain.nodes.papers import Signer

MOST_REPLAYED = 60
MOST_FORGED = 6
MOST_LIED = 3
SYNC = "/node/v1/transfers"
PAPER = re.compile(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")
BUNDLE = re.compile(r'"bundle": ?"([^"]+)"')
# All that a node says of people's records and transfers, without when it is to look again.
STATE = """
    SELECT md5(string_agg(line, ',' ORDER BY line)) FROM (
        SELECT head::text AS line FROM records_recordhead AS head WHERE volunteer_id = ANY(%(people)s)
        UNION ALL SELECT version.id::text FROM records_servicerecord AS version WHERE volunteer_id = ANY(%(people)s)
        UNION ALL SELECT leaf.id::text FROM log_leaf AS leaf WHERE owner_id = ANY(%(people)s)
        UNION ALL SELECT concat_ws(' ', id, side, state, records, minutes, code, moved_at, ended_at)
            FROM transfers_transfer WHERE volunteer_id = ANY(%(people)s)
        UNION ALL SELECT concat_ws(' ', transfer_id, kind, number, digest) FROM transfers_step
            WHERE volunteer_id = ANY(%(people)s)
        UNION ALL SELECT concat_ws(' ', transfer_id, number, digest) FROM transfers_bundle
            WHERE volunteer_id = ANY(%(people)s)
        UNION ALL SELECT concat_ws(' ', transfer_id, id, facts) FROM transfers_brought WHERE volunteer_id = ANY(%(people)s)
        UNION ALL SELECT transfer_id::text FROM transfers_handle
        UNION ALL SELECT concat_ws(' ', person_index, transfer_id) FROM transfers_awaited
    ) AS lines"""


class Attack:
    """On a world that is quiet. What had an effect, or was taken that should have been refused, is broken."""

    def __init__(
        self,
        world: World,
        eyes: Sequence[Eye],
        people: Sequence[set[UUID]],
        dice: random.Random,
        outcome: Any,
        tell: Callable[[str], None],
    ) -> None:
        self.world = world
        self.eyes = eyes
        self.people = people
        self.dice = dice
        self.outcome = outcome
        self.tell = tell
        self.counts: Counter[str] = outcome.attacks

    def run(self) -> None:
        tape = [message for link in self.world.links for message in link.passed if SYNC in message.path]
        before = self._state()
        for name, attack in (("replays", self._replay), ("forgeries", self._forge), ("false words", self._lie)):
            attack(tape)
            if self._state() != before:
                self.outcome.broken.append(f"{name} changed what a node says")
                return
        self.tell(f"attacked: {dict(self.counts)}")

    def _state(self) -> list[str]:
        return [
            eye.fetch(STATE, {"people": list(people)})[0][0] for eye, people in zip(self.eyes, self.people, strict=True)
        ]

    def _replay(self, tape: Sequence[Message]) -> None:
        """What was answered once is refused; what never was may be answered, late, and does nothing."""
        for message in self._some(tape, MOST_REPLAYED):
            status = self._deliver(message.to, message.request)
            self.counts["replays"] += 1
            self.counts["replays refused"] += status >= 400
            if message.status and message.status < 400 and status < 400:
                self.outcome.broken.append(f"a request to {message.to} was answered a second time ({status})")

    def _forge(self, tape: Sequence[Message]) -> None:
        for message in self._some(tape, MOST_FORGED):
            for name, forged in self._forged(message):
                status = self._deliver(message.to, forged)
                self.counts["forgeries"] += 1
                self.counts["forgeries refused"] += status >= 400
                if status < 400:
                    self.outcome.broken.append(f"a forged request to {message.to} was answered: {name} ({status})")

    def _forged(self, message: Message) -> list[tuple[str, bytes]]:
        head, separator, body = message.request.partition(b"\r\n\r\n")
        place = self.dice.randrange(len(body)) if body else 0
        nonce = re.sub(rb'nonce="[^"]+"', b'nonce="' + secrets.token_urlsafe(24).encode() + b'"', head)
        created = re.sub(rb"created=(\d+)", lambda found: b"created=%d" % (int(found[1]) + 1), head)
        return [
            ("a bit of the content", flipped(message.request, place)),
            ("another nonce", nonce + separator + body),
            ("another time", created + separator + body),
            ("another key", self._signed_by_nobody(message)),
            ("unsigned", re.sub(rb"(?i)\r\nsignature(-input)?: [^\r]*", b"", head) + separator + body),
            ("another address", head.replace(b" HTTP/1.1", b"?again HTTP/1.1", 1) + separator + body),
        ]

    def _signed_by_nobody(self, message: Message) -> bytes:
        """The same content, signed now by a key that is nobody's, under the name of a key that is trusted."""
        head, _, body = message.request.partition(b"\r\n\r\n")
        lines = [line.split(b": ", 1) for line in head.split(b"\r\n")[1:]]
        headers = {name.decode(): value.decode() for name, value in lines}
        for name in list(headers):
            if name.lower() in ("signature", "signature-input", "content-digest"):
                del headers[name]
        kid = re.search(rb'keyid="([^"]+)"', head)
        signer = Signer(OKPKey.generate_key("Ed25519"), kid[1].decode() if kid else "", datetime.now(UTC))
        address = self.world.links[LETTERS.index(message.to)].address
        request = http_signing.Request(message.method, f"{address}{message.path}", headers)
        http_signing.sign_request(request, body, signer, nonce=secrets.token_urlsafe(24))
        said = "".join(f"{name}: {value}\r\n" for name, value in request.headers.items())
        return head.split(b"\r\n")[0] + b"\r\n" + said.encode() + b"\r\n" + body

    def _lie(self, tape: Sequence[Message]) -> None:
        """A trusted node says rightly signed things that are not so: any answer will do, but nothing may come of it."""
        telling = self._some([message for message in tape if message.steps], MOST_LIED)
        bodies = [body_of(message.request).decode() for message in telling]
        for message, body in zip(telling, bodies, strict=True):
            for lie in self._lies(body, bodies):
                for place in range(len(self.world.names)):
                    if LETTERS[place] != message.to:
                        self.counts["false words"] += 1
                        target = self.world.names[LETTERS.index(message.to)]
                        self.world.hands[place]("send", node_name=target, path=SYNC, body=lie)

    def _lies(self, body: str, others: Sequence[str]) -> list[str]:
        papers = PAPER.findall(body)
        transfers = sorted({claimed(paper).get("transfer", "") for paper in papers} - {""})
        lies = [body]
        if papers:
            one = self.dice.choice(papers)
            place = len(one) - 2 - self.dice.randrange(40)
            lies.append(body.replace(one, one[:place] + ("A" if one[place] != "A" else "B") + one[place + 1 :]))
            unsigned = base64.urlsafe_b64encode(b'{"alg":"none","typ":"vc-step+jws"}').rstrip(b"=").decode()
            lies.append(body.replace(one, f"{unsigned}.{one.split('.')[1]}."))
        if bundles := BUNDLE.findall(body):
            theirs = [found for other in others for found in BUNDLE.findall(other) if found not in bundles]
            lies.append(body.replace(bundles[0], self.dice.choice(theirs) if theirs else bundles[0][:-40]))
        if transfers:
            elsewhere = self.dice.choice(others)
            theirs = sorted({claimed(paper).get("transfer", "") for paper in PAPER.findall(elsewhere)} - {""})
            swapped = str(UUID(int=self.dice.getrandbits(128), version=4)) if theirs in ([], transfers) else theirs[0]
            # Outside the signed papers alone: who rewrites those is refused for that.
            lies.append(body.replace(transfers[0], swapped))
        return lies

    def _deliver(self, to: str, request: bytes) -> int:
        answer = self.world.links[LETTERS.index(to)].deliver(request)
        return int(answer[9:12]) if answer[9:12].isdigit() else 400

    def _some(self, tape: Sequence[Message], most: int) -> list[Message]:
        return list(tape) if len(tape) <= most else self.dice.sample(list(tape), most)


def claimed(paper: str) -> dict[str, Any]:
    """What a paper says, whoever signed it."""
    part = paper.split(".")[1]
    try:
        said = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
