"""The other node of a transfer, as a test plays it: its keys, its log, its steps; and people here who have documents."""

import base64
import json
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from tests.domain.identity import factories as identity
from tests.domain.nodes import peers
from tests.domain.organizations import factories as organizations
from tests.domain.records.origin import Origin
from volunteercloud.core import ids
from volunteercloud.core.actor import Actor
from volunteercloud.domain.identity import claims
from volunteercloud.domain.identity.models import ClaimKind, Document, Volunteer
from volunteercloud.domain.identity.numbers import seal
from volunteercloud.domain.nodes import papers, sealing
from volunteercloud.domain.nodes import queries as nodes_queries
from volunteercloud.domain.nodes.models import Node
from volunteercloud.domain.transfers import bundles, synchronizing
from volunteercloud.domain.transfers.models import Kind


def person(at: datetime, name: str = "小满", sequence: int = 1, **changes) -> Actor:
    """Somebody here with a verified document."""
    actor = organizations.person(name, **changes)
    number, document_id = identity.number(sequence=sequence), ids.uuid7()
    Document.objects.create(
        volunteer_id=actor.id,
        id=document_id,
        kind="111",
        number_sealed=seal(number, document_id),
        tail=number[-2:],
        length=18,
        state="verified",
        level=1,
        stated={"country": "CN"},
        submitted_at=at,
        decided_at=at,
    )
    claims.hold(ClaimKind.DOCUMENT, f"18:{number}", actor.id, at=at)
    return actor


class There:
    """``say`` signs a step, ``ask`` sends what is given to this node and remembers what it answers."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.origin = Origin()
        self.peer = peers.confirmed(at, name=self.origin.name, vkey=self.origin.vkey)
        self.own_name = nodes_queries.own_name()
        self.have: set[str] = set()

    @property
    def node(self) -> Node:
        return Node.objects.get(name=self.origin.name)

    def say(self, transfer_id: UUID, kind: Kind, body: dict, previous: str = "", number: int = 0, **changes) -> str:
        said = {
            "form": "volunteercloud.step/1",
            "transfer": str(transfer_id),
            "step": kind,
            "number": number,
            "from": self.origin.name,
            "to": self.own_name,
            "previous": previous,
            "body": body,
        }
        return self.peer.sign({**said, **changes}, self.at)

    def person(self, transfer_id: UUID, *, name: str = "小满", sequence: int = 1, **changes) -> dict:
        """The body of a request or an invitation of somebody there."""
        content = {
            "transfer": str(transfer_id),
            "kind": "111",
            "number": identity.number(sequence=sequence),
            "country": "CN",
            "name": name,
            "name_latin": "",
            "birth_on": "1990-04-20",
        }
        return {"person": sealing.seal_for(self.own_name, content | changes, self.at), "terms": "2026-11"}

    def bundle(self, *records, name: str = "小满", **changes) -> bytes:
        document = {
            "form": bundles.FORM,
            "node": self.origin.name,
            "person": {
                "name": name,
                "name_latin": "",
                "number": "V2345678",
                "sex": "2",
                "birth_on": "1990-04-20",
                "volunteer_ids": [str(self.origin.volunteer_id)],
                "profile": {},
            },
            "checkpoint": self.origin.checkpoint(),
            "records": [
                {
                    "record_id": str(record_id),
                    "origin": self.origin.name,
                    "versions": [self.origin.proof(one) for one in versions],
                }
                for record_id, versions in records
            ],
            "evidence": [],
            "brought": [],
            **changes,
        }
        return bundles.written(document)

    def offer(self, transfer_id: UUID, previous: str, *records, text: bytes | None = None, **changes) -> dict:
        """The step with its bundle, as it is sent."""
        text = text or self.bundle(*records, **changes)
        listed = [[str(record_id), len(versions)] for record_id, versions in records]
        body = {"bundle": sha256(text).hexdigest(), "records": listed, "minutes": 0}
        document = self.say(transfer_id, Kind.OFFER, body, previous)
        return {"document": document, "bundle": base64.b64encode(bundles.packed(text)).decode()}

    def ask(self, *entries: dict) -> list[dict]:
        content = {"form": synchronizing.FORM, "transfers": list(entries)}
        answer = synchronizing.exchange(self.node, json.loads(json.dumps(content)), self.at)
        assert answer["form"] == synchronizing.FORM
        return answer["transfers"]

    def tell(self, transfer_id: UUID, *steps: str | dict, have: list[str] = ()) -> dict:
        """One transfer alone: the entry of the answer."""
        said = [step if isinstance(step, dict) else {"document": step} for step in steps]
        (answer,) = self.ask({"transfer": str(transfer_id), "steps": said, "have": list(have)})
        return answer


def digest(step: str | dict) -> str:
    return papers.digest(step if isinstance(step, str) else step["document"]).hex()


def kinds(entry: dict) -> list[str]:
    """The steps of an answer, by name."""
    return [papers.read(step["document"])["step"] for step in entry["steps"]]


def body(entry: dict, kind: str) -> dict:
    return next(said["body"] for step in entry["steps"] if (said := papers.read(step["document"]))["step"] == kind)


def step(entry: dict, kind: str) -> str:
    return next(one["document"] for one in entry["steps"] if papers.read(one["document"])["step"] == kind)


def named(actor: Actor, name: str) -> None:
    Volunteer.objects.filter(id=actor.id).update(name=name)
